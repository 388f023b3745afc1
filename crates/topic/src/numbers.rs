//! Random numbers, and numbers that are rounded: to whole ones, and so that sums are the same in
//! any order.

use ndarray::Array2;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Random numbers for one purpose. Two purposes with the same seed differ by their `stream`.
pub(crate) struct Random(Xoshiro256PlusPlus);

impl Random {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mixed = seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }

    /// Uniform in [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Normally distributed with mean 0 and variance 1 (Box & Muller 1958).
    pub(crate) fn normal(&mut self) -> f32 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        (radius * (std::f64::consts::TAU * self.unit()).cos()) as f32
    }

    /// Uniform in 0..n.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        rounded((self.unit() * n as f64).floor()).min(n.saturating_sub(1))
    }

    /// A place drawn with probability proportional to its weight; `None` if all weights are 0.
    pub(crate) fn weighted(&mut self, weights: &[f32]) -> Option<usize> {
        let mut left = self.unit() * weights.iter().map(|&weight| f64::from(weight)).sum::<f64>();
        let mut last = None;
        for (place, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            last = Some(place);
            left -= f64::from(weight);
            if left < 0.0 {
                break;
            }
        }
        last
    }

    /// `size` distinct numbers below `n`, ascending (selection sampling, Knuth, TAOCP 3.4.2 S).
    pub(crate) fn sample(&mut self, n: usize, size: usize) -> Vec<usize> {
        let mut chosen = Vec::with_capacity(size);
        for i in 0..n {
            let wanted = size.saturating_sub(chosen.len());
            if self.unit() * ((n - i) as f64) < wanted as f64 {
                chosen.push(i);
            }
        }
        chosen
    }

    /// A matrix of numbers uniform in [-1, 1).
    pub(crate) fn matrix(&mut self, rows: usize, columns: usize) -> Array2<f32> {
        Array2::from_shape_simple_fn((rows, columns), || (self.unit() * 2.0 - 1.0) as f32)
    }
}

/// Steps of a fixed-point number in 1.
const STEPS: f64 = 4_294_967_296.0;

/// The nearest whole number to one that is not negative.
#[expect(clippy::cast_sign_loss, reason = "what is counted is not negative")]
pub(crate) fn rounded(number: f64) -> usize {
    number.round() as usize
}

/// A number in units of 2⁻³²: sums of these are the same in any order.
pub(crate) fn to_fixed_point(number: f64) -> i64 {
    (number * STEPS).round() as i64
}

/// The number of so many units of 2⁻³².
pub(crate) fn from_fixed_point(units: i64) -> f64 {
    units as f64 / STEPS
}
