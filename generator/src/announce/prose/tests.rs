//! Tests of announcements in prose: every form that occurs, with made-up resources.

use super::super::reference::Reference;
use super::*;

fn of(description: &str) -> Prose {
    read("Do Something", description)
}

fn page(group: &str, version: Option<&str>, anchor: Option<&str>) -> Option<Reference> {
    let owned = |text: &str| text.to_owned();
    Some(Reference {
        group: owned(group),
        version: version.map(owned),
        anchor: anchor.map(owned),
    })
}

fn path(text: &str) -> Mention {
    Mention {
        path: Some(text.to_owned()),
        ..Mention::default()
    }
}

#[test]
fn an_absolute_link_names_the_replacement() {
    let prose = of(
        "Lists the gears of a shop.\n This endpoint will be deprecated; please use the \
        [V2](https://developers.procore.com/reference/rest/v2/gears?version=2.0#list-gears) endpoint.",
    );
    assert_eq!(prose.signals, [Signal::WillBeDeprecated]);
    let link = page("gears", Some("2.0"), Some("list-gears"));
    assert_eq!(
        prose.replacements,
        [Mention {
            link,
            ..Mention::default()
        }]
    );
}

#[test]
fn a_path_as_link_text_is_kept_beside_its_relative_link() {
    let prose = of("This is a deprecated endpoint, please use \
        [/rest/v1.0/shops/{shop_id}/turn](gear-turns#turn-gears)");
    assert_eq!(prose.signals, [Signal::IsDeprecatedEndpoint]);
    let link = page("gear-turns", None, Some("turn-gears"));
    assert_eq!(
        prose.replacements,
        [Mention {
            link,
            ..path("/rest/v1.0/shops/{shop_id}/turn")
        }]
    );
}

#[test]
fn a_title_as_link_text_is_kept_beside_its_relative_link() {
    let prose = of(
        "Lists kinds.\nThis is a deprecated endpoint, please use [Gear Kinds](gear-kinds#list-gear-kinds)",
    );
    let title = Some("Gear Kinds".to_owned());
    let link = page("gear-kinds", None, Some("list-gear-kinds"));
    assert_eq!(
        prose.replacements,
        [Mention {
            link,
            title,
            ..Mention::default()
        }]
    );
}

#[test]
fn a_path_fragment_is_kept_as_written_and_a_later_link_is_not_a_replacement() {
    let prose = of(
        "This is a deprecated endpoint. Please use /gears/{id} endpoint.\n\n\
        See [Sorting](https://developers.procore.com/documentation/sorting) for information on using it.",
    );
    assert_eq!(prose.replacements, [path("/gears/{id}")]);
}

#[test]
fn an_unclosed_link_is_read_as_far_as_it_goes() {
    let prose = of(
        "Makes a gear.\n\nThis endpoint has been deprecated. Instead, use [/rest/v1/gear-items)",
    );
    assert_eq!(prose.signals, [Signal::HasBeenDeprecated]);
    assert_eq!(
        prose.replacements,
        [Mention {
            link: page("gear-items", None, None),
            ..Mention::default()
        }]
    );
    let prose =
        of("This endpoint has been deprecated. Instead, use [/rest/v1/shop/{shop_id}/gears)");
    assert_eq!(prose.replacements, [path("/rest/v1/shop/{shop_id}/gears")]);
}

#[test]
fn a_heading_with_a_sunset_date_and_a_path_without_slash() {
    let prose = of(
        "DEPRECATED\nThis endpoint has been deprecated, it will be sunset at 7/4/2025. \
        Instead, please use rest/v1.1/shops/{shop_id}/gears",
    );
    assert_eq!(prose.signals, [Signal::Heading, Signal::HasBeenDeprecated]);
    assert_eq!(prose.date, None);
    assert_eq!(prose.sunset.unwrap().on.to_string(), "2025-07-04");
    assert_eq!(
        prose.replacements,
        [path("rest/v1.1/shops/{shop_id}/gears")]
    );
}

