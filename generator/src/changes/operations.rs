//! Operations compared: by method and path, and their parameters by name on the wire.

use std::collections::BTreeSet;

use crate::ir::{Body, Company, Operation, Parameter};

use super::class::{Context, change};
use super::data::{Change, Event, Item, Part, Subject, Wire};
use super::places::Places;
use super::surface::{
    Argument, accept, announced, arguments, company, envelope, field_note, form, media,
    parameter_words, passing, passing_body, payload, words,
};
use super::values::same_json;
use crate::ir::Api;

/// What changed of the operations.
pub(super) fn items(old: &Api, new: &Api, places: &Places<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for was in old.operations() {
        let changes = match places.new.operations.get(&was.key) {
            Some(is) => Operations { places, was, is }.changes(),
            None => vec![whole(Event::Removed).was(announced(was).map(|a| last_words(&a)))],
        };
        items.extend(item(was, changes));
    }
    for is in new.operations() {
        if !places.old.operations.contains_key(&is.key) {
            items.extend(item(is, vec![whole(Event::Added)]));
        }
    }
    items
}

fn item(operation: &Operation, changes: Vec<Change>) -> Option<Item> {
    let rust = changes.iter().map(|change| change.rust).min()?;
    Some(Item {
        rust,
        tool: operation.rust.module.clone(),
        subject: Subject::Operation {
            key: operation.key.clone(),
            rust: operation.rust.clone(),
        },
        changes,
        users: Vec::new(),
        tools: BTreeSet::from([operation.rust.module.clone()]),
        gone: None,
    })
}

fn whole(event: Event) -> Change {
    change(Part::Operation, event, Context::default())
}

/// What was announced of an operation that is gone.
fn last_words(announced: &super::surface::Announced) -> String {
    let since = announced.date.as_ref().map(|date| format!(" since {date}"));
    let instead = announced.replacements.as_ref();
    let instead = instead.map(|targets| format!("; use {targets}"));
    format!(
        "deprecated{}{}",
        since.unwrap_or_default(),
        instead.unwrap_or_default()
    )
}

/// Whether two lists of arguments are one to the compiler.
pub(super) fn same_arguments(
    places: &Places<'_>,
    old: &[Argument<'_>],
    new: &[Argument<'_>],
) -> bool {
    let same =
        |(old, new): (&Argument<'_>, &Argument<'_>)| old.0 == new.0 && places.is_same(old.1, new.1);
    old.len() == new.len() && old.iter().zip(new).all(same)
}

/// Whether names that are in both lists stand in another order.
pub(super) fn is_reordered<'a>(
    old: impl Iterator<Item = &'a str>,
    new: impl Iterator<Item = &'a str>,
) -> bool {
    let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
    let before = old.iter().filter(|name| new.contains(name));
    let after = new.iter().filter(|name| old.contains(name));
    before.ne(after)
}

/// An operation in both APIs.
struct Operations<'a> {
    places: &'a Places<'a>,
    was: &'a Operation,
    is: &'a Operation,
}

