//! What imports what: the graph of a source folder's files, in which no path leads back.
//!
//! A path counts wherever it stands, in `use` lines, in code and in the bodies of macros; only what
//! stands in `quote!` does not, which is code of another crate. What a method call reaches in another
//! file is not seen: so functions that need a room above their type are functions, and no methods of
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// A module, by its path from the root of the crate.
pub type Module = Vec<String>;

/// The modules that each module names.
pub type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// The files below `root`, the folder of a crate's root file, by their modules.
///
/// # Errors
/// A folder or file that cannot be read.
pub fn sources(root: &Path) -> io::Result<BTreeMap<Module, String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), Module::new())];
    while let Some((folder, module)) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            let mut own = module.clone();
            if !matches!(name.as_str(), "mod" | "lib" | "main") {
                own.push(name);
            }
            if path.is_dir() {
                folders.push((path, own));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(own, std::fs::read_to_string(&path)?);
            }
        }
    }
    Ok(found)
}

/// The words and signs of a source, without comments and what stands in quotes.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("r#\"") {
            rest.get(3..)
                .and_then(|raw| raw.find("\"#"))
                .map_or(rest.len(), |end| end + 5)
        } else if first == '"' {
            quoted(rest, '"')
        } else if first == '\'' {
            // A character, and no lifetime.
            let second = rest.chars().nth(1);
            let character = second == Some('\\') || rest.chars().nth(2) == Some('\'');
            if character { quoted(rest, '\'') } else { 1 }
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
            let word = &rest[..end.unwrap_or(rest.len())];
            tokens.push(word.to_owned());
            word.len()
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    tokens
}

/// How long the text in quotes is with which `text` begins.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, sign) in text.char_indices().skip(1) {
        match sign {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if sign == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The paths of a tree of `use`, from the word at `at` on; and where it ends.
fn tree(tokens: &[String], mut at: usize, before: &[String], out: &mut Vec<Module>) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => at += 1,
            "as" => at += 2,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = tree(tokens, at, &path, out);
                    at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
                }
                return at + 1;
            }
            "," | "}" | ";" => break,
            word => {
                path.push(word.to_owned());
                at += 1;
            }
        }
    }
    out.push(path);
    at
}

/// The modules that a file names, from the root of the crate.
fn named(module: &Module, text: &str) -> Vec<Module> {
    let tokens = tokens(text);
    let (mut inner, mut depth, mut at) = (Vec::new(), 0_usize, 0);
    let mut found = Vec::new();
    while let Some(token) = tokens.get(at) {
        let mut paths = Vec::new();
        match token.as_str() {
            // Paths of the code that is written, not of the code that writes it.
            "quote" if tokens.get(at + 1).is_some_and(|next| next == "!") => {
                at = end_of_group(&tokens, at + 2);
                continue;
            }
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                inner.retain(|(_, opened)| *opened < depth);
            }
            // A module within the file.
            "mod" if tokens.get(at + 2).is_some_and(|token| token == "{") => {
                inner.push((tokens[at + 1].clone(), depth));
            }
            "use" if tokens.get(at + 1).is_some_and(|next| next != "<") => {
                at = tree(&tokens, at + 1, &[], &mut paths) - 1;
            }
            "crate" | "super" | "self" if tokens.get(at + 1).is_some_and(|next| next == "::") => {
                at = tree(
                    &tokens[..tokens.len().min(end_of_path(&tokens, at))],
                    at,
                    &[],
                    &mut paths,
                ) - 1;
            }
            _ => {}
        }
        let here: Module = module
            .iter()
            .cloned()
            .chain(inner.iter().map(|(name, _)| name.clone()))
            .collect();
        found.extend(paths.iter().map(|path| absolute(&here, path)));
        at += 1;
    }
    found
}

/// Where the group ends whose bracket opens at `at`.
fn end_of_group(tokens: &[String], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Where the path ends that begins at `at`.
fn end_of_path(tokens: &[String], at: usize) -> usize {
    let mut end = at + 1;
    while tokens.get(end).is_some_and(|token| token == "::") {
        let word =
            |token: &String| token.starts_with(|sign: char| sign.is_alphanumeric() || sign == '_');
        if !tokens.get(end + 1).is_some_and(word) {
            break;
        }
        end += 2;
    }
    end
}

/// A path that stands in the module `here`, from the root of the crate.
fn absolute(here: &Module, path: &Module) -> Module {
    let mut base = here.clone();
    let mut rest = path.as_slice();
    while let [first, more @ ..] = rest {
        match first.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" => {}
            _ => break,
        }
        rest = more;
    }
    base.extend_from_slice(rest);
    base
}

/// Which file names which, of a crate whose sources these are.
pub fn graph(sources: &BTreeMap<Module, String>) -> Graph {
    let edges = sources.iter().map(|(module, text)| {
        let files = named(module, text).into_iter().filter_map(|mut path| {
            while !sources.contains_key(&path) {
                path.pop()?;
            }
            Some(path)
        });
        (
            module.clone(),
            files.filter(|file| file != module).collect(),
        )
    });
    edges.collect()
}