#[test]
fn product_names_are_titles() {
    let prose = of(
        "DEPRECATED:\nThis endpoint is wrong at night and has been deprecated. It will be \
        removed some day. Use the Gear Tasks, Shop Items, and Shop endpoints instead.\n\nLists Gears.",
    );
    assert_eq!(prose.signals, [Signal::Heading, Signal::HasBeenDeprecated]);
    let titles: Vec<_> = prose
        .replacements
        .iter()
        .filter_map(|m| m.title.as_deref())
        .collect();
    assert_eq!(titles, ["Gear Tasks", "Shop Items", "Shop"]);
}

#[test]
fn another_method_of_the_same_path() {
    let prose = of(
        "DEPRECATED:\nThis endpoint does what the `PUT` endpoint does. It goes some day. Use the `PUT` method instead.\n\nTurn a gear. Use it well.",
    );
    let method = Some("PUT".to_owned());
    assert_eq!(
        prose.replacements,
        [Mention {
            method,
            ..Mention::default()
        }]
    );
}

#[test]
fn a_parenthesis_names_a_path() {
    let prose = read(
        "Show gear ids (DEPRECATED)",
        "Show gear_ids of the Shop (DEPRECATED--please use /rest/v1.0/shop/{shop_id}/gears.csv instead!).",
    );
    assert_eq!(prose.signals, [Signal::Title, Signal::Parenthesis]);
    assert_eq!(
        prose.replacements,
        [path("/rest/v1.0/shop/{shop_id}/gears.csv")]
    );
}

#[test]
fn one_operation_can_be_split_in_two() {
    let prose = of("Makes both (DEPRECATED) Please use a POST to \
        https://app.procore.com/rest/v1.0/shops/{id}/gears for gears and a POST to \
        https://app.procore.com/rest/v1.1/shops/{id}/cogs for cogs");
    let post = |text| Mention {
        method: Some("POST".to_owned()),
        ..path(text)
    };
    assert_eq!(
        prose.replacements,
        [
            post("/rest/v1.0/shops/{id}/gears"),
            post("/rest/v1.1/shops/{id}/cogs")
        ]
    );
}

#[test]
fn the_title_of_the_replacement_in_a_note() {
    let prose = of(
        "Removes a gear.\nDeprecation Note: Please find the new endpoint in the documents. This \
        endpoint will be replaced with the Delete WBS Gear Item Endpoint.",
    );
    assert_eq!(
        prose.signals,
        [Signal::WillBeReplaced, Signal::DeprecationNote]
    );
    assert_eq!(
        prose.replacements[0].title.as_deref(),
        Some("Delete WBS Gear Item")
    );
    let prose = of("This endpoint is deprecated. Use the List shop gears endpoint.");
    assert_eq!(
        prose.replacements[0].title.as_deref(),
        Some("List shop gears")
    );
}

#[test]
fn a_date_in_words_and_a_guide() {
    let prose = of(
        "Makes a gear change.\nThis endpoint will be deprecated at October 16th of 2023. For more, \
        see [upgrading from gears](https://developers.procore.com/documentation/tutorial-gears).",
    );
    assert_eq!(
        prose.date,
        Some(Dated {
            on: jiff::civil::date(2023, 10, 16),
            found: Signal::WillBeDeprecated
        })
    );
    assert_eq!(prose.sunset, None);
    assert_eq!(
        prose.replacements[0].guide.as_deref(),
        Some("tutorial-gears")
    );
}

#[test]
fn a_guide_that_says_how_to_move_is_kept() {
    let prose = of("This endpoint is deprecated. We are upgrading; see \
        [gears](https://developers.procore.com/documentation/tutorial-gears).");
    assert_eq!(
        prose.replacements[0].guide.as_deref(),
        Some("tutorial-gears")
    );
}

#[test]
fn an_announcement_may_name_nothing() {
    let prose = of("Lists gears.\n\nThis is a deprecated endpoint.");
    assert_eq!(prose.signals, [Signal::IsDeprecatedEndpoint]);
    assert_eq!((prose.date, prose.sunset), (None, None));
    assert_eq!(prose.replacements, []);
}

