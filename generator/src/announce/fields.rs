//! Announcements about fields, parameters and values of enums, and what to use instead.

use std::sync::LazyLock;

use regex::Regex;

use super::dates;
use super::pattern::{compile, pattern};
use crate::ir::FieldDeprecation;

/// Phrasings about the field itself.
static OWN: LazyLock<Regex> = pattern!(
    r"(?x)
    # a mark: DEPRECATED in capitals wherever it stands, or as the first word, or in brackets
      \bDEPRECATED\b
    | \A\s*[\[(]?(?i:deprecated)\b[\])]?\s*(?:\z|[.:,;!\u{2013}\u{2014}-]|[\[(A-Z])
    | [\[(](?i:(?:to\sbe|now|this\s(?:property|field|parameter|attribute|value|key)\sis)?\s*deprecated)\b
    # a sentence with the field as its subject
    | (?i:\b(?:this|use\sof\sthis)\s(?:(?:field|property|parameter|param|attribute|value|key|filter|option|argument)\s)?
        (?:is|has\sbeen|was|will\sbe)\s(?:now\s)?deprecated)
    | (?i:\A\s*an?\sdeprecated\b)
    "
);
/// A sentence whose subject is some other field: `:other to be deprecated`.
static OTHER: LazyLock<Regex> = pattern!(r"(?i):(\w+)\s(?:is\s)?to\sbe\sdeprecated");
/// Sentences about values of an enum; a value is quoted.
static VALUE: LazyLock<Regex> = pattern!(
    r#"(?i)[`'"\u{2018}\u{2019}\u{201c}\u{201d}](\w+)[`'"\u{2018}\u{2019}\u{201c}\u{201d}](?:\s\w+){0,3}\svalue\sis\s(?:now\s)?deprecated"#
);
/// A sentence about keys beside this one.
static KEYS: LazyLock<Regex> = pattern!(r"(?i)\bkeys\sare\s(?:now\s)?deprecated");
/// What to use instead, in every form that occurs; the first that matches counts.
static INSTEAD_OF: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const NAME: &str = r"([A-Za-z]\w*(?:\.\w+|\[\w*\])*)";
    const QUOTE: &str = r#"[`'"\u{2018}\u{2019}\u{201c}\u{201d}]"#;
    [
        format!(r"(?i)\buse\s(?:the\s)?(?::|{QUOTE}:?){NAME}{QUOTE}?"),
        format!(r"(?i)\buse\s(?:the\s)?{NAME}\s(?:(?:field|property|parameter|attribute|key)\s)?instead\b"),
        format!(r"(?i)\binstead,?\s(?:please\s)?use\s(?:the\s)?[:`]?{NAME}"),
        format!(r"(?i)\bdeprecated\b[^.]{{0,20}}\b(?:see|use)\s(?:the\s)?[:`]?{NAME}\s*\)"),
        format!(r"(?i)\bmirrors?\sthe\svalue\sof\s[:`]?{NAME}"),
        format!(r"(?i)\breference\s[:`]?{NAME}`?\s(?:field|property|attribute)"),
        format!(r"(?i)\b(?:replaced|superseded)\s(?:with|by)\s(?:the\s)?[:`]{NAME}"),
        format!(r"(?i){QUOTE}{NAME}{QUOTE}\s(?:field|property|parameter|attribute)\sinstead"),
    ]
    .iter()
    .map(|text| compile(text))
    .collect()
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    compile(&format!(
        r"(?i:\bdeprecated\s(?:as\sof|on|at|since|from)\s)({})",
        dates::DATE
    ))
});
static SUNSET: LazyLock<Regex> = LazyLock::new(|| {
    let verb = r"(?i:\b(?:no\slonger\sbe\ssupported|sunset|removed)\s(?:as\sof|on|at|after)\s)";
    compile(&format!("{verb}({})", dates::DATE))
});

/// What the description of the field or parameter `name` says about that field itself.
pub fn of_field(name: &str, description: &str) -> Option<FieldDeprecation> {
    let text = description.trim();
    // What is said of neighbours is taken out, so that only words about this field are left.
    let own = OTHER.captures_iter(text).any(|parts| &parts[1] == name);
    let rest = VALUE.replace_all(text, "");
    let about_keys = KEYS.is_match(&rest);
    if !own && (about_keys || !OWN.is_match(&rest)) {
        return None;
    }
    let date = |pattern: &Regex| dates::from_text(&pattern.captures(text)?[1]);
    Some(FieldDeprecation {
        instead: instead(name, text),
        date: date(&DATE),
        sunset: date(&SUNSET),
    })
}

/// The values of an enum that its description calls deprecated.
pub fn deprecated_values(description: &str) -> Vec<String> {
    let mut values: Vec<String> = VALUE
        .captures_iter(description)
        .map(|parts| parts[1].to_owned())
        .collect();
    values.sort();
    values.dedup();
    values
}

/// Whether a description speaks of a deprecation that no known form explains, for a hint.
pub fn is_unread(name: &str, description: &str) -> bool {
    description.to_ascii_lowercase().contains("deprecat")
        && of_field(name, description).is_none()
        && deprecated_values(description).is_empty()
        && !OTHER.is_match(description)
        && !KEYS.is_match(description)
}

/// The name to use instead of `name`. In a text that was cut, the last word is no name.
fn instead(name: &str, text: &str) -> Option<String> {
    let cut = text.ends_with("...") || text.ends_with('\u{2026}');
    let trusted = if cut {
        text.trim_end_matches(['.', '\u{2026}']).len()
    } else {
        usize::MAX
    };
    INSTEAD_OF
        .iter()
        .filter_map(|form| form.captures(text)?.get(1))
        .find(|found| found.end() < trusted && found.as_str() != name)
        .map(|found| found.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead_of(name: &str, text: &str) -> Option<Option<String>> {
        of_field(name, text).map(|notice| notice.instead)
    }

    #[test]
    fn a_notice_names_the_field_to_use_in_every_form() {
        for text in [
            "Tooth code (this property is deprecated - see teeth)",
            "Array of Teeth *DEPRECATED. Please use teeth instead",
            "DEPRECATED - Use teeth instead. The teeth of the gear.",
            "Deprecated. Use `teeth`",
            "(Deprecated) Use `teeth`",
            "DEPRECATED: Use :teeth.\nTooth",
            "Tooth by ID \u{2014} DEPRECATED, please use \"teeth\" instead",
            ":tooth to be deprecated, use :teeth",
            "Deprecated. Reference teeth property.",
            "The tooth. Note: this field is now deprecated and will mirror the value of teeth until it goes.",
            "The tooth's key. Note that use of this parameter is deprecated. Please use `teeth` instead. *As said",
            "The tooth (To be deprecated, use teeth instead)",
            "The tooth (deprecated, use teeth instead)",
            "[DEPRECATED] The tooth. Please use application/json with the 'teeth' property instead.",
        ] {
            assert_eq!(
                instead_of("tooth", text),
                Some(Some("teeth".to_owned())),
                "{text}"
            );
        }
        assert_eq!(
            instead_of("tooth", "DEPRECATED. Use `gear.tooth_ids` instead"),
            Some(Some("gear.tooth_ids".to_owned()))
        );
    }

    #[test]
    fn a_notice_may_name_nothing() {
        for text in [
            "[DEPRECATED]",
            "Tooth (deprecated)",
            "DEPRECATED. The tooth of the gear",
            "Deprecated - empty",
            "This field is deprecated and holds nothing.",
            "This has been deprecated.",
            "A deprecated value which told gears apart.",
            "Deprecated. Use with care.",
            "[DEPRECATED] The tooth. Please use application/json content-type with the 'te...",
        ] {
            assert_eq!(instead_of("tooth", text), Some(None), "{text}");
        }
    }

    #[test]
    fn a_notice_of_a_neighbour_is_not_ours() {
        assert_eq!(
            of_field("label", "Use :label, :tooth to be deprecated"),
            None
        );
        assert_eq!(
            of_field("cogs", ":tooth to be deprecated, use :label"),
            None
        );
        assert!(of_field("tooth", ":tooth to be deprecated, use :label").is_some());
        assert_eq!(
            of_field(
                "gear_id",
                "Gear ID.\n\nNOTE: The tooth and cog keys are deprecated."
            ),
            None
        );
        assert_eq!(
            of_field("all", "Whether deprecated gears are listed too"),
            None
        );
        assert_eq!(
            of_field("kind", "The `flat` gear value is deprecated."),
            None
        );
    }

    #[test]
    fn values_of_an_enum_can_be_deprecated() {
        let text = "Kind - The 'flat' gear_kind value is deprecated. Even gears have a mark of their own instead.";
        assert_eq!(deprecated_values(text), ["flat"]);
        assert_eq!(of_field("kind", text), None);
        assert_eq!(deprecated_values("Kind"), Vec::<String>::new());
    }

    #[test]
    fn dates_of_a_field_are_kept() {
        let notice = of_field(
            "tooth",
            "The tooth. This field is DEPRECATED as of May 4, 2021 and will no longer be supported as of June 5, 2022.",
        )
        .unwrap();
        assert_eq!(notice.date, Some(jiff::civil::date(2021, 5, 4)));
        assert_eq!(notice.sunset, Some(jiff::civil::date(2022, 6, 5)));
    }

    #[test]
    fn words_that_no_form_explains_are_reported() {
        assert!(is_unread("gear", "Gears, some of them deprecated"));
        assert!(!is_unread("label", "Use :label, :tooth to be deprecated"));
        assert!(!is_unread("tooth", "Tooth (deprecated)"));
        assert!(!is_unread("tooth", "Tooth"));
    }
}
