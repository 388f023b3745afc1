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