impl Operations<'_> {
    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        self.itself(&mut changes);
        self.deprecation(&mut changes);
        self.parameters(&mut changes);
        self.body(&mut changes);
        self.response(&mut changes);
        self.paging(&mut changes);
        changes
    }

    fn itself(&self, changes: &mut Vec<Change>) {
        let (was, is) = (self.was, self.is);
        if was.rust != is.rust {
            let renamed = whole(Event::Renamed).was(was.rust.to_string());
            changes.push(renamed.is(is.rust.to_string()));
        }
        for (what, was, is) in [
            ("title", Some(&was.title), Some(&is.title)),
            ("stage", was.stage.as_ref(), is.stage.as_ref()),
            (
                "description",
                was.description.as_ref(),
                is.description.as_ref(),
            ),
        ] {
            if was != is {
                let words = whole(Event::Documented).named(what, what);
                changes.push(words.was(was.cloned()).is(is.cloned()));
            }
        }
        if company(was) != company(is) {
            let name = "Procore-Company-Id";
            let header = change(Part::Parameter, Event::Rewritten, Context::default());
            let mut header = header.named(name, name);
            if is.company != Company::Required {
                header.wire = Wire::Additive;
            }
            changes.push(
                header
                    .was(company(was).to_owned())
                    .is(company(is).to_owned()),
            );
        }
    }

    fn deprecation(&self, changes: &mut Vec<Change>) {
        let (was, is) = match (announced(self.was), announced(self.is)) {
            (None, None) => return,
            (Some(_), None) => return changes.push(whole(Event::Undeprecated)),
            (was, Some(is)) => (was, is),
        };
        let old = was.as_ref();
        if was.is_none() || old.is_some_and(|was| was.date != is.date) {
            let date = old.and_then(|was| was.date.clone());
            changes.push(whole(Event::Deprecated).was(date).is(is.date.clone()));
        }
        for (event, was, is) in [
            (
                Event::Sunset,
                old.and_then(|was| was.sunset.clone()),
                is.sunset,
            ),
            (
                Event::Replacement,
                old.and_then(|was| was.replacements.clone()),
                is.replacements,
            ),
        ] {
            if was != is {
                changes.push(whole(event).was(was).is(is));
            }
        }
    }

    fn context(&self, required: bool) -> Context {
        let (old, new) = (arguments(self.was), arguments(self.is));
        Context {
            required,
            same_arguments: same_arguments(self.places, &old, &new),
            ..Context::default()
        }
    }

    fn parameters(&self, changes: &mut Vec<Change>) {
        let (was, is) = (&self.was.parameters, &self.is.parameters);
        let part = |event, parameter: &Parameter| {
            let change = change(Part::Parameter, event, self.context(parameter.required));
            change.named(&parameter.ident, &parameter.wire)
        };
        for old in was {
            match twin(old, was, is) {
                Some(new) => self.parameter(old, new, changes),
                None => changes.push(part(Event::Removed, old).was(parameter_words(old))),
            }
        }
        for new in is {
            if twin(new, is, was).is_none() {
                changes.push(part(Event::Added, new).is(parameter_words(new)));
            }
        }
        fn required(all: &[Parameter]) -> impl Iterator<Item = &str> {
            let required = all.iter().filter(|parameter| parameter.required);
            required.map(|parameter| parameter.ident.as_str())
        }
        if is_reordered(required(was), required(is)) {
            let names = |all: &[Parameter]| required(all).collect::<Vec<_>>().join(", ");
            let reordered = change(Part::Operation, Event::Reordered, self.context(true));
            changes.push(reordered.was(names(was)).is(names(is)));
        }
    }

    fn parameter(&self, old: &Parameter, new: &Parameter, changes: &mut Vec<Change>) {
        let context = self.context(new.required);
        let part = |event| change(Part::Parameter, event, context).named(&new.ident, &new.wire);
        if old.ident != new.ident && !(old.required && new.required) {
            changes.push(
                part(Event::Renamed)
                    .was(old.ident.clone())
                    .is(new.ident.clone()),
            );
        }
        let same = passing(old) == passing(new) && self.places.is_same(&old.ty, &new.ty);
        if !same {
            let same_json = form(old) == form(new) && same_json(self.places, &old.ty, &new.ty);
            let context = Context {
                same_json,
                ..context
            };
            let retyped = change(Part::Parameter, Event::Retyped, context);
            let retyped = retyped.named(&new.ident, &new.wire);
            changes.push(retyped.was(parameter_words(old)).is(parameter_words(new)));
        } else if form(old) != form(new) {
            changes.push(part(Event::Rewritten).was(form(old)).is(form(new)));
        }
        if old.wire != new.wire {
            let wire = part(Event::Rewritten).was(old.wire.clone());
            changes.push(wire.is(new.wire.clone()));
        }
        match (old.required, new.required) {
            (false, true) => changes.push(part(Event::Required)),
            (true, false) => changes.push(part(Event::Optional)),
            _ => {}
        }
        let notes = (&old.deprecation, &new.deprecation);
        changes.extend(deprecated(notes.0.as_ref(), notes.1.as_ref(), part));
        if old.default != new.default
            || old.zero_based != new.zero_based
            || old.listed != new.listed
        {
            let default = |parameter: &Parameter| {
                let default = parameter.default.as_ref();
                default.map(|value| format!("default {value}"))
            };
            changes.push(part(Event::Documented).was(default(old)).is(default(new)));
        }
    }

    fn body(&self, changes: &mut Vec<Change>) {
        let part = |event, body: &Body| change(Part::Body, event, self.context(body.required));
        let (old, new) = match (&self.was.body, &self.is.body) {
            (None, None) => return,
            (Some(old), None) => {
                return changes.push(part(Event::Removed, old).was(words(&old.ty)));
            }
            (None, Some(new)) => return changes.push(part(Event::Added, new).is(words(&new.ty))),
            (Some(old), Some(new)) => (old, new),
        };
        let same = passing_body(old) == passing_body(new) && self.places.is_same(&old.ty, &new.ty);
        if !same {
            let same_json = same_json(self.places, &old.ty, &new.ty);
            let context = Context {
                same_json,
                ..Context::default()
            };
            let retyped = change(Part::Body, Event::Retyped, context);
            changes.push(retyped.was(words(&old.ty)).is(words(&new.ty)));
        }
        if media(old) != media(new) {
            changes.push(part(Event::Rewritten, new).was(media(old)).is(media(new)));
        }
        match (old.required, new.required) {
            (false, true) => changes.push(part(Event::Required, new)),
            (true, false) => changes.push(part(Event::Optional, new)),
            _ => {}
        }
    }

    fn response(&self, changes: &mut Vec<Change>) {
        let (old, new) = (payload(self.was), payload(self.is));
        let (same, same_json) = match (&old, &new) {
            (Ok(old), Ok(new)) => (
                self.places.is_same(old, new),
                same_json(self.places, old, new),
            ),
            (old, new) => (old == new, false),
        };
        let context = Context {
            received: true,
            same_json,
            ..Context::default()
        };
        let part = |event| change(Part::Response, event, context);
        if !same {
            let words = |payload: &Result<_, &str>| match payload {
                Ok(ty) => words(ty),
                Err(words) => (*words).to_owned(),
            };
            changes.push(part(Event::Retyped).was(words(&old)).is(words(&new)));
        }
        let (old, new) = (envelope(self.was), envelope(self.is));
        if old != new {
            let words = |key: Option<&str>| match key {
                Some(key) => format!("in {key:?}"),
                None => "the whole body".to_owned(),
            };
            changes.push(part(Event::Rewritten).was(words(old)).is(words(new)));
        }
        let (old, new) = (accept(self.was), accept(self.is));
        if old != new {
            changes.push(part(Event::Documented).was(old).is(new));
        }
    }

    fn paging(&self, changes: &mut Vec<Change>) {
        let part = |event| {
            let context = Context {
                same_json: true,
                ..Context::default()
            };
            change(Part::Paging, event, context)
        };
        match (&self.was.paging, &self.is.paging) {
            (None, None) => {}
            (Some(_), None) => changes.push(part(Event::Removed)),
            (None, Some(_)) => changes.push(part(Event::Added)),
            (Some(old), Some(new)) => {
                if !self.places.is_same(&old.item, &new.item) {
                    let retyped = part(Event::Retyped).was(words(&old.item));
                    changes.push(retyped.is(words(&new.item)));
                }
                if old.style != new.style {
                    let style = |style| format!("{style:?}").to_lowercase();
                    let rewritten = part(Event::Rewritten).was(style(&old.style));
                    changes.push(rewritten.is(style(&new.style)));
                }
            }
        }
    }
}

