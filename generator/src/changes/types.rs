//! Types compared: by their Rust paths, each with the operations that use it.

use std::collections::BTreeSet;

use crate::ir::{Operation, RustPath, Shape, Type};

use super::class::{Context, change};
use super::data::{Change, Event, Gone, Item, Part, Subject};
use super::places::{Index, Places};
use super::shapes::Shapes;
use super::surface::is_received;

/// What changed of the types.
pub(super) fn items(places: &Places<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for was in places.old.types.values() {
        match places.new.types.get(&was.rust) {
            Some(is) => {
                let changes = changes(places, was, is);
                items.extend(item(&places.new, &was.rust, changes, None));
            }
            None => items.extend(gone(places, was)),
        }
    }
    for path in places.new.types.keys() {
        let has_name_of_old = || places.renamed.values().any(|now| now.contains(path));
        if !places.old.has(path) && !has_name_of_old() {
            let changes = vec![whole(Event::Added, false)];
            items.extend(item(&places.new, path, changes, None));
        }
    }
    items
}

/// A type that has another name, or is not there any more.
fn gone(places: &Places<'_>, was: &Type) -> Option<Item> {
    if let Some(now) = places.renamed.get(&was.rust) {
        let names = now.iter().map(ToString::to_string).collect::<Vec<_>>();
        let renamed = whole(Event::Renamed, true).was(was.rust.to_string());
        let mut changes = vec![renamed.is(names.join(" and "))];
        if let [only] = now.iter().collect::<Vec<_>>().as_slice()
            && let Some(is) = places.new.types.get(**only)
        {
            changes.extend(self::changes(places, was, is));
        }
        return item(&places.old, &was.rust, changes, None);
    }
    let changes = vec![whole(Event::Removed, true)];
    item(
        &places.old,
        &was.rust,
        changes,
        Some(places.gone(&was.rust)),
    )
}

fn whole(event: Event, same_json: bool) -> Change {
    let context = Context {
        same_json,
        ..Context::default()
    };
    change(Part::Type, event, context)
}

fn changes(places: &Places<'_>, was: &Type, is: &Type) -> Vec<Change> {
    let received = is_received(is.role);
    if was.role != is.role {
        let role = |ty: &Type| {
            if is_received(ty.role) {
                "received"
            } else {
                "sent"
            }
        };
        let retyped = whole(Event::Retyped, true).was(role(was).to_owned());
        return vec![retyped.is(role(is).to_owned())];
    }
    let shapes = Shapes { places, received };
    let mut changes = match (&was.shape, &is.shape) {
        (Shape::Struct(was), Shape::Struct(is)) => shapes.records(was, is),
        (Shape::Enum(was), Shape::Enum(is)) => shapes.enums(was, is),
        (Shape::Union(was), Shape::Union(is)) => shapes.unions(was, is),
        (Shape::Statuses(was), Shape::Statuses(is)) => shapes.statuses(was, is),
        (was, is) => {
            let retyped = whole(Event::Retyped, false).was(kind(was).to_owned());
            vec![retyped.is(kind(is).to_owned())]
        }
    };
    if was.description != is.description {
        let words = whole(Event::Documented, true).named("description", "description");
        changes.push(
            words
                .was(was.description.clone())
                .is(is.description.clone()),
        );
    }
    changes
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct(_) => "an object",
        Shape::Enum(_) => "an enum",
        Shape::Union(_) => "a union",
        Shape::Statuses(_) => "a response by status",
    }
}

fn item(
    index: &Index<'_>,
    path: &RustPath,
    changes: Vec<Change>,
    gone: Option<Gone>,
) -> Option<Item> {
    let rust = changes.iter().map(|change| change.rust).min()?;
    let users: Vec<&Operation> = index.users(path).collect();
    let mut tools: BTreeSet<String> = users.iter().map(|o| o.rust.module.clone()).collect();
    tools.insert(path.module.clone());
    Some(Item {
        rust,
        tool: path.module.clone(),
        subject: Subject::Type { rust: path.clone() },
        changes,
        users: users.iter().map(|o| o.rust.to_string()).collect(),
        tools,
        gone,
    })
}
