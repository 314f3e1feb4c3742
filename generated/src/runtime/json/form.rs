//! Form fields: the bracketed names of forms, multipart bodies and deep queries.
//!
//! The server is Rack: it puts `list[][key]=value` into the last item of the list, and begins the next
//! one when that item has the key already. Each item therefore begins with a key that the one before
//! has too; a list that Rack would read as another one is a problem, and the request is not sent.

use std::collections::BTreeSet;

use crate::runtime::http::file::File;

/// What a form field holds.
#[derive(Debug, Clone)]
pub(crate) enum FormValue {
    Text(String),
    File(File),
}

/// Form fields, while they are written.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// The way to the value that is written.
    levels: Vec<Level>,
    pairs: Vec<(String, FormValue)>,
    /// The lists that are open, the innermost one last.
    lists: Vec<List>,
    problem: Option<String>,
}

/// A step of the way to a value.
#[derive(Debug)]
struct Level {
    text: String,
    kind: LevelKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LevelKind {
    Key,
    /// A key that ends in `[]` itself, as descriptions name a list.
    ListKey,
    Item,
}

/// A list, while it is written.
#[derive(Debug, Default)]
struct List {
    /// How many items it has.
    items: usize,
    /// Where the fields of the last item begin.
    start: usize,
    /// The keys of the last item, if that was an object: what Rack finds in it.
    last: Option<BTreeSet<String>>,
}

impl Form {
    /// No fields, all that come under `root` unless that is empty.
    pub(crate) fn new(root: &str) -> Self {
        let mut form = Self::default();
        if !root.is_empty() {
            form.levels.push(Level {
                text: root.to_owned(),
                kind: LevelKind::Key,
            });
        }
        form
    }

    /// The fields, or why there can be none.
    pub(crate) fn finish(self) -> Result<Vec<(String, FormValue)>, String> {
        match self.problem {
            Some(problem) => Err(problem),
            None => Ok(self.pairs),
        }
    }

    /// The name of the value that is written.
    fn name(&self) -> String {
        self.levels
            .iter()
            .map(|level| level.text.as_str())
            .collect()
    }

    pub(crate) fn push(&mut self, value: FormValue) {
        let name = self.name();
        self.pairs.push((name, value));
    }

    /// How many fields there are.
    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The keys of the object that is open, of which fields were written since there were `from`.
    pub(crate) fn keys_since(&self, from: usize) -> BTreeSet<String> {
        let prefix = self.name();
        let inside = |name: &str| -> Option<String> {
            let rest = name.strip_prefix(&prefix)?;
            let key = match rest.strip_prefix('[') {
                Some(rest) => rest.split(']').next(),
                None => rest.split('[').next(),
            };
            key.map(ToOwned::to_owned)
        };
        let pairs = self.pairs.iter().skip(from);
        pairs.filter_map(|(name, _)| inside(name)).collect()
    }

    pub(crate) fn key(&mut self, key: &str) {
        let (plain, kind) = match key.strip_suffix("[]") {
            Some(plain) => (plain, LevelKind::ListKey),
            None => (key, LevelKind::Key),
        };
        let nested = !self.levels.is_empty();
        if plain.is_empty() || (nested && plain.contains(['[', ']'])) {
            let within = self.name();
            self.fail(format!(
                "`{within}`: a form cannot hold the key `{key}`, which is empty or has a bracket"
            ));
        }
        let brackets = if kind == LevelKind::ListKey { "[]" } else { "" };
        let text = if nested {
            format!("[{plain}]{brackets}")
        } else {
            key.to_owned()
        };
        self.levels.push(Level { text, kind });
    }

    pub(crate) fn array(&mut self) {
        self.lists.push(List::default());
    }

    /// Ends a list. None of the names that Rack knows is that of a list without items: `ids[]=` has an
    /// empty text in it, and one that is left out stays as it was.
    pub(crate) fn end_array(&mut self) {
        if self.lists.pop().is_some_and(|list| list.items == 0) {
            let name = self.name();
            let name = name.strip_suffix("[]").unwrap_or(&name);
            self.fail(format!(
                "`{name}` is an empty list, which a form cannot hold; leave it out, or send it as \
                 JSON, in a request without files"
            ));
        }
    }

    pub(crate) fn item(&mut self) {
        let named = self
            .levels
            .last()
            .is_some_and(|level| level.kind == LevelKind::ListKey);
        let text = if named { "" } else { "[]" };
        self.levels.push(Level {
            text: text.to_owned(),
            kind: LevelKind::Item,
        });
        if let Some(list) = self.lists.last_mut() {
            list.items += 1;
            list.start = self.pairs.len();
        }
    }

    /// Ends a key or an item.
    pub(crate) fn end_value(&mut self) {
        let ends_item = self
            .levels
            .last()
            .is_some_and(|level| level.kind == LevelKind::Item);
        if ends_item && let Some(mut list) = self.lists.pop() {
            let prefix = self.name();
            if let Err(why) = end_item(&mut list, &mut self.pairs, &prefix) {
                let number = list.items;
                let name = prefix.strip_suffix("[]").unwrap_or(&prefix);
                self.fail(format!("item {number} of `{name}` {why}"));
            }
            self.lists.push(list);
        }
        self.levels.pop();
    }

    fn fail(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }
}

/// Ends an item whose fields all begin with `prefix`: the one that makes Rack begin an item comes
/// first.
fn end_item(
    list: &mut List,
    pairs: &mut [(String, FormValue)],
    prefix: &str,
) -> Result<(), &'static str> {
    let last = list.last.take();
    let item = pairs.get_mut(list.start..).unwrap_or_default();
    let children = || {
        let names = item.iter().map(|(name, _)| name);
        names.map(|name| name.get(prefix.len()..).unwrap_or_default())
    };
    match (item.len(), children().next()) {
        (0, _) => return Err("is empty, which a form cannot hold; leave it out"),
        (1, Some("")) => return Ok(()),
        // Behind an object Rack would look for it in there.
        (1, Some("[]")) if last.is_none() => return Ok(()),
        _ if children().any(|child| child.starts_with("[]")) => {
            return Err("is a list, which a form cannot hold in a list; send it another way");
        }
        _ => {}
    }
    let mut keys = BTreeSet::new();
    for child in children().filter(|child| !child.contains("[]")) {
        // Rack finds the objects on the way to a value as well.
        for (end, _) in child.match_indices(']') {
            let way = child.get(..=end).unwrap_or_default();
            let new = keys.insert(way.to_owned());
            if !new && way.len() == child.len() {
                return Err("has a key twice; set it once");
            }
        }
    }
    if let Some(last) = last {
        let begins = children().position(|child| last.contains(child));
        let Some(begins) = begins else {
            return Err(
                "has no key in common with the item before, so the server would read both as one; \
                 set a field in all items of the list",
            );
        };
        if let Some(beginning) = item.get_mut(..=begins) {
            beginning.rotate_right(1);
        }
    }
    list.last = Some(keys);
    Ok(())
}
