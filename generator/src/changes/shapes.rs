//! The shapes of one type compared: fields, values and variants.

use crate::ir::{Enum, Field, StatusVariant, Struct, TypeRef, Union, UnionVariant, Variant};

use super::class::{Context, change};
use super::data::{Change, Event, Part, Wire};
use super::operations::{deprecated, is_reordered, same_arguments};
use super::places::Places;
use super::surface::{arguments_of, words};
use super::values::same_json;

/// Where two shapes are compared.
pub(super) struct Shapes<'a> {
    pub(super) places: &'a Places<'a>,
    /// Whether they stand in what is received.
    pub(super) received: bool,
}

impl Shapes<'_> {
    fn context(&self) -> Context {
        Context {
            received: self.received,
            ..Context::default()
        }
    }

    fn part(&self, part: Part, event: Event, ident: &str, wire: &str) -> Change {
        change(part, event, self.context()).named(ident, wire)
    }

    fn retyped(&self, part: Part, names: (&str, &str), old: &TypeRef, new: &TypeRef) -> Change {
        let context = Context {
            same_json: same_json(self.places, old, new),
            ..self.context()
        };
        let change = change(part, Event::Retyped, context).named(names.0, names.1);
        change.was(words(old)).is(words(new))
    }

    pub(super) fn records(&self, was: &Struct, is: &Struct) -> Vec<Change> {
        let arguments = (arguments_of(was), arguments_of(is));
        let same = same_arguments(self.places, &arguments.0, &arguments.1);
        let context = |required: bool| Context {
            required: required && !self.received,
            same_arguments: same,
            ..self.context()
        };
        let part = |event, field: &Field| {
            let change = change(Part::Field, event, context(field.required));
            change.named(&field.ident, &field.wire)
        };
        let mut changes = Vec::new();
        for old in &was.fields {
            match twin(old, &was.fields, &is.fields) {
                Some(new) => changes.extend(self.fields(old, new, context(new.required))),
                None => changes.push(part(Event::Removed, old).was(words(&old.ty))),
            }
        }
        for new in &is.fields {
            if twin(new, &is.fields, &was.fields).is_none() {
                changes.push(part(Event::Added, new).is(words(&new.ty)));
            }
        }
        fn required(record: &Struct) -> impl Iterator<Item = &str> {
            let required = record.fields.iter().filter(|field| field.required);
            required.map(|field| field.ident.as_str())
        }
        if !self.received && is_reordered(required(was), required(is)) {
            let names = |record| required(record).collect::<Vec<_>>().join(", ");
            let reordered = change(Part::Type, Event::Reordered, context(true));
            changes.push(reordered.was(names(was)).is(names(is)));
        }
        changes.extend(
            self.open(
                "custom_field_*",
                was.custom_fields
                    .as_ref()
                    .map(|(name, ty)| (name.as_str(), ty)),
                is.custom_fields
                    .as_ref()
                    .map(|(name, ty)| (name.as_str(), ty)),
            ),
        );
        changes.extend(self.open(
            "*",
            was.additional.as_ref().map(|ty| ("additional", ty)),
            is.additional.as_ref().map(|ty| ("additional", ty)),
        ));
        changes
    }

    /// The field that takes keys which the type does not name.
    fn open(
        &self,
        keys: &str,
        was: Option<(&str, &TypeRef)>,
        is: Option<(&str, &TypeRef)>,
    ) -> Option<Change> {
        match (was, is) {
            (None, Some((name, ty))) => Some(
                self.part(Part::Field, Event::Added, name, keys)
                    .is(words(ty)),
            ),
            (Some((name, ty)), None) => Some(
                self.part(Part::Field, Event::Removed, name, keys)
                    .was(words(ty)),
            ),
            (Some((was, _)), Some((is, _))) if was != is => {
                let renamed = self.part(Part::Field, Event::Renamed, is, keys);
                Some(renamed.was(was.to_owned()).is(is.to_owned()))
            }
            (Some((name, was)), Some((_, is))) if !self.places.is_same(was, is) => {
                Some(self.retyped(Part::Field, (name, keys), was, is))
            }
            _ => None,
        }
    }

    fn fields(&self, old: &Field, new: &Field, context: Context) -> Vec<Change> {
        let part = |event| change(Part::Field, event, context).named(&new.ident, &new.wire);
        let mut changes = Vec::new();
        if old.ident != new.ident {
            let renamed = part(Event::Renamed).was(old.ident.clone());
            changes.push(renamed.is(new.ident.clone()));
        }
        if old.wire != new.wire {
            let wire = part(Event::Rewritten).was(old.wire.clone());
            changes.push(wire.is(new.wire.clone()));
        }
        if !self.places.is_same(&old.ty, &new.ty) {
            let names = (new.ident.as_str(), new.wire.as_str());
            changes.push(self.retyped(Part::Field, names, &old.ty, &new.ty));
        }
        match (old.required, new.required) {
            (false, true) => changes.push(part(Event::Required)),
            (true, false) => changes.push(part(Event::Optional)),
            _ => {}
        }
        // Every field of what is received may be null, whatever the description says.
        if old.nullable != new.nullable && !self.received {
            let words = |field: &Field| {
                if field.nullable {
                    "may be null"
                } else {
                    "not null"
                }
            };
            let nullable = part(Event::Nullable).was(words(old).to_owned());
            let mut nullable = nullable.is(words(new).to_owned());
            if new.nullable {
                nullable.wire = Wire::Additive;
            }
            // A field that is in `new` in one of them only is reported as that.
            if old.required == new.required {
                changes.push(nullable);
            }
        }
        let notes = (old.deprecation.as_ref(), new.deprecation.as_ref());
        changes.extend(deprecated(notes.0, notes.1, part));
        changes
            .extend(documented(old, new).map(|(was, is)| part(Event::Documented).was(was).is(is)));
        changes
    }

    pub(super) fn enums(&self, was: &Enum, is: &Enum) -> Vec<Change> {
        let mut changes = Vec::new();
        if was.values != is.values {
            let kind = |values: &Enum| format!("{:?}", values.values).to_lowercase();
            let retyped = change(Part::Type, Event::Retyped, self.context());
            return vec![retyped.was(kind(was)).is(kind(is))];
        }
        let part =
            |event, value: &Variant| self.part(Part::Value, event, &value.ident, &value.wire);
        for old in &was.variants {
            let Some(new) = twin_value(old, was, is) else {
                changes.push(part(Event::Removed, old));
                continue;
            };
            if old.ident != new.ident {
                let renamed = part(Event::Renamed, new).was(old.ident.clone());
                changes.push(renamed.is(new.ident.clone()));
            }
            if old.wire != new.wire {
                let wire = part(Event::Rewritten, new).was(old.wire.clone());
                changes.push(wire.is(new.wire.clone()));
            }
            let notes = (old.deprecation.as_ref(), new.deprecation.as_ref());
            changes.extend(deprecated(notes.0, notes.1, |event| part(event, new)));
        }
        for new in &is.variants {
            if twin_value(new, is, was).is_none() {
                changes.push(part(Event::Added, new));
            }
        }
        // Enums are compared and sorted by the order of their variants.
        let idents = |values: &Enum| -> Vec<String> {
            values.variants.iter().map(|v| v.ident.clone()).collect()
        };
        let (before, now) = (idents(was), idents(is));
        if is_reordered(
            before.iter().map(String::as_str),
            now.iter().map(String::as_str),
        ) {
            let context = Context {
                same_arguments: true,
                ..self.context()
            };
            let reordered = change(Part::Value, Event::Reordered, context);
            changes.push(reordered.was(before.join(", ")).is(now.join(", ")));
        }
        changes.extend(self.fallback(Part::Value, &was.unknown, &is.unknown));
        changes
    }

    /// The variant that takes what none else takes.
    fn fallback(&self, part: Part, was: &str, is: &str) -> Option<Change> {
        let renamed = self.part(part, Event::Renamed, is, is);
        (was != is).then(|| renamed.was(was.to_owned()).is(is.to_owned()))
    }

    pub(super) fn unions(&self, was: &Union, is: &Union) -> Vec<Change> {
        let part = |event, ident: &str| self.part(Part::Variant, event, ident, ident);
        let mut changes = Vec::new();
        for old in &was.variants {
            let Some(new) = is.variants.iter().find(|new| new.ident == old.ident) else {
                changes.push(part(Event::Removed, &old.ident).was(words(&old.ty)));
                continue;
            };
            let names = (new.ident.as_str(), new.ident.as_str());
            if !self.places.is_same(&old.ty, &new.ty) {
                changes.push(self.retyped(Part::Variant, names, &old.ty, &new.ty));
            } else if chosen(old) != chosen(new) {
                let rewritten = part(Event::Rewritten, &new.ident).was(chosen(old));
                changes.push(rewritten.is(chosen(new)));
            }
        }
        for new in &is.variants {
            if !was.variants.iter().any(|old| old.ident == new.ident) {
                changes.push(part(Event::Added, &new.ident).is(words(&new.ty)));
            }
        }
        if was.discriminator != is.discriminator {
            let rewritten = change(Part::Type, Event::Rewritten, self.context());
            let rewritten = rewritten.was(was.discriminator.clone());
            changes.push(rewritten.is(is.discriminator.clone()));
        }
        changes.extend(self.fallback(Part::Variant, &was.other, &is.other));
        changes
    }

    pub(super) fn statuses(&self, was: &[StatusVariant], is: &[StatusVariant]) -> Vec<Change> {
        let part = |event, variant: &StatusVariant| {
            self.part(Part::Status, event, &variant.ident, &variant.status)
        };
        let held = |variant: &StatusVariant| variant.ty.as_ref().map(words);
        let mut changes = Vec::new();
        for old in was {
            let Some(new) = is.iter().find(|new| new.status == old.status) else {
                changes.push(part(Event::Removed, old).was(held(old)));
                continue;
            };
            if old.ident != new.ident {
                let renamed = part(Event::Renamed, new).was(old.ident.clone());
                changes.push(renamed.is(new.ident.clone()));
            }
            let same = match (&old.ty, &new.ty) {
                (Some(old), Some(new)) => self.places.is_same(old, new),
                (old, new) => old == new,
            };
            if !same {
                changes.push(part(Event::Retyped, new).was(held(old)).is(held(new)));
            }
            if old.bare != new.bare {
                changes.push(part(Event::Rewritten, new));
            }
        }
        for new in is {
            if !was.iter().any(|old| old.status == new.status) {
                changes.push(part(Event::Added, new).is(held(new)));
            }
        }
        changes
    }
}

