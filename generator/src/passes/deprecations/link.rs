//! Joins the announcements of operations, those of pages and the table, and links each deprecated operation to the
//! live ones that replace it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::catalog::Catalog;
use super::infer::infer;
use super::resolve::{self, Found};
use crate::announce::announcement::{Announcement, Dated};
use crate::announce::pages::PageAnnouncement;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Deprecation, How, OperationKey, OperationRef, Replacement, RustPath, Source, Target,
};
use crate::specs::deprecations::{Row, Table};

/// A deprecation as long as no operation has its place in the crate.
pub type Linked = Deprecation<OperationKey>;

/// A deprecation with the modules in the crate of the operations in it; an operation that has none is
/// words.
pub fn placed(linked: &Linked, place: &dyn Fn(&OperationKey) -> Option<RustPath>) -> Deprecation {
    let reference = |key: &OperationKey| {
        Some(OperationRef {
            key: key.clone(),
            rust: place(key)?,
        })
    };
    let replacement = |replacement: &Replacement<OperationKey>| Replacement {
        target: match &replacement.target {
            Target::Operation(key) => match reference(key) {
                Some(operation) => Target::Operation(operation),
                None => Target::Unresolved(key.to_string()),
            },
            Target::Group(group) => Target::Group(group.clone()),
            Target::Unresolved(words) => Target::Unresolved(words.clone()),
        },
        how: replacement.how,
        inferred: replacement.inferred,
        through: replacement.through.iter().filter_map(reference).collect(),
    };
    Deprecation {
        date: linked.date,
        sunset: linked.sunset,
        is_past: linked.is_past,
        replacements: linked.replacements.iter().map(replacement).collect(),
        announced: linked.announced.clone(),
        reason: linked.reason.clone(),
    }
}

/// The code of a replacement that is named and does not exist.
pub(super) const UNRESOLVED: Code = Code::DeprecationUnresolved;

/// Whether a sunset was past when the description was published.
fn is_past(sunset: Option<Date>, published: Option<Date>) -> bool {
    let both = sunset.zip(published);
    both.is_some_and(|(sunset, published)| sunset < published)
}

/// Links every operation that somebody announced as deprecated; nothing else is in the result.
/// `published` is when the description was.
pub fn link(
    catalog: &Catalog,
    gathered: &BTreeMap<OperationKey, Announcement>,
    notices: &[PageAnnouncement],
    table: &Table,
    published: Option<Date>,
) -> (BTreeMap<OperationKey, Linked>, Vec<Diagnostic>) {
    let (linked, mut diagnostics) = join(catalog, gathered, notices, table, published);
    let (without, _) = join(catalog, gathered, notices, &Table::default(), published);
    for row in table.rows() {
        if row.dangling {
            let operation = row.operation.to_string();
            let known = |problem: &Diagnostic| {
                problem.code == UNRESOLVED && problem.operation.as_ref() == Some(&operation)
            };
            let before = diagnostics.len();
            diagnostics.retain(|problem| !known(problem));
            if diagnostics.len() < before {
                continue;
            }
        }
        if is_same(linked.get(&row.operation), without.get(&row.operation)) {
            diagnostics.push(
                Diagnostic::warning(
                    Code::DeprecationsRedundant,
                    row.origin.clone(),
                    "the row changes nothing",
                )
                .operation(&row.operation)
                .help("the description says the same by now; delete the row"),
            );
        }
    }
    (linked, diagnostics)
}

/// For each operation the deprecated ones that it replaces.
pub fn replaces(
    linked: &BTreeMap<OperationKey, Linked>,
) -> BTreeMap<OperationKey, Vec<OperationKey>> {
    let mut replaces: BTreeMap<OperationKey, Vec<OperationKey>> = BTreeMap::new();
    for (key, linked) in linked {
        for replacement in &linked.replacements {
            if let Target::Operation(target) = &replacement.target {
                replaces
                    .entry(target.clone())
                    .or_default()
                    .push(key.clone());
            }
        }
    }
    replaces
}

/// Whether a row of the table makes no difference.
fn is_same(with: Option<&Linked>, without: Option<&Linked>) -> bool {
    let essence = |linked: &Linked| -> Vec<(Target<OperationKey>, bool)> {
        let replacements = linked.replacements.iter();
        replacements
            .map(|one| (one.target.clone(), one.inferred))
            .collect()
    };
    match (with, without) {
        (None, None) => true,
        (Some(a), Some(b)) => (a.date, a.sunset, essence(a)) == (b.date, b.sunset, essence(b)),
        _ => false,
    }
}

