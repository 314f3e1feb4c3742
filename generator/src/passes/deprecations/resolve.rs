//! From what an announcement names to operations of the description.

use super::catalog::{Catalog, Known, Resolution};
use crate::announce::announcement::Mention;
use crate::announce::pages::PageAnnouncement;
use crate::announce::reference::slug;
use crate::diagnostic::{Code, Diagnostic, Origin};
use crate::ir::{How, OperationKey, Replacement, Target};

/// A replacement of one step, not followed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) target: Target<OperationKey>,
    pub(super) how: How,
    pub(super) inferred: bool,
}

impl Found {
    /// What somebody said.
    pub(super) fn explicit(target: Target<OperationKey>, how: How) -> Self {
        Self {
            target,
            how,
            inferred: false,
        }
    }

    /// The replacement that this is, without a step between.
    pub(super) fn directly(self) -> Replacement<OperationKey> {
        Replacement {
            target: self.target,
            how: self.how,
            inferred: self.inferred,
            through: Vec::new(),
        }
    }
}

/// Adds what is not there yet.
pub(super) fn add(known: &mut Vec<Found>, found: Option<Found>) {
    known.extend(found.filter(|found| !known.iter().any(|known| known.target == found.target)));
}

/// The place of an operation, for diagnostics.
pub(super) fn origin(catalog: &Catalog, key: &OperationKey) -> Origin {
    catalog
        .get(key)
        .map(|known| known.entry.origin.clone())
        .unwrap_or_default()
}

