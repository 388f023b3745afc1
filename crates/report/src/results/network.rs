//! The terms that occur together as a network for Gephi: `network.gexf`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use cimai_corpus::TermId;
use cimai_keyword::Pair;

use super::Summary;
use crate::{Error, OutputSet};

/// The most edges of the network. More cannot be read; the rest stand in `cooccurrence.csv`.
const MOST_EDGES: usize = 1000;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
<graph mode="static" defaultedgetype="undirected">
<attributes class="node"><attribute id="0" title="tf" type="long"/><attribute id="1" title="topic" type="string"/></attributes>
<attributes class="edge"><attribute id="0" title="count" type="long"/><attribute id="1" title="npmi" type="double"/><attribute id="2" title="g2" type="double"/></attributes>
"#;

impl Summary {
    /// Writes `network.gexf` (GEXF 1.2): a node per term, numbered by its rank among them, with its
    /// frequency and the topic that it belongs to most, an edge per pair that occurs together more often than by chance, weighted
    /// by NPMI.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn network(&self, output: &OutputSet) -> Result<(), Error> {
        let together = self.compared.pairs.iter().filter(|pair| pair.g2 > 0.0 && pair.npmi > 0.0);
        let pairs: Vec<&Pair> = together.take(MOST_EDGES).collect();
        let nodes = self.nodes(&pairs);
        let mut file = HEAD.to_owned();
        // Writing to a string cannot fail.
        let _ = self.write_nodes(&nodes, &mut file).and_then(|()| edges(&pairs, &nodes, &mut file));
        file.push_str("</graph>\n</gexf>\n");
        output.bytes("network.gexf", file.as_bytes())
    }

    /// The terms of pairs, the most frequent first; of equally frequent ones the first in byte
    /// order.
    fn nodes(&self, pairs: &[&Pair]) -> Vec<TermId> {
        let mut terms: Vec<TermId> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        terms.sort_by_key(|&term| (Reverse(self.totals.tf(term)), term));
        terms.dedup();
        terms
    }

    fn write_nodes(&self, nodes: &[TermId], file: &mut String) -> std::fmt::Result {
        let topics = self.strongest_topics();
        file.push_str("<nodes>\n");
        for (&term, rank) in nodes.iter().zip(1..) {
            let topic = topics.get(&term).map(|&(topic, _)| self.label(topic)).unwrap_or_default();
            writeln!(
                file,
                r#"<node id="{rank}" label="{}"><attvalues><attvalue for="0" value="{}"/><attvalue for="1" value="{}"/></attvalues></node>"#,
                escaped(self.term(term)),
                self.totals.tf(term),
                escaped(&topic),
            )?;
        }
        file.push_str("</nodes>\n");
        Ok(())
    }

    /// For each term that some topic lists, the topic in which it weighs most.
    fn strongest_topics(&self) -> BTreeMap<TermId, (usize, f64)> {
        let mut strongest: BTreeMap<TermId, (usize, f64)> = BTreeMap::new();
        for (topic, found) in self.topics.topics.iter().enumerate() {
            for term in &found.terms {
                let best = strongest.entry(term.term).or_insert((topic, term.weight));
                if term.weight > best.1 {
                    *best = (topic, term.weight);
                }
            }
        }
        strongest
    }
}

fn edges(pairs: &[&Pair], nodes: &[TermId], file: &mut String) -> std::fmt::Result {
    let ranks: BTreeMap<TermId, usize> = nodes.iter().copied().zip(1..).collect();
    file.push_str("<edges>\n");
    for (id, pair) in pairs.iter().enumerate() {
        writeln!(
            file,
            r#"<edge id="{id}" source="{}" target="{}" weight="{:.6}"><attvalues><attvalue for="0" value="{}"/><attvalue for="1" value="{:.6}"/><attvalue for="2" value="{:.6}"/></attvalues></edge>"#,
            ranks[&pair.a], ranks[&pair.b], pair.npmi, pair.count, pair.npmi, pair.g2,
        )?;
    }
    file.push_str("</edges>\n");
    Ok(())
}

/// Text as it may stand in an attribute of XML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            // XML has no way to write these.
            _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_xml_are_escaped() {
        assert_eq!(escaped("R&D<\"5G\">\u{b}"), "R&amp;D&lt;&quot;5G&quot;&gt; ");
    }
}