/// The files that name `package`, another crate, outside of their tests.
pub fn users(sources: &BTreeMap<Module, String>, package: &str) -> BTreeSet<Module> {
    let is_test = |module: &Module| module.last().is_some_and(|name| name == "tests");
    let names = |text: &String| {
        let tokens = tokens(text);
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let next = tokens.get(at + 1).map(String::as_str);
            match (token.as_str(), next) {
                ("quote", Some("!")) | ("mod", Some("tests")) => {
                    at = end_of_group(&tokens, at + 2);
                    continue;
                }
                (word, Some("::")) if word == package => return true,
                _ => at += 1,
            }
        }
        false
    };
    let found = sources
        .iter()
        .filter(|(module, text)| !is_test(module) && names(text));
    found.map(|(module, _)| module.clone()).collect()
}

/// The same graph, of the folders in `parent`, and the files that stand there alone.
pub fn rooms(graph: &Graph, parent: &[&str]) -> Graph {
    let room = |module: &Module| {
        let inside = module.len() > parent.len() && module.iter().zip(parent).all(|(a, b)| a == b);
        inside.then(|| module[..=parent.len()].to_vec())
    };
    let mut rooms = Graph::new();
    for (module, named) in graph {
        let Some(from) = room(module) else { continue };
        let to = named.iter().filter_map(room).filter(|to| *to != from);
        rooms.entry(from.clone()).or_default().extend(to);
    }
    rooms
}

/// One way that leads back to where it began, as the names of what it passes.
pub fn cycle(graph: &Graph) -> Option<Vec<String>> {
    let mut done = BTreeSet::new();
    graph
        .keys()
        .find_map(|module| walk(graph, module, &mut Vec::new(), &mut done))
}

fn walk<'a>(
    graph: &'a Graph,
    module: &'a Module,
    way: &mut Vec<&'a Module>,
    done: &mut BTreeSet<&'a Module>,
) -> Option<Vec<String>> {
    if let Some(start) = way.iter().position(|passed| *passed == module) {
        let names = way[start..]
            .iter()
            .chain([&module])
            .map(|module| module.join("::"));
        return Some(names.collect());
    }
    if done.contains(module) {
        return None;
    }
    way.push(module);
    let found = graph
        .get(module)
        .into_iter()
        .flatten()
        .find_map(|next| walk(graph, next, way, done));
    way.pop();
    done.insert(module);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_texts(texts: &[(&str, &str)]) -> Graph {
        let module = |path: &str| {
            path.split('/')
                .filter(|name| !name.is_empty())
                .map(ToOwned::to_owned)
                .collect()
        };
        graph(
            &texts
                .iter()
                .map(|(path, text)| (module(path), (*text).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn a_cycle_is_found_and_its_files_are_named() {
        let graph = of_texts(&[
            ("", "pub mod a; pub mod b; pub mod c; pub mod d;"),
            ("a", "use super::b::{B, more::Other};\nuse super::d;"),
            ("b", "fn f() { crate::c::g(); }"),
            ("c", "macro_rules! m { () => { $crate::a::A } }"),
            (
                "d",
                "// use super::a;\nconst A: &str = \"super::a\"; const Q: char = '\"';",
            ),
        ]);
        assert_eq!(
            cycle(&graph),
            Some(vec!["a".into(), "b".into(), "c".into(), "a".into()])
        );
    }

    #[test]
    fn a_module_within_a_file_has_its_file_above_it() {
        let graph = of_texts(&[
            ("", ""),
            ("a/x", "pub struct X;"),
            (
                "a/y",
                "use super::x::X;\nmod tests { use super::X; }\nfn f(x: super::x::X) {}",
            ),
        ]);
        let x: Module = vec!["a".into(), "x".into()];
        assert_eq!(graph[&vec!["a".to_owned(), "y".to_owned()]], [x].into());
        assert_eq!(cycle(&graph), None);
    }

    #[test]
    fn a_crate_is_named_by_those_who_use_it_outside_of_tests_and_quotes() {
        let texts = [
            ("a", "use serde_json::Value;"),
            (
                "b",
                "fn f() -> u8 { quote!(serde_json::Value); 1 }\nmod tests { use serde_json::json; }",
            ),
            ("c", "fn f(x: &serde_json::Map<String, u8>) {}"),
            ("tests", "use serde_json::json;"),
            ("d", "// serde_json::Value"),
        ];
        let sources = texts.map(|(name, text)| (vec![name.to_owned()], text.to_owned()));
        let users = users(&sources.into(), "serde_json");
        assert_eq!(users, [vec!["a".to_owned()], vec!["c".to_owned()]].into());
    }

    #[test]
    fn rooms_can_form_a_cycle_where_no_file_does() {
        let graph = of_texts(&[
            ("", ""),
            ("r/a/one", "use crate::r::b::two;"),
            ("r/b/two", ""),
            ("r/b/three", "use super::super::a::four;"),
            ("r/a/four", ""),
        ]);
        assert_eq!(cycle(&graph), None);
        let around = cycle(&rooms(&graph, &["r"]));
        assert_eq!(
            around,
            Some(vec!["r::a".into(), "r::b".into(), "r::a".into()])
        );
    }

    #[test]
    fn a_path_that_is_quoted_is_of_another_crate() {
        let graph = of_texts(&[
            ("", ""),
            ("a", "use super::b;"),
            (
                "b",
                "fn f() -> T { quote! { { super::a::x() } crate::a } }\nuse super::c;",
            ),
            ("c", ""),
        ]);
        assert_eq!(graph[&vec!["b".to_owned()]], [vec!["c".to_owned()]].into());
        assert_eq!(cycle(&graph), None);
    }
}
