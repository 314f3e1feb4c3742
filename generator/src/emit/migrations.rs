//! The page of migration guides: docs only, with programs that are compiled where the tools of both
//! requests are switched on.

use crate::ir::Api;
use crate::migration::{Guide, guides, markdown};

use super::PREAMBLE;
use super::scope::Index;

/// The file, where something is deprecated and replaced.
pub(super) fn file(api: &Api, index: &Index<'_>) -> Option<String> {
    let guides = guides(api);
    if guides.is_empty() {
        return None;
    }
    let mut out = format!(
        "{PREAMBLE}//! How to move from each deprecated request to what replaces it.\n//!\n\
         //! What is matched says how it was found; what has no counterpart is said. The programs show what both\n\
         //! requests require.\n//!\n"
    );
    for guide in &guides {
        section(guide, index, &mut out);
    }
    Some(out)
}

fn section(guide: &Guide<'_>, index: &Index<'_>, out: &mut String) {
    let features = [
        index.feature(&guide.old.rust),
        index.feature(&guide.new.rust),
    ];
    for line in markdown(std::slice::from_ref(guide)).lines() {
        if line == "```rust" {
            let [old, new] = features;
            out.push_str(&format!(
                "#![cfg_attr(all(feature = \"{old}\", feature = \"{new}\"), doc = \"```no_run\")]\n\
                 #![cfg_attr(not(all(feature = \"{old}\", feature = \"{new}\")), doc = \"```ignore\")]\n"
            ));
            continue;
        }
        let space = if line.is_empty() { "" } else { " " };
        out.push_str(&format!("//!{space}{line}\n"));
    }
}
