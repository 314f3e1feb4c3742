//! Compares two APIs, and orders what it finds.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::Api;

use super::data::{Changes, Event, Item, Part, Subject};
use super::{class, operations, places, types};

/// Compares two APIs.
pub fn compare(old: &Api, new: &Api) -> Changes {
    let places = places::Places::of(old, new);
    let mut items = tools(old, new);
    items.extend(operations::items(old, new, &places));
    items.extend(types::items(&places));
    for item in &mut items {
        item.changes.sort();
        item.rust = item.changes.first().map_or(item.rust, |change| change.rust);
    }
    items.sort();
    Changes {
        old: old.description_version.clone(),
        new: new.description_version.clone(),
        operations_before: old.operations().count(),
        operations_after: new.operations().count(),
        items,
    }
}

/// Tools that came and went, and features that have another name.
fn tools(old: &Api, new: &Api) -> Vec<Item> {
    fn features(api: &Api) -> BTreeMap<&str, &str> {
        api.tools
            .iter()
            .map(|tool| (tool.module.as_str(), tool.feature.as_str()))
            .collect()
    }
    let (before, after) = (features(old), features(new));
    let modules: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let mut items = Vec::new();
    for module in modules {
        let (was, is) = (before.get(module), after.get(module));
        let event = match (was, is) {
            (None, _) => Event::Added,
            (_, None) => Event::Removed,
            (was, is) if was != is => Event::Renamed,
            _ => continue,
        };
        let change = class::change(Part::Tool, event, class::Context::default())
            .was(was.map(ToString::to_string))
            .is(is.map(ToString::to_string));
        items.push(Item {
            rust: change.rust,
            tool: module.to_owned(),
            subject: Subject::Tool {
                module: module.to_owned(),
            },
            changes: vec![change],
            users: Vec::new(),
            tools: BTreeSet::from([module.to_owned()]),
            gone: None,
        });
    }
    items
}
