//! The comparison of two APIs: what is reported, in which order, and in each format.

use crate::changes_compiled::{cases, changes};
use crate::emit_builders::*;
use generator::changes::{
    Effect, Event, Gone, Part, Step, Subject, Wire, changelog, compare, html, json, markdown, text,
};
use generator::inventory::{WIDTH, inventory};
use generator::ir::*;

#[test]
fn the_report_lists_the_worst_first() {
    insta::assert_snapshot!(text(&changes(&cases())));
}

#[test]
fn the_section_of_the_change_log_has_the_step_and_what_is_gone() {
    insta::assert_snapshot!(changelog(&changes(&cases()), "0.1.0"));
}

/// What is new within an item is no new item.
#[test]
fn what_only_gained_a_part_is_not_taken_for_new() {
    let changes = changes(&cases());
    let is_new = |name: &str| {
        let item = changes.items.iter().find(|item| match &item.subject {
            Subject::Operation { rust, .. } | Subject::Type { rust } => rust.name == name,
            Subject::Tool { .. } => false,
        });
        item.unwrap().is_new()
    };
    assert!(is_new("New"));
    for name in ["Longer", "Demanding", "Rich", "Sent", "More"] {
        assert!(!is_new(name), "{name}");
    }
    let all = text(&changes);
    for words in [
        "field number added: i64",
        "value Old \"old\" added",
        "parameter page added: i64",
    ] {
        assert!(all.contains(words), "{words}");
    }
    // A type that has another name is reported as that, and not as a new one too.
    assert!(!all.contains("new types"), "{all}");
}

#[test]
fn every_format_has_every_item() {
    let changes = changes(&cases());
    let (text, markdown, html) = (text(&changes), markdown(&changes), html(&changes));
    for item in changes.items.iter().filter(|item| !item.is_new_type()) {
        let (Subject::Operation { rust, .. } | Subject::Type { rust }) = &item.subject else {
            continue;
        };
        let name = format!("rfi::v1_0::{}", rust.name);
        for report in [&text, &markdown, &html] {
            assert!(report.contains(&name), "{name}");
        }
    }
    let json = json(&changes);
    assert_eq!(json["items"].as_array().unwrap().len(), changes.items.len());
    assert_eq!(json["step"], "major");
    let breaks = changes
        .items
        .iter()
        .filter(|item| item.rust == Effect::Breaks);
    assert_eq!(json["counts"]["items"]["breaks"], breaks.count());
}

/// A description cannot put markup into a page, nor end a code span.
#[test]
fn words_of_a_description_stay_words() {
    let named = |title: &str| Operation {
        title: title.to_owned(),
        ..operation("Odd")
    };
    let old = api(vec![named("plain")], Vec::new());
    let new = api(vec![named("<script>\u{1b}[2J``` & 'x'")], Vec::new());
    let changes = compare(&old, &new);
    let page = html(&changes);
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "{page}");
    assert!(!text(&changes).contains('\u{1b}'));
    assert!(
        markdown(&changes).contains("```` "),
        "{}",
        markdown(&changes)
    );
}

