//! Some tools alone: their items keep their places, the types of others go, and what is said of others
//! leads to no item.

use std::collections::BTreeSet;

use generator::emit::{RuntimeFiles, emit};
use generator::ir::Api;
use generator::passes::{UnknownTool, named_tools, select};
use generator::pipeline::generate_from;
use generator::source::{Limits, Source};
use serde_json::{Value, json};

use super::fragment::*;

/// Gears and cogs share a wheel, cogs and teeth a bolt; cogs replace gears, and gears replace teeth.
fn shop() -> Api {
    let with = |kind: &str, name: &str, used: Value| {
        let mut own = object(&["id", kind]);
        own["properties"]["part"] = object(&["id", "name", kind]);
        own["properties"][name] = used;
        own
    };
    let wheel = || object(&["id", "spokes"]);
    let bolt = || object(&["id", "thread"]);
    let mut both = with("cog", "wheel", wheel());
    both["properties"]["bolt"] = bolt();
    let deprecated = |schema: Value, instead: &str| {
        let mut operation = responds_with(schema);
        operation["deprecated"] = json!(true);
        operation["description"] = json!(format!("Deprecated. Please use {instead} instead."));
        operation
    };
    let value = description(&[
        (
            "GET /rest/v1.0/gears/{id}",
            "Show Gear",
            "Shop/Gears/gears",
            deprecated(with("gear", "wheel", wheel()), "/rest/v1.0/cogs/{id}"),
        ),
        (
            "POST /rest/v1.0/gears",
            "Create Gear",
            "Shop/Gears/gears",
            takes("application/json", wheel()),
        ),
        (
            "GET /rest/v1.0/cogs/{id}",
            "Show Cog",
            "Shop/Cogs/cogs",
            responds_with(both),
        ),
        (
            "POST /rest/v1.0/teeth",
            "Create Tooth",
            "Shop/Big Teeth/teeth",
            deprecated(with("tooth", "bolt", bolt()), "/rest/v1.0/gears"),
        ),
    ]);
    let source = Source::new("shop.json", value.to_string());
    let generated = generate_from(&[source], &Limits::default());
    generated
        .unwrap_or_else(|problems| panic!("{}", reported(&problems)))
        .api
}

fn only(features: &[&str]) -> Api {
    let features: BTreeSet<String> = features.iter().map(|one| (*one).to_owned()).collect();
    select(shop(), &features)
}

/// The paths of all items.
fn items(api: &Api) -> BTreeSet<String> {
    let operations = api.operations().map(|operation| operation.rust.to_string());
    operations
        .chain(api.types().map(|ty| ty.rust.to_string()))
        .collect()
}

#[test]
fn the_types_that_are_used_stay_where_they_are_and_no_others() {
    let all = items(&shop());
    for (features, modules, shared) in [
        (&["gears"][..], &["gears"][..], &["Wheel"][..]),
        (&["cogs"], &["cogs"], &["Bolt", "Wheel"]),
        (&["big-teeth"], &["big_teeth"], &["Bolt"]),
        (
            &["gears", "big-teeth"],
            &["gears", "big_teeth"],
            &["Bolt", "Wheel"],
        ),
    ] {
        let mut expected: BTreeSet<String> = BTreeSet::new();
        for module in modules {
            let within = format!("procore::{module}::v1_0::");
            expected.extend(all.iter().filter(|item| item.starts_with(&within)).cloned());
        }
        assert!(expected.len() > 2 * modules.len());
        expected.extend(shared.iter().map(|name| format!("procore::shared::{name}")));
        let api = only(features);
        assert_eq!(items(&api), expected, "{features:?}");
        assert_eq!(api.tools.len(), features.len());
        for ty in api.types() {
            let mut users = ty.used_by.iter().map(ToString::to_string);
            assert!(!ty.used_by.is_empty(), "{}", ty.rust);
            assert!(users.all(|user| expected.contains(&user)), "{}", ty.rust);
        }
    }
}

#[test]
fn all_tools_are_all_that_there_is() {
    assert_eq!(only(&["gears", "cogs", "big-teeth"]), shop());
}

