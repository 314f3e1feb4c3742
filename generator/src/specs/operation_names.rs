//! The rule that names operations: after their titles, and equal titles by what differs in their
//! paths. A name that is not the rule's is written into the specs.

use std::collections::{BTreeMap, BTreeSet};

use crate::announce::prose::title_without_mark;
use crate::naming::{MAX_NAME, fit, pascal, singular_phrase, words};
use crate::openapi::extensions::NAME;
use crate::openapi::operations::RawOperation;
use crate::openapi::path_template::{fixed_segments, is_parameter, segments};
use crate::openapi::{ApiVersion, OperationKey};

/// What an operation does, in the order in which a response of it best shows the whole resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Show, Get, Retrieve.
    Show,
    /// Create, Add.
    Create,
    /// Update, Edit.
    Update,
    /// List.
    List,
    /// Anything else.
    Other,
}

/// The name of the enum that tells the responses of an operation apart, where there is one.
pub(crate) fn outcome_name(operation: &str) -> String {
    pascal(&fit(&[words(operation), words("outcome")].concat()))
}

pub(crate) const VERBS: &[(&str, Verb)] = &[
    ("show", Verb::Show),
    ("get", Verb::Show),
    ("retrieve", Verb::Show),
    ("fetch", Verb::Show),
    ("view", Verb::Show),
    ("find", Verb::Show),
    ("create", Verb::Create),
    ("add", Verb::Create),
    ("update", Verb::Update),
    ("edit", Verb::Update),
    ("modify", Verb::Update),
    ("list", Verb::List),
    ("search", Verb::List),
    ("delete", Verb::Other),
    ("remove", Verb::Other),
    ("bulk", Verb::Other),
    ("sync", Verb::Other),
    ("return", Verb::Show),
    ("download", Verb::Other),
    ("export", Verb::Other),
    ("send", Verb::Other),
    ("restore", Verb::Other),
];

const ARTICLES: &[&str] = &["a", "an", "the"];
/// The names of the operations of specs: the one that is given with it, or the rule's, as if none
/// were given, which is how it was at import.
pub fn names_in_specs(operations: &[RawOperation]) -> Vec<String> {
    let ruled = names_by_rule(operations, &BTreeMap::new());
    let given = |operation: &RawOperation| {
        let name = operation.value.get(NAME)?;
        name.as_str().map(ToOwned::to_owned)
    };
    let named = operations.iter().zip(ruled);
    named
        .map(|(operation, ruled)| given(operation).unwrap_or(ruled))
        .collect()
}

/// The rule's name for each operation: its title, and where titles are equal within a tool and
/// version, what differs in the paths.
pub fn names_by_rule(
    operations: &[RawOperation],
    given: &BTreeMap<OperationKey, String>,
) -> Vec<String> {
    let bases: Vec<Vec<String>> = operations.iter().map(|o| fit(&title_words(o))).collect();
    let mut groups: BTreeMap<(&str, Option<&ApiVersion>, String), Vec<usize>> = BTreeMap::new();
    for (i, operation) in operations.iter().enumerate() {
        let name = match given.get(&operation.key) {
            Some(name) => name.clone(),
            None => pascal(&bases[i]),
        };
        groups
            .entry((&operation.tag.tool, operation.version.as_ref(), name))
            .or_default()
            .push(i);
    }
    let mut names: Vec<String> = bases.iter().map(|base| pascal(base)).collect();
    for ((_, _, name), members) in &groups {
        if members.len() < 2 {
            continue;
        }
        let qualifiers = qualifiers(operations, members);
        let is_given = |member: &usize| given.contains_key(&operations[*member].key);
        // Where the bare name is given already, a newcomer that has nothing of its own is named by
        // what the other has.
        let mut held = members.iter().zip(&qualifiers).filter(|(m, _)| is_given(m));
        let lacking: Option<Vec<String>> = held.next().map(|(_, held)| match held.as_slice() {
            [_, phrase @ ..] => [&["without".to_owned()], phrase].concat(),
            [] => Vec::new(),
        });
        for (member, mut qualifier) in members.iter().zip(qualifiers) {
            if qualifier.is_empty() && !is_given(member) {
                qualifier = lacking.clone().unwrap_or_default();
            }
            let base = if is_given(member) {
                words(name)
            } else {
                bases[*member].clone()
            };
            names[*member] = pascal(&fit(&[base, qualifier].concat()));
        }
    }
    names
}

/// A way to make a qualifier of the path segments that an operation does not share with its group.
type Qualifier = fn(&[&Vec<String>]) -> Vec<String>;

/// What tells the operations of a group apart: for one it may be nothing.
fn qualifiers(operations: &[RawOperation], members: &[usize]) -> Vec<Vec<String>> {
    let fixed: Vec<Vec<Vec<String>>> = members
        .iter()
        .map(|&i| {
            let path = &operations[i].key.path;
            fixed_segments(path).map(words).collect()
        })
        .collect();
    let own = not_everywhere(&fixed);
    let candidates: [Qualifier; 3] = [
        |own| own.first().map(|s| singular_phrase(s)).unwrap_or_default(),
        |own| own.last().map(|s| singular_phrase(s)).unwrap_or_default(),
        |own| own.iter().flat_map(|s| singular_phrase(s)).collect(),
    ];
    let by_path = candidates.iter().find_map(|candidate| {
        let chosen: Vec<Vec<String>> = own.iter().map(|own| candidate(own)).collect();
        let distinct: BTreeSet<&Vec<String>> = chosen.iter().collect();
        (distinct.len() == members.len()).then_some(chosen)
    });
    let with = |preposition: &str, phrase: Vec<String>| -> Vec<String> {
        if phrase.is_empty() {
            phrase
        } else {
            [vec![preposition.to_owned()], phrase].concat()
        }
    };
    if let Some(chosen) = by_path {
        return chosen
            .into_iter()
            .map(|phrase| with("for", phrase))
            .collect();
    }
    let by_method = members
        .iter()
        .map(|&i| vec!["with".to_owned(), operations[i].key.method.to_lowercase()]);
    by_method.collect()
}

