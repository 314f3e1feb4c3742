//! Overlays: what they change, and how they fail once the description has changed under them.

use generator::Severity;
use generator::openapi::documents::Documents;
use generator::overlay::{Overlay, apply};
use generator::source::{Document, Limits, Source, fill_positions, read};
use serde_json::{Value, json};

fn overlay(actions: &str) -> (Overlay, Source) {
    let text =
        format!("overlay: 1.0.0\ninfo: {{title: Repairs, version: '1'}}\nactions:\n{actions}");
    let source = Source::new("repairs.yaml", text);
    let document = read(&source, &Limits::default()).unwrap();
    (Overlay::parse(&document).unwrap(), source)
}

fn documents(values: &[Value]) -> Documents {
    let named = |(index, value): (usize, &Value)| Document {
        name: format!("{index}.json"),
        value: value.clone(),
    };
    values.iter().enumerate().map(named).collect()
}

fn applied(value: Value, actions: &str) -> (Value, Vec<usize>) {
    let mut documents = documents(&[value]);
    let applied = apply(&mut documents, &overlay(actions).0);
    assert_eq!(applied.problems, []);
    let value = documents.document("0.json").unwrap().clone();
    (value, applied.changed.iter().map(Vec::len).collect())
}

fn refused(value: &Value, actions: &str) -> String {
    let (overlay, source) = overlay(actions);
    let before = documents(std::slice::from_ref(value));
    let mut after = before.clone();
    let mut applied = apply(&mut after, &overlay);
    assert_eq!(after, before, "an action that fails changes nothing");
    fill_positions(&mut applied.problems, &[source]);
    let problem = &applied.problems[0];
    assert!(problem.help.is_some());
    let (line, _) = problem.position.unwrap();
    format!(
        "{} line {line} {}: {}",
        problem.code, problem.origin.pointer, problem.message
    )
}

#[test]
fn an_update_merges_objects_and_keeps_the_order_of_keys() {
    let value = json!({"a": {"z": 1, "b": {"c": [1], "d": 1}}});
    let (value, changed) = applied(
        value,
        "- {target: $.a, description: why, x-expect: {b: {d: 1}}, update: {b: {c: [1, 2], d: {e: 1}}, new: null}}\n",
    );
    assert_eq!(
        value.to_string(),
        r#"{"a":{"z":1,"b":{"c":[1,2],"d":{"e":1}},"new":null}}"#
    );
    assert_eq!(changed, [1]);
}

#[test]
fn an_update_of_a_list_appends() {
    let (value, _) = applied(
        json!({"list": [1], "other": []}),
        "- {target: $.list, description: why, update: {name: x}}\n\
         - {target: $.other, description: why, update: [1, 2]}\n",
    );
    assert_eq!(value, json!({"list": [1, {"name": "x"}], "other": [1, 2]}));
}

#[test]
fn an_action_reaches_all_places_and_actions_follow_each_other() {
    let value = json!({"paths": {"/a/{b}": {"get": {"x": {"type": "array"}}, "put": {"type": "array", "items": {}}}}});
    let (value, changed) = applied(
        value,
        "- target: $..[?@.type == 'array' && !@.items]\n  description: lists without items\n  x-expect-count: 1\n  update: {items: {type: string}}\n\
         - target: $.paths['/a/{b}'].put\n  description: gone\n  remove: true\n\
         - target: $.paths['/a/{b}']\n  description: back\n  update: {put: {}}\n",
    );
    assert_eq!(
        value,
        json!({"paths": {"/a/{b}": {"get": {"x": {"type": "array", "items": {"type": "string"}}}, "put": {}}}})
    );
    assert_eq!(changed, [1, 1, 1]);
}

#[test]
fn removal_takes_what_was_matched_and_nothing_else() {
    let value = json!({"list": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "keep/~": {"a": 1, "b": 2}});
    let (value, changed) = applied(
        value,
        "- {target: '$.list[?@ == 1 || @ == 2 || @ == 10]', description: why, remove: true}\n\
         - {target: \"$['keep/~'].a\", description: why, remove: true}\n",
    );
    assert_eq!(
        value,
        json!({"list": [0, 3, 4, 5, 6, 7, 8, 9, 11], "keep/~": {"b": 2}})
    );
    assert_eq!(changed, [3, 1]);

    let (value, _) = applied(
        json!({"a": [[1, 2], [3]], "b": 1}),
        "- {target: '$.a..*', description: nested matches, remove: true}\n",
    );
    assert_eq!(value, json!({"a": [], "b": 1}));
}

#[test]
fn repairs_that_do_not_apply_say_why_with_their_line() {
    let value = json!({"a": {"b": 1, "required": ["id"]}, "list": [{"name": "x"}]});
    let refused = |action: &str| refused(&value, action);
    assert_eq!(
        refused("- {target: $.a.b, description: fine, update: {}}\n"),
        "overlay-target line 4 /actions/0/target: `$.a.b` matches /a/b, which cannot be merged with the update"
    );
    assert_eq!(
        refused("- target: $.gone.b\n  description: why\n  remove: true\n"),
        "overlay-stale line 4 /actions/0/target: `$.gone.b` matches nothing any more"
    );
    assert_eq!(
        refused("- target: $.a.gone\n  description: why\n  remove: true\n"),
        "overlay-fulfilled line 4 /actions/0/target: `$.a.gone` is removed already"
    );
    assert_eq!(
        refused("- target: $.a\n  description: why\n  update: {b: 1, required: [id]}\n"),
        "overlay-fulfilled line 6 /actions/0/update: what it wants holds already at `$.a`"
    );
    assert_eq!(
        refused("- target: $.list\n  description: why\n  update: {name: x}\n"),
        "overlay-fulfilled line 6 /actions/0/update: what it wants holds already at `$.list`"
    );
    assert_eq!(
        refused("- target: $.*\n  description: why\n  x-expect-count: 3\n  remove: true\n"),
        "overlay-count line 6 /actions/0/x-expect-count: `$.*` matches 2 places, expected 3"
    );
    assert_eq!(
        refused("- target: $\n  description: why\n  remove: true\n"),
        "overlay-target line 4 /actions/0/target: the whole description cannot be removed"
    );
}