fn join(
    catalog: &Catalog,
    gathered: &BTreeMap<OperationKey, Announcement>,
    notices: &[PageAnnouncement],
    table: &Table,
    published: Option<Date>,
) -> (BTreeMap<OperationKey, Linked>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let announced = announcements(catalog, gathered, notices, table, &mut diagnostics);
    let deprecated: BTreeSet<&OperationKey> = announced.keys().collect();
    let is_live = |key: &OperationKey| !deprecated.contains(key);
    let mut steps: BTreeMap<OperationKey, Vec<Found>> = BTreeMap::new();
    for (key, announced) in &announced {
        let mut found = announced.replacements.clone();
        if !announced.is_final && !found.iter().any(|found| is_usable(&found.target)) {
            found.extend(inferred(catalog, key, &is_live));
        }
        steps.insert(key.clone(), found);
    }
    let mut linked = BTreeMap::new();
    for (key, announced) in announced.clone() {
        let Walk { mut ends, dead, .. } = Walk::from(&key, &steps);
        diagnostics.extend(dead.iter().map(|dead| dead_end(catalog, &key, dead, table)));
        if !dead.is_empty() && !announced.is_final && !ends.iter().any(|end| is_usable(&end.target))
        {
            let rest = inferred(catalog, &key, &is_live);
            ends.extend(rest.map(|found| found.directly()));
        }
        let Announced {
            date,
            sunset,
            announced,
            reason,
            ..
        } = announced;
        linked.insert(
            key,
            Linked {
                date,
                sunset,
                is_past: is_past(sunset, published),
                replacements: ends,
                announced,
                reason,
            },
        );
    }
    (linked, diagnostics)
}

/// What all sources together say of one operation, before chains are followed.
#[derive(Debug, Clone, Default)]
struct Announced {
    date: Option<Date>,
    sunset: Option<Date>,
    replacements: Vec<Found>,
    announced: Vec<Source>,
    reason: Option<String>,
    /// Whether a person said what replaces it, so that nothing is inferred.
    is_final: bool,
}

impl Announced {
    fn by(&mut self, source: Source) {
        if !self.announced.contains(&source) {
            self.announced.push(source);
        }
    }

    /// What the description says. A page names one date for a whole list; a key of the operation is
    /// about it alone.
    fn in_description(&mut self, gathered: &Announcement) {
        for signal in &gathered.signals {
            self.by(signal.source());
        }
        let best = |said: Option<Dated>, before: Option<Date>| {
            let keyed = said.filter(|date| date.found.source() != Source::Prose);
            let on = |date: Dated| date.on;
            keyed.map(on).or(before).or(said.map(on))
        };
        self.date = best(gathered.date, self.date);
        self.sunset = best(gathered.sunset, self.sunset);
    }

    /// What a person says, which comes before all else.
    fn in_table(&mut self, row: &Row) {
        self.by(Source::Table);
        self.reason = Some(row.reason.clone());
        self.date = row.date.or(self.date);
        self.sunset = row.sunset.or(self.sunset);
        if let Some(replacements) = &row.replacements {
            let found = |key: &OperationKey| Found {
                target: Target::Operation(key.clone()),
                how: How::Table,
                inferred: row.inferred,
            };
            self.replacements = replacements.iter().map(found).collect();
            self.is_final = true;
        }
    }
}