/// The same field among `others`: by its key, else by its Rust name, unless another one of its own
/// object has that key.
fn twin<'a>(field: &Field, own: &[Field], others: &'a [Field]) -> Option<&'a Field> {
    let by_wire = others.iter().find(|other| other.wire == field.wire);
    if by_wire.is_some() {
        return by_wire;
    }
    let found = others.iter().find(|other| other.ident == field.ident)?;
    let is_taken = own.iter().any(|own| own.wire == found.wire);
    (!is_taken).then_some(found)
}

/// The same value of another enum, in the same way.
fn twin_value<'a>(value: &Variant, own: &Enum, other: &'a Enum) -> Option<&'a Variant> {
    let by_wire = other.variants.iter().find(|v| v.wire == value.wire);
    if by_wire.is_some() {
        return by_wire;
    }
    let found = other.variants.iter().find(|v| v.ident == value.ident)?;
    let is_taken = own.variants.iter().any(|own| own.wire == found.wire);
    (!is_taken).then_some(found)
}

/// What chooses a variant of a union.
fn chosen(variant: &UnionVariant) -> String {
    format!(
        "tags {}; keys {}",
        variant.tags.join(" "),
        variant.required_keys.join(" ")
    )
}

/// What the docs of a field say of it beside its type, where that changed.
fn documented(old: &Field, new: &Field) -> Option<(String, String)> {
    let words = |field: &Field| {
        let defaults = field
            .defaults
            .iter()
            .map(|value| format!("default {value}"));
        let listed = field.listed.iter().map(|value| format!("lists {value}"));
        let format = field.format.iter().map(|format| format!("format {format}"));
        let access = match field.access {
            crate::ir::Access::Both => None,
            crate::ir::Access::ReadOnly => Some("read-only".to_owned()),
            crate::ir::Access::WriteOnly => Some("write-only".to_owned()),
        };
        let parts: Vec<String> = format.chain(listed).chain(defaults).chain(access).collect();
        parts.join(", ")
    };
    let is_same = words(old) == words(new) && old.description == new.description;
    (!is_same).then(|| (words(old), words(new)))
}
