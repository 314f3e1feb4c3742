//! The class of each change: what it does to a program, and what it is on the wire.

use super::data::{Change, Effect, Event, Part, Wire};

/// What of a change decides its class beside the part and the event.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    /// Whether the part must be given: an argument of `new`.
    pub(super) required: bool,
    /// Whether it stands in what is received, not in what is sent.
    pub(super) received: bool,
    /// Whether `new` takes the same types in the same order as before, so that a call of it still
    /// compiles.
    pub(super) same_arguments: bool,
    /// Whether the values are the same JSON as before, as far as the types say.
    pub(super) same_json: bool,
}

/// A change with its class.
pub(super) fn change(part: Part, event: Event, context: Context) -> Change {
    Change {
        rust: effect(part, event, context),
        wire: wire(part, event, context),
        part,
        event,
        name: String::new(),
        wire_name: None,
        old: None,
        new: None,
    }
}

impl Change {
    /// The same of a part with these names.
    pub(super) fn named(mut self, ident: &str, wire: &str) -> Self {
        ident.clone_into(&mut self.name);
        self.wire_name = (ident != wire).then(|| wire.to_owned());
        self
    }

    /// The same with what it was.
    pub(super) fn was(mut self, old: impl Into<Option<String>>) -> Self {
        self.old = old.into();
        self
    }

    /// The same with what it is.
    pub(super) fn is(mut self, new: impl Into<Option<String>>) -> Self {
        self.new = new.into();
        self
    }
}

fn effect(part: Part, event: Event, context: Context) -> Effect {
    // A call of `new` compiles if the types are the same, and then sends the values as others.
    let of_arguments = if context.same_arguments {
        Effect::Behaves
    } else {
        Effect::Breaks
    };
    match event {
        // An argument has no name at the call; a field and a setter have.
        Event::Removed if part == Part::Parameter && context.required => of_arguments,
        Event::Removed | Event::Renamed | Event::Retyped => Effect::Breaks,
        Event::Required | Event::Optional if context.received => Effect::Documents,
        // The setter is gone.
        Event::Required => Effect::Breaks,
        Event::Optional | Event::Reordered => of_arguments,
        Event::Rewritten => Effect::Behaves,
        // An argument of `new` carries no attribute.
        Event::Deprecated | Event::Sunset | Event::Replacement
            if part == Part::Parameter && context.required =>
        {
            Effect::Documents
        }
        Event::Deprecated | Event::Sunset | Event::Replacement => Effect::Warns,
        Event::Added if context.required => of_arguments,
        Event::Added => Effect::Additive,
        Event::Nullable if context.required && !context.received => Effect::Breaks,
        Event::Undeprecated | Event::Nullable | Event::Documented => Effect::Documents,
    }
}

fn wire(part: Part, event: Event, context: Context) -> Wire {
    match (part, event) {
        // Types and tools are names of the crate.
        (Part::Type | Part::Tool, Event::Added | Event::Removed) => Wire::Same,
        (_, Event::Retyped) if !context.same_json => Wire::Breaking,
        (Part::Value, Event::Removed) if context.received => Wire::Same,
        (_, Event::Removed | Event::Rewritten) => Wire::Breaking,
        (_, Event::Added) if context.required && !context.received => Wire::Breaking,
        (_, Event::Added) => Wire::Additive,
        (_, Event::Required) if context.received => Wire::Same,
        (_, Event::Required) => Wire::Breaking,
        (_, Event::Optional) if context.received => Wire::Breaking,
        (_, Event::Optional) => Wire::Additive,
        (_, Event::Nullable) => Wire::Breaking,
        (
            _,
            Event::Renamed
            | Event::Retyped
            | Event::Reordered
            | Event::Deprecated
            | Event::Sunset
            | Event::Replacement
            | Event::Undeprecated
            | Event::Documented,
        ) => Wire::Same,
    }
}