fn announcements(
    catalog: &Catalog,
    gathered: &BTreeMap<OperationKey, Announcement>,
    notices: &[PageAnnouncement],
    table: &Table,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<OperationKey, Announced> {
    let mut all: BTreeMap<OperationKey, Announced> = BTreeMap::new();
    let is_settled = |key: &OperationKey| {
        table
            .get(key)
            .is_some_and(|row| !row.deprecated || row.replacements.is_some())
    };
    for notice in notices {
        let Some(key) = resolve::announced_by_page(catalog, notice, diagnostics) else {
            continue;
        };
        let announced = all.entry(key.clone()).or_default();
        announced.by(Source::Notice);
        announced.date = announced.date.or(notice.date);
        announced.sunset = announced.sunset.or(notice.sunset);
        for mention in &notice.replacements {
            let (found, problems) = resolve::mention(catalog, &key, mention, Some(How::Notice));
            resolve::add(&mut announced.replacements, found);
            diagnostics.extend(problems.into_iter().filter(|_| !is_settled(&key)));
        }
    }
    for (key, gathered) in gathered {
        if catalog.get(key).is_none() {
            continue;
        }
        let announced = all.entry(key.clone()).or_default();
        announced.in_description(gathered);
        for mention in &gathered.replacements {
            let (found, problems) = resolve::mention(catalog, key, mention, None);
            resolve::add(&mut announced.replacements, found);
            diagnostics.extend(problems.into_iter().filter(|_| !is_settled(key)));
        }
    }
    for row in table.rows() {
        if row.deprecated {
            all.entry(row.operation.clone()).or_default().in_table(row);
        } else {
            all.remove(&row.operation);
        }
    }
    all
}

fn inferred(
    catalog: &Catalog,
    key: &OperationKey,
    is_live: &dyn Fn(&OperationKey) -> bool,
) -> Option<Found> {
    let (target, how) = infer(catalog, key, is_live)?;
    Some(Found {
        target: Target::Operation(target),
        how,
        inferred: true,
    })
}

fn is_usable(target: &Target<OperationKey>) -> bool {
    !matches!(target, Target::Unresolved(_))
}

/// Follows the steps of one operation to their live ends.
struct Walk<'a> {
    steps: &'a BTreeMap<OperationKey, Vec<Found>>,
    start: &'a OperationKey,
    through: Vec<OperationKey>,
    /// What was followed, so that paths that meet again cost nothing.
    done: BTreeSet<OperationKey>,
    ends: Vec<Replacement<OperationKey>>,
    dead: Vec<Dead>,
}

/// A deprecated operation that leads nowhere. It is no replacement, and is reported instead.
struct Dead {
    at: OperationKey,
    through: Vec<OperationKey>,
    is_cycle: bool,
}

impl<'a> Walk<'a> {
    fn from(start: &'a OperationKey, steps: &'a BTreeMap<OperationKey, Vec<Found>>) -> Self {
        let mut walk = Self {
            steps,
            start,
            through: Vec::new(),
            done: BTreeSet::new(),
            ends: Vec::new(),
            dead: Vec::new(),
        };
        for found in steps.get(start).into_iter().flatten() {
            walk.follow(found, found.how, false);
        }
        walk
    }

    /// Follows one step; `how` is how the first step was found.
    fn follow(&mut self, found: &Found, how: How, inferred: bool) {
        let inferred = inferred || found.inferred;
        let next = match &found.target {
            Target::Operation(key) => self.steps.get(key).map(|steps| (key, steps)),
            Target::Group(_) | Target::Unresolved(_) => None,
        };
        let Some((key, steps)) = next else {
            let target = found.target.clone();
            if !self.ends.iter().any(|end| end.target == target) {
                self.ends.push(Replacement {
                    target,
                    how,
                    inferred,
                    through: self.through.clone(),
                });
            }
            return;
        };
        let is_cycle = key == self.start || self.through.contains(key);
        let leads_on = |found: &Found| is_usable(&found.target);
        if is_cycle || !steps.iter().any(leads_on) {
            let through = self.through.clone();
            self.dead.push(Dead {
                at: key.clone(),
                through,
                is_cycle,
            });
            return;
        }
        if !self.done.insert(key.clone()) {
            return;
        }
        self.through.push(key.clone());
        for step in steps.iter().filter(|step| leads_on(step)) {
            self.follow(step, how, inferred);
        }
        self.through.pop();
    }
}

/// The problem of a replacement that is deprecated itself and leads nowhere.
fn dead_end(catalog: &Catalog, key: &OperationKey, dead: &Dead, table: &Table) -> Diagnostic {
    let steps: Vec<String> = dead
        .through
        .iter()
        .chain([&dead.at])
        .map(|step| format!("`{step}`"))
        .collect();
    let steps = steps.join(", then ");
    let message = if dead.is_cycle {
        format!("the replacements form a cycle: {steps}")
    } else {
        format!("the replacement is deprecated and has none itself: {steps}")
    };
    let code = if dead.is_cycle {
        Code::DeprecationCycle
    } else {
        Code::DeprecationDeadEnd
    };
    match table.get(key).filter(|row| row.replacements.is_some()) {
        Some(row) => Diagnostic::error(code, row.origin.child("replacements"), message)
            .help("name an operation that is not deprecated"),
        None => Diagnostic::warning(code, resolve::origin(catalog, key), message)
            .help("give the replacement in deprecations.yaml"),
    }
    .operation(key)
}

#[cfg(test)]
mod tests;
