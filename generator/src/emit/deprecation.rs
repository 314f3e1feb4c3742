//! Deprecations as the emitted code reports them: to the compiler, in the docs, and as data.

use jiff::civil::Date;
use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{
    Deprecation, FieldDeprecation, Operation, OperationRef, Replacement, RustPath, Target,
};
use crate::migration::anchor;

use super::docs::Docs;
use super::prose;
use super::scope::{Index, Scope, left_out_words};

/// When an operation was deprecated and when it goes, as words.
fn dates(deprecation: &Deprecation) -> String {
    let since = match &deprecation.date {
        Some(date) => format!("since {date}, "),
        None => String::new(),
    };
    match &deprecation.sunset {
        Some(sunset) if deprecation.is_past => {
            format!("{since}was to be removed on {sunset}, which is past")
        }
        Some(sunset) => format!("{since}sunset on {sunset}"),
        None => format!("{since}no sunset date is set"),
    }
}

/// What the compiler says to those who use the operation.
pub(super) fn note(deprecation: &Deprecation, index: &Index<'_>) -> String {
    let comma = if deprecation.date.is_some() { "" } else { "," };
    let dates = dates(deprecation);
    format!(
        "deprecated{comma} {dates}; {}",
        instead(deprecation, |r| target_words(&r.target, index))
    )
}

/// The replacements in one clause; `show` gives the words for each.
fn instead(deprecation: &Deprecation, mut show: impl FnMut(&Replacement) -> String) -> String {
    if deprecation.replacements.is_empty() {
        return "no replacement is known".to_owned();
    }
    let each = deprecation.replacements.iter().map(|replacement| {
        let inferred = if replacement.inferred {
            " (inferred)"
        } else {
            ""
        };
        format!("{}{inferred}", show(replacement))
    });
    format!("use {} instead", each.collect::<Vec<_>>().join(" and "))
}

/// A target without links.
pub(super) fn target_words(target: &Target, index: &Index<'_>) -> String {
    match target {
        Target::Operation(operation) => match index.left_out.get(&operation.rust) {
            Some(left_out) => left_out_words(left_out),
            None => format!("`{}`", operation.rust),
        },
        Target::Group(slug) => format!("the operations of the resource {}", prose::code(slug)),
        Target::Unresolved(words) => {
            format!("what Procore calls {}", prose::code(words))
        }
    }
}

/// Writes the paragraphs about an operation's deprecation, with links.
pub(super) fn document(
    old: &RustPath,
    deprecation: &Deprecation,
    scope: &Scope<'_>,
    docs: &mut Docs,
) {
    let words = instead(deprecation, |replacement| match &replacement.target {
        Target::Operation(operation) => scope.link(&operation.rust, docs),
        other => target_words(other, scope.index),
    });
    let comma = if deprecation.date.is_some() { "" } else { "," };
    docs.paragraph(format!(
        "**Deprecated**{comma} {}; {words}.",
        dates(deprecation)
    ));
    for replacement in &deprecation.replacements {
        if let Target::Operation(new) = &replacement.target
            && scope.index.operations.contains_key(&new.rust)
        {
            let id = anchor(old, &new.rust);
            docs.paragraph(format!(
                "[What changes for a program](crate::migrations#{id}) that moves to `{}`.",
                new.rust.name
            ));
        }
    }
    for replacement in deprecation
        .replacements
        .iter()
        .filter(|r| !r.through.is_empty())
    {
        let steps: Vec<_> = replacement
            .through
            .iter()
            .map(|operation| scope.link(&operation.rust, docs))
            .collect();
        let steps = steps.join(", then ");
        docs.paragraph(format!("In between, and deprecated as well: {steps}."));
    }
}

/// The value of `deprecation` in an operation's `META`.
pub(super) fn data(deprecation: &Deprecation) -> TokenStream {
    let date = option(deprecation.date);
    let sunset = option(deprecation.sunset);
    let replacements = deprecation.replacements.iter().map(|replacement| {
        let inferred = replacement.inferred;
        let (path, operation, words) = match &replacement.target {
            Target::Operation(OperationRef { key, rust }) => {
                let (method, template, path) = (&key.method, &key.path, rust.to_string());
                (quote!(Some(#path)), quote!(Some((#method, #template))), quote!(None))
            }
            Target::Group(words) | Target::Unresolved(words) => {
                (quote!(None), quote!(None), quote!(Some(#words)))
            }
        };
        quote! {
            Replacement { rust_path: #path, operation: #operation, words: #words, inferred: #inferred }
        }
    });
    quote! {
        Deprecation { date: #date, sunset: #sunset, replacements: &[#(#replacements),*] }
    }
}

fn option(date: Option<Date>) -> TokenStream {
    let text = date.map(|date| date.to_string());
    text.map_or_else(|| quote!(None), |text| quote!(Some(#text)))
}

/// The attribute of a request type.
pub(super) fn operation_attribute(operation: &Operation, index: &Index<'_>) -> TokenStream {
    let Some(deprecation) = &operation.deprecation else {
        return TokenStream::new();
    };
    let note = note(deprecation, index);
    quote!(#[deprecated(note = #note)])
}

/// The attribute of a field, a setter or a value.
pub(super) fn field_attribute(deprecation: Option<&FieldDeprecation>) -> TokenStream {
    let Some(deprecation) = deprecation else {
        return TokenStream::new();
    };
    let note = field_note(deprecation);
    quote!(#[deprecated(note = #note)])
}

/// What is said of a deprecated field.
pub(super) fn field_note(deprecation: &FieldDeprecation) -> String {
    let FieldDeprecation {
        instead,
        date,
        sunset,
    } = deprecation;
    let dates: Vec<String> = [(" since ", date), (", sunset on ", sunset)]
        .iter()
        .filter_map(|(words, date)| Some(format!("{words}{}", date.as_ref()?)))
        .collect();
    let words = match (instead, dates.is_empty()) {
        (Some(name), true) => return format!("use {} instead", prose::code(name)),
        (None, true) => return "Procore marks it as deprecated".to_owned(),
        (Some(name), false) => format!("; use {} instead", prose::code(name)),
        (None, false) => String::new(),
    };
    format!("deprecated{}{words}", dates.concat())
}