/// The same parameter among `others`: by its name on the wire, else by its Rust name, unless
/// another one of its own list has that name on the wire.
fn twin<'a>(
    parameter: &Parameter,
    own: &[Parameter],
    others: &'a [Parameter],
) -> Option<&'a Parameter> {
    let by_wire = |parameter: &Parameter, among: &'a [Parameter]| {
        let same = |other: &&Parameter| {
            other.wire == parameter.wire && other.location == parameter.location
        };
        among.iter().find(same)
    };
    if let Some(found) = by_wire(parameter, others) {
        return Some(found);
    }
    let found = others.iter().find(|other| other.ident == parameter.ident)?;
    let is_taken = own
        .iter()
        .any(|own| own.wire == found.wire && own.location == found.location);
    (!is_taken).then_some(found)
}

/// What changed of the deprecation of a part.
pub(super) fn deprecated(
    old: Option<&crate::ir::FieldDeprecation>,
    new: Option<&crate::ir::FieldDeprecation>,
    part: impl Fn(Event) -> Change,
) -> Vec<Change> {
    let mut changes = Vec::new();
    match (old.map(field_note), new.map(field_note)) {
        (None, None) => {}
        (Some(_), None) => changes.push(part(Event::Undeprecated)),
        (None, Some((instead, sunset))) => {
            changes.push(part(Event::Deprecated));
            if instead.is_some() {
                changes.push(part(Event::Replacement).is(instead));
            }
            if sunset.is_some() {
                changes.push(part(Event::Sunset).is(sunset));
            }
        }
        (Some(old), Some(new)) => {
            if old.0 != new.0 {
                changes.push(part(Event::Replacement).was(old.0).is(new.0));
            }
            if old.1 != new.1 {
                changes.push(part(Event::Sunset).was(old.1).is(new.1));
            }
        }
    }
    changes
}
