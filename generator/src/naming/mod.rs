//! Words, cases and number: the rules that turn the description's texts into Rust identifiers.

mod english;
mod identifiers;
pub mod reserved;
mod similar;
mod words;

pub use english::{fit, join_phrases, singular, singular_phrase, stems};
pub(crate) use identifiers::is_reserved_tool;
pub use identifiers::{distinct, feature, type_ident, value_ident};
pub use reserved::is_reserved;
pub use similar::similar;
pub use words::{MAX_NAME, fingerprint_word, pascal, shortened, words};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn texts_become_words() {
        let check = |text: &str, expect: &str| assert_eq!(words(text).join(" "), expect, "{text}");
        check("List RFIs", "list rfis");
        check("createdAt", "created at");
        check("PDFFile", "pdf file");
        check("Section's Template.", "sections template");
        check("filters[status][not]", "filters status not");
        check("fr-CA", "fr ca");
        check("é", "u00e9");
        check("  ", "");
    }

    #[test]
    fn identifiers_are_always_valid() {
        for text in [
            "",
            "***",
            "type",
            "Self",
            "9lives",
            "ünïcode",
            "a\u{202e}b",
            "r#x",
            "self",
        ] {
            for ident in [type_ident(text), value_ident(text)] {
                assert!(
                    syn::parse_str::<syn::Ident>(&ident).is_ok(),
                    "{text:?} gave {ident:?}"
                );
            }
        }
    }

    #[test]
    fn nouns_become_singular() {
        for (plural, one) in [
            ("rfis", "rfi"),
            ("companies", "company"),
            ("statuses", "status"),
            ("status", "status"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("people", "person"),
            ("prices", "price"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn colliding_texts_are_told_apart_whatever_their_order() {
        let names = |texts: &[&str]| distinct(texts, &["taken"], value_ident);
        assert_eq!(
            names(&["created_at", "-created_at"]),
            ["created_at", "minus_created_at"]
        );
        assert_eq!(
            names(&["-created_at", "created_at"]),
            ["minus_created_at", "created_at"]
        );
        assert_eq!(names(&["taken"]), ["taken_value"]);
        let odd = names(&["a", "A", "a ", "Ä", "", " "]);
        let distinct: BTreeSet<&String> = odd.iter().collect();
        assert_eq!(distinct.len(), odd.len(), "{odd:?}");
    }

    #[test]
    fn many_texts_are_told_apart_in_reasonable_time() {
        let texts: Vec<String> = (0..100_000).map(|n| format!("-value {}", n / 2)).collect();
        let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        texts.dedup();
        let signed: Vec<String> = texts.iter().map(|text| text.replace('-', "+")).collect();
        texts.extend(signed.iter().map(String::as_str));
        let names: BTreeSet<String> = distinct(&texts, &[], type_ident).into_iter().collect();
        assert_eq!(names.len(), 100_000);
    }

    #[test]
    fn texts_that_nobody_can_read_are_cut() {
        let long = |end: &str| format!("{}{end}", "long ".repeat(2_000));
        let names = distinct(&[&long("a"), &long("b")], &[], value_ident);
        assert_ne!(names[0], names[1]);
        assert!(names.iter().all(|name| name.len() < 300), "{names:?}");
        let tag = shortened(&long("a"));
        assert_eq!(shortened(&tag), tag);
        assert!(words(&tag).join("-").len() <= MAX_NAME, "{tag}");
    }

    #[test]
    fn long_phrases_are_cut_in_the_middle() {
        let long = words(
            "create a copy of the action plan template section in the template of it for company",
        );
        let name = pascal(&fit(&long));
        assert!(name.len() <= MAX_NAME, "{name}");
        assert!(
            name.starts_with("CreateACopyTheAction") && name.ends_with("Company"),
            "{name}"
        );
    }

    #[test]
    fn joined_phrases_do_not_stutter() {
        let join = |a: &str, b: &str| join_phrases(&words(a), &words(b)).join(" ");
        assert_eq!(join("punch item", "item assignee"), "punch item assignee");
        assert_eq!(join("rfis", "rfi manager"), "rfis manager");
        assert_eq!(join("rfi", "assignee"), "rfi assignee");
    }
}
