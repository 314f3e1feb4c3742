//! Gives every operation a name: the one that it has, the one that a person set, or the rule's.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::naming::{MAX_NAME, fingerprint_word, fit, is_reserved, pascal, singular_phrase, words};
use crate::openapi::operations::RawOperation;
use crate::openapi::{ApiVersion, OperationKey};
use crate::specs::naming::Unnamed;
use crate::specs::operation_names::{
    VERBS, Verb, id_words, names_by_rule, path_with_value, title_words,
};

/// What a title says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationName {
    /// The name of the request type, `ListRfis`.
    pub ident: String,
    /// What is done.
    pub verb: Verb,
    /// What it is done to, in the singular: `rfi`.
    pub noun: Vec<String>,
}

/// What may stand between the verb and the noun.
const FILLERS: &[&str] = &[
    "all",
    "and",
    "counts",
    "details",
    "information",
    "list",
    "new",
    "of",
    "or",
    "single",
    "specific",
    "state",
    "updates",
];
const PREPOSITIONS: &[&str] = &[
    "for",
    "in",
    "from",
    "by",
    "on",
    "with",
    "to",
    "into",
    "within",
    "via",
    "at",
    "using",
    "without",
    "per",
    "and",
    "as",
    "across",
    "under",
    "available",
    "associated",
    "assigned",
    "based",
    "that",
    "which",
    "given",
];

/// Names all operations. `given` are names that stay, by method and path; the rule names the rest,
/// around the types that have a name already. What the rule cannot name is an error, or is reported
/// apart by `unnamed`.
pub fn name_operations(
    operations: &[RawOperation],
    given: &BTreeMap<OperationKey, String>,
    is_type: impl Fn(&RawOperation, &str) -> bool,
    unnamed: Unnamed,
    problems: &mut Vec<Diagnostic>,
) -> Vec<OperationName> {
    let ruled = names_by_rule(operations, given);
    let mut idents: Vec<String> = Vec::new();
    for (operation, ruled) in operations.iter().zip(ruled) {
        idents.push(match given.get(&operation.key) {
            Some(given) => given.clone(),
            // A type had the name before there was such an operation.
            None if is_type(operation, &ruled) => {
                pascal(&fit(&[words(&ruled), words("request")].concat()))
            }
            None => ruled,
        });
    }
    if unnamed == Unnamed::Fingerprint {
        settle(operations, given, &mut idents);
    }
    let mut taken: BTreeMap<(&str, Option<&ApiVersion>, String), &RawOperation> = BTreeMap::new();
    let mut names = Vec::new();
    for (operation, ident) in operations.iter().zip(idents) {
        if !is_name(&ident) {
            problems.push(needs_row(
                operation,
                &ident,
                "cannot be a name: it is too long or reserved",
            ));
        }
        let scope = (
            operation.tag.tool.as_str(),
            operation.version.as_ref(),
            ident.clone(),
        );
        if let Some(other) = taken.insert(scope, operation) {
            let what = format!("is also the name of `{}`", other.key);
            problems.push(needs_row(operation, &ident, &what));
        }
        let (verb, noun) = subject(operation);
        names.push(OperationName { ident, verb, noun });
    }
    names
}

fn is_name(ident: &str) -> bool {
    ident.len() <= MAX_NAME
        && ident.starts_with(|c: char| c.is_ascii_uppercase())
        && !is_reserved(ident)
}

/// Gives other names to operations whose names cannot be, or are those of others: the first of
/// operation id, path, and title with a fingerprint that is theirs alone. All of a group change, so
/// the order in which they stand does not matter.
fn settle(
    operations: &[RawOperation],
    given: &BTreeMap<OperationKey, String>,
    idents: &mut [String],
) {
    let with_fingerprint = |operation: &RawOperation| {
        let mut phrase = title_words(operation);
        phrase.truncate(6);
        if pascal(&phrase).len() + 8 > MAX_NAME {
            phrase = words(&operation.key.method);
        }
        phrase.push(fingerprint_word(&operation.key.to_string()));
        phrase
    };
    let others: [&Wording<'_>; 3] = [
        &|o| id_words(o).unwrap_or_default(),
        &path_with_value,
        &with_fingerprint,
    ];
    for other in others {
        let mut holders: BTreeMap<(&str, Option<&ApiVersion>, String), usize> = BTreeMap::new();
        for (operation, ident) in operations.iter().zip(idents.iter()) {
            let scope = (
                &*operation.tag.tool,
                operation.version.as_ref(),
                ident.clone(),
            );
            *holders.entry(scope).or_default() += 1;
        }
        let holders_of = |operation: &RawOperation, ident: &str| {
            let scope = (
                &*operation.tag.tool,
                operation.version.as_ref(),
                ident.to_owned(),
            );
            holders.get(&scope).copied().unwrap_or(0)
        };
        let changes: Vec<(usize, String)> = operations
            .iter()
            .enumerate()
            .filter(|(i, operation)| {
                let sound = is_name(&idents[*i]) && holders_of(operation, &idents[*i]) == 1;
                !sound && !given.contains_key(&operation.key)
            })
            .map(|(i, operation)| (i, pascal(&fit(&other(operation)))))
            .filter(|(i, name)| is_name(name) && holders_of(&operations[*i], name) == 0)
            .collect();
        for (i, name) in changes {
            idents[i] = name;
        }
    }
}

fn needs_row(operation: &RawOperation, ident: &str, what: &str) -> Diagnostic {
    Diagnostic::error(
        Code::NameNeeded,
        operation.origin.clone(),
        format!("`{ident}` {what}"),
    )
    .operation(&operation.key)
    .help(format!(
        "add to `operations` in naming.yaml: {{operation: {}, name: ..., reason: ...}}",
        operation.key
    ))
}

/// A way to put an operation into words.
type Wording<'a> = dyn Fn(&RawOperation) -> Vec<String> + 'a;

/// What the title says is done, and to what.
fn subject(operation: &RawOperation) -> (Verb, Vec<String>) {
    let all = title_words(operation);
    let verb_of = |word: &String| VERBS.iter().find(|(verb, _)| verb == word).map(|(_, v)| *v);
    let first = all.first().and_then(verb_of);
    let skipped = all
        .iter()
        .take_while(|w| verb_of(w).is_some() || w.as_str() == "all")
        .count();
    let noun: Vec<String> = all[skipped..]
        .iter()
        .take_while(|w| !PREPOSITIONS.contains(&w.as_str()))
        .cloned()
        .collect();
    // "Return a list of all submittals"
    let noun: Vec<String> = noun
        .into_iter()
        .skip_while(|word| FILLERS.contains(&word.as_str()))
        .collect();
    let noun = if noun.is_empty() {
        words(&operation.tag.resource)
    } else {
        noun
    };
    (first.unwrap_or(Verb::Other), singular_phrase(&noun))
}