#[test]
fn a_description_that_moved_on_is_no_error_and_one_that_says_something_else_is() {
    let action = "- target: $.list[?@.name == 'x']\n  description: why\n  x-expect: {required: true}\n  update: {required: false}\n";
    let tried = |value: Value| {
        let mut documents = documents(&[value]);
        let applied = apply(&mut documents, &overlay(action).0);
        let reported: Vec<(Severity, String, String)> = applied
            .problems
            .into_iter()
            .map(|problem| (problem.severity, problem.code.to_string(), problem.message))
            .collect();
        (documents.document("0.json").unwrap().clone(), reported)
    };
    let at = |required: Value| json!({"list": [{"name": "x", "required": required}]});
    assert_eq!(tried(at(json!(true))), (at(json!(false)), vec![]));

    let (_, reported) = tried(at(json!(false)));
    assert_eq!(
        (reported[0].0, reported[0].1.as_str()),
        (Severity::Hint, "overlay-fulfilled")
    );
    let (_, reported) = tried(json!({"list": []}));
    assert_eq!(
        (reported[0].0, reported[0].1.as_str()),
        (Severity::Warning, "overlay-stale")
    );
    let (value, reported) = tried(at(json!("sometimes")));
    assert_eq!(value, at(json!("sometimes")));
    assert_eq!(
        reported[0],
        (
            Severity::Error,
            "overlay-conflict".to_owned(),
            "`/list/0/required` is \"sometimes\", and the action was made for true".to_owned()
        )
    );
}

#[test]
fn an_update_replaces_nothing_that_it_does_not_expect() {
    let value = json!({"a": {"type": "integer"}});
    assert_eq!(
        refused(
            &value,
            "- target: $.a\n  description: why\n  update: {type: string, format: uuid}\n"
        ),
        "overlay-conflict line 4 /actions/0: `/a/type` is \"integer\", and the action was made for \"string\""
    );
    let (value, _) = applied(
        value,
        "- target: $.a\n  description: why\n  x-expect: {type: integer}\n  update: {type: string, format: uuid}\n",
    );
    assert_eq!(value, json!({"a": {"type": "string", "format": "uuid"}}));
    assert_eq!(
        refused(
            &value,
            "- target: $.a\n  description: why\n  x-expect: {type: integer}\n  remove: true\n"
        ),
        "overlay-conflict line 4 /actions/0: `/a` is {\"type\":\"string\",\"format\":\"uuid\"}, and the action was made for {\"type\":\"integer\"}"
    );
}

#[test]
fn an_update_replaces_the_keys_that_it_names_and_no_others() {
    let action = "- target: $.a\n  description: why\n  x-replaces: [format]\n  update: {type: string, format: password}\n";
    let (value, _) = applied(json!({"a": {"type": "string", "format": "url"}}), action);
    assert_eq!(
        value,
        json!({"a": {"type": "string", "format": "password"}})
    );
    assert_eq!(
        refused(
            &json!({"a": {"type": "integer", "format": "int32"}}),
            action
        ),
        "overlay-conflict line 4 /actions/0: `/a/type` is \"integer\", and the action was made for \"string\""
    );
    // What an action expects of one key says nothing of another.
    let action = "- target: $.a\n  description: why\n  x-expect: {type: integer}\n  update: {type: string, format: uuid}\n";
    assert_eq!(
        refused(
            &json!({"a": {"type": "integer", "format": "int32"}}),
            action
        ),
        "overlay-conflict line 4 /actions/0: `/a/format` is \"int32\", and the action was made for \"uuid\""
    );
}

#[test]
fn an_action_reaches_every_document() {
    let mut documents = documents(&[json!({"a": {"x": 1}}), json!({"b": 1}), json!({"a": {}})]);
    let (overlay, _) = overlay("- {target: $.a, description: why, update: {new: 1}}\n");
    let applied = apply(&mut documents, &overlay);
    assert_eq!(applied.problems, []);
    assert_eq!(applied.changed[0].len(), 2);
    let values: Vec<&Value> = documents.iter().map(|(_, value)| value).collect();
    assert_eq!(
        values,
        [
            &json!({"a": {"x": 1, "new": 1}}),
            &json!({"b": 1}),
            &json!({"a": {"new": 1}})
        ]
    );
}

#[test]
fn a_malformed_overlay_is_reported_whole() {
    let value = json!({
        "overlay": "2.0.0",
        "info": {"title": "x"},
        "action": [],
        "actions": [
            {"target": "$.a", "update": {}},
            {"description": "why", "remove": true},
            {"target": "$.a", "description": "why"},
            {"target": "$.a", "description": "why", "update": {}, "remove": true},
            {"target": "$[", "description": "why", "remove": true},
            {"target": "$.a", "description": "why", "remove": true, "x-expect-count": 0, "when": 1},
            5,
        ],
    });
    let problems = Overlay::parse(&Document {
        name: "o.yaml".into(),
        value,
    })
    .unwrap_err();
    let reported: Vec<String> = problems
        .iter()
        .map(|p| format!("{} {}: {}", p.code, p.origin.pointer, p.message))
        .collect();
    insta::assert_snapshot!(reported.join("\n"));
}