/// One page: no script, nothing loaded, a viewport for phones, landmarks and a way past the head.
#[test]
fn the_page_stands_alone() {
    let page = html(&changes(&cases()));
    for part in [
        "<html lang=\"en\">",
        "name=\"viewport\"",
        "<main id=\"changes\">",
        "href=\"#changes\"",
        "<details id=\"breaks\" open>",
        "scope=\"col\"",
        ":focus-visible",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for part in ["<script", "http", "src=", "@import", "url("] {
        assert!(!page.contains(part), "{part}");
    }
    for tag in ["details", "summary", "ul", "li", "table", "main"] {
        let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
        // `<li` is a prefix of nothing else here.
        assert_eq!(
            page.matches(&open).count(),
            page.matches(&close).count(),
            "{tag}"
        );
    }
}

#[test]
fn the_same_api_has_no_changes() {
    let api = api(vec![operation("Same")], Vec::new());
    let changes = compare(&api, &api);
    assert!(changes.items.is_empty());
    assert_eq!(Step::of(&changes), Step::None);
    assert_eq!(Step::None.after("0.1.0"), "0.1.0");
}

#[test]
fn the_step_before_1_0_is_one_number_further_to_the_right() {
    for (step, version, expected) in [
        (Step::Major, "1.2.3", "2.0.0"),
        (Step::Minor, "1.2.3", "1.3.0"),
        (Step::Patch, "1.2.3", "1.2.4"),
        (Step::Major, "0.2.3", "0.3.0"),
        (Step::Minor, "0.2.3", "0.2.4"),
        (Step::Major, "0.0.3", "0.0.4"),
        (Step::Major, "soon", "soon"),
    ] {
        assert_eq!(step.after(version), expected, "{step} {version}");
    }
}

/// An operation that responds with a type.
fn showing(name: &str, ty: &str) -> Operation {
    Operation {
        response: Response {
            payload: Payload::Json(named(ty)),
            statuses: vec![StatusResponse {
                status: "200".to_owned(),
                ty: named(ty),
                bare: false,
            }],
            ..operation(name).response
        },
        ..operation(name)
    }
}

fn object(name: &str, fields: Vec<Field>) -> Type {
    record(name, Role::Response, fields)
}

#[test]
fn a_shared_type_is_reported_once_with_its_users() {
    let users = || {
        vec![
            showing("A", "Rfi"),
            showing("B", "Rfi"),
            showing("C", "Holder"),
        ]
    };
    let holder = || object("Holder", vec![field("rfi", "rfi", named("Rfi"))]);
    let of = |fields| api(users(), vec![object("Rfi", fields), holder()]);
    let old = of(vec![field("id", "id", TypeRef::Integer)]);
    let new = of(vec![field("id", "id", TypeRef::String)]);
    let changes = compare(&old, &new);
    assert_eq!(changes.items.len(), 1);
    let item = &changes.items[0];
    let users: Vec<&str> = item
        .users
        .iter()
        .filter_map(|u| u.rsplit("::").next())
        .collect();
    assert_eq!(users, ["A", "B", "C"]);
    assert_eq!(
        (item.changes[0].rust, item.changes[0].wire),
        (Effect::Breaks, Wire::Breaking)
    );
    assert!(changes.clone().only(&["wbs".to_owned()]).items.is_empty());
    assert_eq!(changes.clone().only(&["rfi".to_owned()]), changes);
}

#[test]
fn a_type_that_is_gone_is_explained() {
    let id = || vec![field("id", "id", TypeRef::Integer)];
    let text = || vec![field("text", "text", TypeRef::String)];
    let holding = |ty| vec![field("held", "held", ty)];
    let old = api(
        vec![
            showing("A", "Lonely"),
            showing("B", "Merged"),
            showing("C", "Same"),
            showing("D", "Holder"),
        ],
        vec![
            object("Lonely", id()),
            object("Merged", text()),
            object("Same", id()),
            object("Held", text()),
            object("Holder", holding(named("Held"))),
        ],
    );
    let new = api(
        vec![
            showing("B", "Same"),
            showing("C", "Same"),
            showing("D", "Holder"),
        ],
        vec![
            object("Same", id()),
            object("Holder", holding(TypeRef::Json)),
        ],
    );
    let changes = compare(&old, &new);
    let gone = |name: &str| {
        let mut items = changes.items.iter();
        let item = items.find(|item| item.subject == Subject::Type { rust: path(name) });
        item.unwrap().gone.clone().unwrap()
    };
    assert_eq!(
        gone("Lonely"),
        Gone::LastUser {
            operations: vec!["GET /rest/v1.0/a".to_owned()]
        }
    );
    assert_eq!(
        gone("Merged"),
        Gone::Shape {
            now: vec![path("Same").to_string()]
        }
    );
    assert_eq!(
        gone("Held"),
        Gone::Place {
            held_by: vec![path("Holder").to_string()]
        }
    );
    // What came in place of a type is reported at the place too.
    let retyped = changes.items.iter().flat_map(|item| &item.changes);
    let retyped = retyped.filter(|c| (c.part, c.event) == (Part::Response, Event::Retyped));
    assert_eq!(retyped.count(), 1);
}

#[test]
fn a_changed_filter_is_one_changed_line_of_the_inventory() {
    let of = |ty| {
        let filter = parameter("filters[status]", "filter_status", ty);
        let all = (0..40).map(|n| format!("a_long_name_of_a_parameter_{n}"));
        let all = all.map(|name| parameter(&name, &name, TypeRef::String));
        let operation = Operation {
            parameters: all.chain([filter]).collect(),
            ..operation("List")
        };
        inventory(&api(vec![operation], Vec::new()))["rfi"].clone()
    };
    let (old, new) = (of(TypeRef::Integer), of(TypeRef::String));
    assert_eq!(old.lines().count(), new.lines().count());
    let differing = old.lines().zip(new.lines()).filter(|(old, new)| old != new);
    let differing: Vec<_> = differing.collect();
    assert_eq!(
        differing,
        [(
            "  filter_status \"filters[status]\"?: i64",
            "  filter_status \"filters[status]\"?: String"
        )]
    );
}

#[test]
fn no_line_of_the_inventory_is_longer_than_a_screen() {
    let long = |n: usize| "segment/".repeat(n);
    let operation = Operation {
        key: OperationKey {
            method: "GET".to_owned(),
            path: format!("/{}{}", long(60), "é".repeat(400)),
        },
        ..operation("List")
    };
    let text = &inventory(&api(vec![operation], Vec::new()))["rfi"];
    assert!(
        text.lines().all(|line| line.chars().count() <= WIDTH),
        "{text}"
    );
    let whole: String = text.split_whitespace().collect();
    assert!(
        whole.contains(&format!("GET/{}{}", long(60), "é".repeat(400))),
        "nothing is lost"
    );
}

/// Enums are compared by the order of their variants, which a program can sort by.
#[test]
fn values_in_another_order_compare_otherwise() {
    let side = |values: &[(&str, &str)]| {
        let kind = enumeration("Kind", EnumValues::Strings, values);
        let uses = showing("ShowKind", "Kind");
        api(vec![uses], vec![kind])
    };
    let (a, b, c) = (("a", "A"), ("b", "B"), ("c", "C"));
    let events = |new: &[(&str, &str)]| -> Vec<(Event, Effect)> {
        let changes = compare(&side(&[a, b]), &side(new));
        let all = changes.items.iter().flat_map(|item| &item.changes);
        all.map(|change| (change.event, change.rust)).collect()
    };
    assert_eq!(events(&[b, a]), [(Event::Reordered, Effect::Behaves)]);
    // One that is new between them moves none past another.
    assert_eq!(events(&[a, c, b]), [(Event::Added, Effect::Additive)]);
}