/// The operation that a notice is about.
pub(super) fn announced_by_page(
    catalog: &Catalog,
    notice: &PageAnnouncement,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<OperationKey> {
    let named = named(catalog, None, &notice.operation);
    let place = Origin::new("notices.yaml", "");
    let words = words(&notice.operation);
    match named.best() {
        Some((key, _)) => {
            if let Some(message) = named.contradiction() {
                diagnostics.push(
                    Diagnostic::warning(Code::NoticeContradiction, place, message)
                        .operation(&key)
                        .help("the words count; if they are wrong, correct notices.yaml"),
                );
            }
            Some(key)
        }
        None => {
            let message = format!(
                "{} announces `{words}`, which the description does not have",
                notice.page
            );
            diagnostics.push(
                Diagnostic::warning(Code::NoticeUnknownOperation, place, message)
                    .help("if the operation was removed, delete the entry from notices.yaml"),
            );
            None
        }
    }
}

/// The replacement of `source` that `mention` names; `how` overrides how it was found.
pub(super) fn mention(
    catalog: &Catalog,
    source: &OperationKey,
    mention: &Mention,
    how: Option<How>,
) -> (Option<Found>, Vec<Diagnostic>) {
    let place = || origin(catalog, source);
    let named = named(catalog, Some(source), mention);
    let mut diagnostics = Vec::new();
    if let Some(message) = named.contradiction() {
        diagnostics.push(
            Diagnostic::warning(Code::DeprecationContradiction, place(), message)
                .operation(source)
                .help("the words count; if they are wrong, add a row to deprecations.yaml"),
        );
    }
    if let Some((key, found_by)) = named.best() {
        let found = Found::explicit(Target::Operation(key.clone()), how.unwrap_or(found_by));
        return (Some(found).filter(|_| key != *source), diagnostics);
    }
    if let Some(found) = group(catalog, source, mention) {
        return (Some(found), diagnostics);
    }
    let words = words(mention);
    diagnostics.push(
        Diagnostic::warning(
            Code::DeprecationUnresolved,
            place(),
            format!("the replacement is called `{words}`, which the description does not have"),
        )
        .operation(source)
        .help("if it is known what is meant, add a row to deprecations.yaml"),
    );
    let how = how.unwrap_or(match mention {
        Mention { path: Some(_), .. } => How::Path,
        Mention { link: Some(_), .. } => How::Link,
        Mention { title: Some(_), .. } => How::Title,
        Mention {
            method: Some(_), ..
        } => How::Method,
        _ => How::Guide,
    });
    (
        Some(Found::explicit(Target::Unresolved(words), how)),
        diagnostics,
    )
}

/// The operations that the parts of a mention lead to.
#[derive(Default)]
struct Named {
    path: Option<OperationKey>,
    link: Option<OperationKey>,
    title: Option<OperationKey>,
    method: Option<OperationKey>,
}

impl Named {
    /// The operation meant. Words count before the link under them, which is wrong at times; a
    /// title that fits is only asked for when there is a link, or nothing else.
    fn best(&self) -> Option<(OperationKey, How)> {
        let path = self.path.clone().map(|key| {
            (
                key,
                if self.link == self.path {
                    How::Link
                } else {
                    How::Path
                },
            )
        });
        let agreed = self.title.is_none() || self.title == self.link;
        let link = self
            .link
            .clone()
            .filter(|_| agreed)
            .map(|key| (key, How::Link));
        let title = || self.title.clone().map(|key| (key, How::Title));
        let method = || self.method.clone().map(|key| (key, How::Method));
        path.or(link).or_else(title).or_else(method)
    }

    /// What to say when the words of a link and its target differ.
    fn contradiction(&self) -> Option<String> {
        let link = self.link.as_ref()?;
        let words = self.path.as_ref().or(self.title.as_ref())?;
        (words != link)
            .then(|| format!("the words of the link say `{words}`, its target is `{link}`"))
    }
}

fn named(catalog: &Catalog, source: Option<&OperationKey>, mention: &Mention) -> Named {
    let method = mention.method.as_deref();
    let verb = source.map(|source| source.method.as_str());
    let one = |resolution| narrow(catalog, resolution, method.or(verb));
    let path = mention.path.as_deref().and_then(|path| {
        let at = |method| one(catalog.at(path, method));
        match method {
            Some(method) => at(Some(method)),
            None => at(verb).or_else(|| at(None)),
        }
    });
    let link = mention
        .link
        .as_ref()
        .and_then(|link| one(catalog.resolve(link)));
    let title = mention.title.as_deref().and_then(|title| {
        let within = mention.link.as_ref();
        let (group, version) = (
            within.map(|link| link.group.as_str()),
            within.and_then(|link| link.version.as_deref()),
        );
        let in_group = one(catalog.titled(title, group, version));
        in_group.or_else(|| {
            link.is_none()
                .then(|| one(catalog.titled(title, None, version)))
                .flatten()
        })
    });
    let method = match (method, &mention.path, source) {
        (Some(method), None, Some(source)) => {
            let key = OperationKey {
                method: method.to_owned(),
                path: source.path.clone(),
            };
            catalog.get(&key).map(|_| key)
        }
        _ => None,
    };
    Named {
        path,
        link,
        title,
        method,
    }
}

/// The operation of a resolution; of several the one with the method asked for.
fn narrow(catalog: &Catalog, resolution: Resolution, method: Option<&str>) -> Option<OperationKey> {
    match resolution {
        Resolution::Operation(key) => Some(key),
        Resolution::Ambiguous(keys) => {
            let mut fits = keys
                .into_iter()
                .filter(|key| method.is_some_and(|method| key.method == method));
            let first = fits.next()?;
            fits.next()
                .is_none()
                .then_some(first)
                .filter(|key| catalog.get(key).is_some())
        }
        Resolution::Group(_) | Resolution::Unknown => None,
    }
}

/// The group that a mention names; by a link, the operation in it that does what `source` does.
fn group(catalog: &Catalog, source: &OperationKey, mention: &Mention) -> Option<Found> {
    if let Some(link) = mention.link.as_ref().filter(|link| link.anchor.is_none()) {
        let members = catalog.group(&link.group);
        if let Some(key) = counterpart(&members, catalog.get(source)?) {
            return Some(Found {
                target: Target::Operation(key),
                how: How::Group,
                inferred: true,
            });
        }
        if !members.is_empty() {
            return Some(Found::explicit(
                Target::Group(link.group.clone()),
                How::Group,
            ));
        }
    }
    let name = slug(mention.title.as_deref()?);
    let exists = !catalog.group(&name).is_empty();
    exists.then(|| Found::explicit(Target::Group(name), How::Group))
}

/// The one operation of a group with the method of `source` that also ends like it: in the same
/// word, else also in a parameter, or also in a word.
fn counterpart(members: &[&Known], source: &Known) -> Option<OperationKey> {
    let tail = |known: &Known| {
        known
            .template
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let own = tail(source);
    let same_verb: Vec<&Known> = members
        .iter()
        .copied()
        .filter(|known| {
            known.entry.key.method == source.entry.key.method && known.entry.key != source.entry.key
        })
        .collect();
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = same_verb.iter().filter(|known| fits(&tail(known)));
        let first = found.next()?;
        found.next().is_none().then(|| first.entry.key.clone())
    };
    only(&|other| other == own)
        .or_else(|| only(&|other| other.starts_with('{') == own.starts_with('{')))
}

/// What a mention says, for people.
fn words(mention: &Mention) -> String {
    let method = mention.method.as_deref();
    if let Some(path) = &mention.path {
        return method.map_or_else(|| path.clone(), |method| format!("{method} {path}"));
    }
    if let Some(title) = &mention.title {
        return title.clone();
    }
    if let Some(link) = &mention.link {
        return match &link.anchor {
            Some(anchor) => format!("{}#{anchor}", link.group),
            None => link.group.clone(),
        };
    }
    method
        .or(mention.guide.as_deref())
        .unwrap_or_default()
        .to_owned()
}
