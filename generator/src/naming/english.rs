//! English: the number of nouns, and phrases of which names are made.

use std::collections::BTreeSet;

use super::words::{MAX_NAME, pascal, words};

/// The singular of an English noun, as far as regular endings go.
pub fn singular(word: &str) -> String {
    const SAME: &[&str] = &[
        "address", "analysis", "basis", "bus", "business", "class", "cross", "gas", "https", "is",
        "news", "progress", "radius", "series", "sms", "status", "this", "access", "process",
        "success", "loss", "pass", "plus", "bonus", "wbs", "has", "was", "as", "us", "process",
        "canvas", "gps", "os", "aws", "rss", "css", "hours",
    ];
    if SAME.contains(&word) || word.len() < 3 {
        return word.to_owned();
    }
    let stripped = |cut: usize, add: &str| format!("{}{add}", &word[..word.len() - cut]);
    match word {
        "people" => "person".to_owned(),
        "children" => "child".to_owned(),
        "criteria" => "criterion".to_owned(),
        "indices" => "index".to_owned(),
        _ if word.ends_with("ies") && word.len() > 4 => stripped(3, "y"),
        _ if word.ends_with("statuses") => stripped(2, ""),
        _ if ["sses", "ches", "shes", "xes", "zes"]
            .iter()
            .any(|end| word.ends_with(end)) =>
        {
            stripped(2, "")
        }
        _ if word.ends_with('s') && !word.ends_with("ss") => stripped(1, ""),
        _ => word.to_owned(),
    }
}

/// The words of a text, each in the singular and once: what texts that speak of one thing share.
pub fn stems(text: &str) -> BTreeSet<String> {
    words(text).iter().map(|word| singular(word)).collect()
}

/// The words with the last one in the singular.
pub fn singular_phrase(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// Words that a long name can do without.
const CONNECTING: &[&str] = &[
    "all", "and", "as", "at", "be", "by", "for", "from", "in", "into", "of", "on", "or", "that",
    "to", "when", "which", "will", "with",
];

/// The phrase cut down to [`MAX_NAME`]: first without connecting words, then without what stands
/// in the middle.
pub fn fit(phrase: &[String]) -> Vec<String> {
    let fits = |phrase: &[String]| pascal(phrase).len() <= MAX_NAME;
    if fits(phrase) {
        return phrase.to_vec();
    }
    let mut phrase: Vec<String> = phrase
        .iter()
        .filter(|word| !CONNECTING.contains(&word.as_str()))
        .cloned()
        .collect();
    while !fits(&phrase) && phrase.len() > 3 {
        phrase.remove(phrase.len() / 2);
    }
    phrase
}

/// `head` and `tail` as one phrase, without saying twice what ends one and begins the other:
/// `punch item` and `item assignee` give `punch item assignee`.
pub fn join_phrases(head: &[String], tail: &[String]) -> Vec<String> {
    let most = head.len().min(tail.len());
    let overlap = (1..=most)
        .rev()
        .find(|&n| {
            head[head.len() - n..]
                .iter()
                .zip(&tail[..n])
                .all(|(a, b)| a == b || singular(a) == singular(b))
        })
        .unwrap_or(0);
    head.iter().chain(&tail[overlap..]).cloned().collect()
}