#[test]
fn what_replaces_a_request_and_is_left_out_is_said_in_words() {
    let api = only(&["gears"]);
    let left_out: Vec<String> = api
        .left_out
        .iter()
        .map(|one| format!("{} {}", one.operation.rust, one.feature))
        .collect();
    assert_eq!(
        left_out,
        [
            "procore::big_teeth::v1_0::CreateTooth big-teeth",
            "procore::cogs::v1_0::ShowCog cogs",
        ]
    );
    let files =
        emit(&api, &RuntimeFiles::embedded()).unwrap_or_else(|p| panic!("{}", reported(&p)));
    let gears = &files["src/gears/v1_0/gears.rs"];
    let words = "use `procore::cogs::v1_0::ShowCog` (feature `cogs`, which this crate does not have) instead";
    assert!(gears.contains(&format!(
        "note = \"deprecated, no sunset date is set; {words}\""
    )));
    assert!(
        files["src/deprecations.rs"].contains("(feature `cogs`, which this crate does not have)")
    );
    assert!(gears.contains("Replaces [`procore::big_teeth::v1_0::CreateTooth`](http"));
    for (name, text) in files.iter().filter(|(name, _)| !name.contains("/runtime/")) {
        for gone in [
            "feature = \"cogs\"",
            "crate::cogs",
            "crate::migrations#",
            "crate::big_teeth",
        ] {
            assert!(!text.contains(gone), "{gone} in {name}");
        }
    }
    assert!(!files.contains_key("src/migrations.rs"));

    let api = only(&["gears", "cogs"]);
    let files =
        emit(&api, &RuntimeFiles::embedded()).unwrap_or_else(|p| panic!("{}", reported(&p)));
    assert!(files["src/gears/v1_0/gears.rs"].contains("crate::cogs::v1_0::ShowCog"));
    assert!(files.contains_key("src/migrations.rs"));
}

#[test]
fn what_a_tool_needs_of_another_comes_along() {
    let mut api = shop();
    let cog = api
        .tools
        .iter()
        .find(|tool| tool.feature == "cogs")
        .unwrap();
    let path = cog.resources().next().unwrap().types[0].rust.clone();
    let gears = api.tools.iter_mut().find(|tool| tool.feature == "gears");
    let gears = gears.unwrap();
    gears.needs = vec!["big-teeth".into(), "cogs".into()];
    let operation = &mut gears.versions[0].resources[0].operations[0];
    operation.response.payload =
        generator::ir::Payload::Json(generator::ir::TypeRef::Named(path.clone()));
    let api = select(api, &BTreeSet::from(["gears".to_owned()]));
    let tools: Vec<(&str, usize)> = api
        .tools
        .iter()
        .map(|tool| (tool.feature.as_str(), tool.operations().count()))
        .collect();
    assert_eq!(tools, [("cogs", 0), ("gears", 2)]);
    assert!(items(&api).contains(&path.to_string()));
    let gears = api
        .tools
        .iter()
        .find(|tool| tool.feature == "gears")
        .unwrap();
    assert_eq!(gears.needs, ["cogs"]);
    emit(&api, &RuntimeFiles::embedded()).unwrap_or_else(|p| panic!("{}", reported(&p)));
}

#[test]
fn a_tool_is_named_by_feature_or_module_and_every_wrong_name_is_said() {
    let names = |all: &[&str]| -> Vec<String> { all.iter().map(|one| (*one).to_owned()).collect() };
    let api = shop();
    assert_eq!(
        named_tools(&api, &names(&["big_teeth", "gears", "big-teeth"])),
        Ok(BTreeSet::from(["big-teeth".to_owned(), "gears".to_owned()]))
    );
    assert_eq!(
        named_tools(&api, &names(&["gear", "cogs", "weather"])),
        Err(vec![
            UnknownTool {
                name: "gear".into(),
                similar: names(&["gears"]),
            },
            UnknownTool {
                name: "weather".into(),
                similar: Vec::new(),
            },
        ])
    );
}