/// Of each list the items that not all lists have. Each item is looked up once: a description can have
/// thousands of operations of one title.
fn not_everywhere<T: Ord>(lists: &[Vec<T>]) -> Vec<Vec<&T>> {
    let mut holders: BTreeMap<&T, usize> = BTreeMap::new();
    for list in lists {
        for item in list.iter().collect::<BTreeSet<_>>() {
            *holders.entry(item).or_default() += 1;
        }
    }
    let everywhere = |item: &&T| holders.get(item) == Some(&lists.len());
    lists
        .iter()
        .map(|list| list.iter().filter(|item| !everywhere(item)).collect())
        .collect()
}

/// The words of the name: the title without articles and remarks, in the imperative.
pub(crate) fn title_words(operation: &RawOperation) -> Vec<String> {
    let title = operation
        .value
        .get("summary")
        .and_then(|s| s.as_str())
        .unwrap_or_default();
    let title = title_without_mark(title);
    let mut all = significant(&title);
    if pascal(&all).len() > MAX_NAME {
        all = significant(&without_asides(&title));
    }
    if let Some(first) = all.first_mut() {
        let imperative = VERBS.iter().find(|(verb, _)| *first == format!("{verb}s"));
        if let Some((verb, _)) = imperative {
            *first = (*verb).to_owned();
        }
    }
    let starts_well = all
        .first()
        .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_alphabetic()));
    if starts_well {
        all
    } else {
        id_words(operation).unwrap_or_else(|| path_words(operation))
    }
}

/// The words of the operation id, if they can be a name.
pub(crate) fn id_words(operation: &RawOperation) -> Option<Vec<String>> {
    let id = operation.value.get("operationId")?.as_str()?;
    let all = words(id);
    let starts_well = all.first()?.starts_with(|c: char| c.is_ascii_alphabetic());
    starts_well.then_some(all)
}

fn significant(title: &str) -> Vec<String> {
    let mut all: Vec<String> = words(title)
        .into_iter()
        .filter(|word| !ARTICLES.contains(&word.as_str()))
        .collect();
    drop_version(&mut all);
    all
}

/// Drops "(REST v2.0)" at the end: the version is part of the path already.
fn drop_version(all: &mut Vec<String>) {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    let numbers = all.iter().rev().take_while(|word| is_number(word)).count();
    let rest = all.len() - numbers;
    let versioned = rest > 1 && all[rest - 1].strip_prefix('v').is_some_and(is_number);
    if versioned {
        all.truncate(rest - 1);
        if all.len() > 1 && all.last().is_some_and(|word| word == "rest") {
            all.pop();
        }
    }
}

fn without_asides(title: &str) -> String {
    let mut depth = 0usize;
    title
        .chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// A name for an operation without a title: its method and the words of its path.
fn path_words(operation: &RawOperation) -> Vec<String> {
    let mut all = vec![operation.key.method.to_lowercase()];
    for segment in segments(&operation.key.path) {
        if is_parameter(segment) {
            all.push("by".to_owned());
        }
        all.extend(words(segment));
    }
    all
}

/// The words of the path, with one more where they end in a digit that nobody is to take for a
/// counter.
pub(crate) fn path_with_value(operation: &RawOperation) -> Vec<String> {
    let mut all = path_words(operation);
    let counted = all
        .last()
        .is_some_and(|word| word.ends_with(|c: char| c.is_ascii_digit()));
    if counted {
        all.push("value".to_owned());
    }
    all
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::cmp::Ordering;

    use super::not_everywhere;

    thread_local! {
        static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    /// A text that counts how often it is compared.
    #[derive(Debug)]
    struct Counted(String);

    impl PartialEq for Counted {
        fn eq(&self, other: &Self) -> bool {
            self.cmp(other) == Ordering::Equal
        }
    }
    impl Eq for Counted {}
    impl PartialOrd for Counted {
        fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }
    impl Ord for Counted {
        fn cmp(&self, other: &Self) -> Ordering {
            COMPARED.set(COMPARED.get() + 1);
            self.0.cmp(&other.0)
        }
    }

    fn compared(lists: usize) -> usize {
        let item = |text: &str| Counted(text.to_owned());
        let lists: Vec<Vec<Counted>> = (0..lists)
            .map(|n| vec![item("rest"), item(&format!("own {n}")), item("rest")])
            .collect();
        let before = COMPARED.get();
        let own = not_everywhere(&lists);
        assert!(own.iter().enumerate().all(|(n, own)| {
            own.iter()
                .map(|item| item.0.as_str())
                .eq([format!("own {n}")])
        }));
        COMPARED.get() - before
    }

    #[test]
    fn equal_titles_are_told_apart_in_time_in_proportion_to_their_number() {
        let (once, eight_times) = (compared(500), compared(4_000));
        assert!(eight_times < once * 20, "{once}, then {eight_times}");
    }
}
