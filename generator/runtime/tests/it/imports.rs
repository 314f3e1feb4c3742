//! What imports what: the graph of a source folder's files, in which no way leads back.
//!
//! A path counts wherever it stands, in `use` lines, in code and in the bodies of macros. What a
//! method call reaches in another file is not seen: so functions that need a room above their type
//! are functions, and no methods of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A module, by its path from the root of the crate.
type Module = Vec<String>;

/// The modules that each module names.
type Graph = BTreeMap<Module, BTreeSet<Module>>;

/// The files below `root`, the folder of a crate's root file, by their modules.
fn sources(root: &Path) -> BTreeMap<Module, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), Module::new())];
    while let Some((folder, module)) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let mut own = module.clone();
            if !matches!(name.as_str(), "mod" | "lib" | "main") {
                own.push(name);
            }
            if path.is_dir() {
                folders.push((path, own));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(own, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
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
fn graph(sources: &BTreeMap<Module, String>) -> Graph {
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

/// The same graph, of the folders in `parent`, and the files that stand there alone.
fn rooms(graph: &Graph, parent: &[&str]) -> Graph {
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
fn cycle(graph: &Graph) -> Option<Vec<String>> {
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
fn no_file_of_the_runtime_leads_back_to_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let graph = graph(&sources(&root));
    assert!(
        graph.values().map(BTreeSet::len).sum::<usize>() > 100,
        "{graph:?}"
    );
    assert_eq!(cycle(&graph), None);
}

#[test]
fn no_folder_of_the_runtime_leads_back_to_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms = rooms(&graph(&sources(&root)), &["runtime"]);
    assert!(rooms.len() > 10, "{rooms:?}");
    assert_eq!(cycle(&rooms), None);
}