#[test]
fn yaml_that_leaked_into_the_text_is_read() {
    let prose = of("Lists gears. x-deprecated-at: 1644250224 deprecated: true");
    assert_eq!(prose.signals, [Signal::LeakedYaml]);
    assert_eq!(prose.date.unwrap().on.to_string(), "2022-02-07");
}

#[test]
fn markup_and_line_breaks_do_not_hide_an_announcement() {
    for text in [
        "> **DEPRECATED**\n\nLists gears.",
        "## Deprecated\nLists gears.",
        "Lists gears.\n\n**This endpoint\nhas been deprecated.**",
        "<b>This API is deprecated</b>",
        "[DEPRECATED] Lists gears.",
        "Deprecated. Lists gears.",
        "This operation will be sunset on 2027-01-01.",
    ] {
        assert_eq!(of(text).signals.len(), 1, "{text}");
    }
}

#[test]
fn the_text_under_a_heading_of_its_own_is_read() {
    let prose = of("DEPRECATED\n\nUse /rest/v1.1/gears instead.\n\nUse /rest/v1.1/cogs to turn.");
    assert_eq!(prose.replacements, [path("/rest/v1.1/gears")]);
}

#[test]
fn what_is_deprecated_beside_the_operation_does_not_mark_it() {
    for text in [
        "Lists gears.\n\nNOTE: The cog and tooth keys are deprecated. Please use the cogs and teeth keys.",
        "Lists gears. `tooth` (DEPRECATED) is empty.",
        "Lists gears. The tooth_id (DEPRECATED) is empty.",
        "Lists gears. The filter tooth_size is deprecated.",
        "/rest/v1.0/cogs is a deprecated endpoint, please use this one.",
        "Use this instead of the List Cogs endpoint, which has been deprecated.",
        "DEPRECATED FIELDS: tooth",
        "Deprecation note: the tooth field of this endpoint is deprecated.",
        "Lists gears and deprecated cogs.",
        "This endpoint returns `tooth`, which is deprecated.",
    ] {
        assert_eq!(of(text).signals, [], "{text}");
    }
}

#[test]
fn only_unexplained_words_are_unread() {
    assert!(of("Lists gears and deprecated cogs.").unread);
    assert!(!of("NOTE: The cog keys are deprecated.").unread);
    assert!(!of("Lists gears.").unread);
    assert!(!of("This endpoint is deprecated.").unread);
}

#[test]
fn what_was_cut_off_is_not_taken_for_a_name() {
    let prose = of("This is a deprecated endpoint, please use /rest/v1.1/shops/{shop_id}/ge...");
    assert_eq!(prose.signals, [Signal::IsDeprecatedEndpoint]);
    assert_eq!(prose.replacements, []);
    let prose = of("This is a deprecated endpoint, please use [/rest/v1.1/gears](ge...");
    assert_eq!(prose.replacements, [path("/rest/v1.1/gears")]);
    let prose = of("This endpoint will be deprecated on March 3, 20...");
    assert_eq!(
        (prose.signals, prose.date),
        (vec![Signal::WillBeDeprecated], None)
    );
}

#[test]
fn ordinary_words_are_no_paths() {
    let prose = of("This endpoint is deprecated. Use it to create and/or update gears w/o teeth.");
    assert_eq!(prose.replacements, []);
}

#[test]
fn a_title_loses_its_mark_and_nothing_else() {
    assert_eq!(title_without_mark("Show gears (DEPRECATED)"), "Show gears");
    assert_eq!(title_without_mark("[Deprecated] Show gears"), "Show gears");
    assert_eq!(title_without_mark("Deprecated: Show gears"), "Show gears");
    assert_eq!(
        title_without_mark("List deprecated gears"),
        "List deprecated gears"
    );
    assert_eq!(title_without_mark("(Deprecated)"), "(Deprecated)");
}
