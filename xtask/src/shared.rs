//! `cargo xtask shared`: checks against Procore's own descriptions, which are not part of the
//! project and which a clone therefore does not have.

mod published;
mod responses;
mod updated;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use descriptions::forms::specs_of;
use descriptions::{announcements, deprecations, names, prose};
use generator::import::{Imported, Inputs, Prose, import, prepare};
use generator::openapi::documents::Documents;
use generator::pipeline::{Text, generate, read_api};
use generator::specs::layout::to_yaml;
use generator::specs::naming::NamingTable;
use generator::{Code, FileTree};

use progress::Unit;

use crate::load::{self, Session};
use crate::{Failure, import as import_command, project, write};

/// The description that `specs/` were made from.
const DESCRIPTION: &str = "openapi-2026-03.json";
/// An older one.
const OLDER: &str = "openapi-2024-10.json";
/// The facts of the description: what of its texts is a name.
const FACTS: &str = "facts-2026-03.json";
/// What is known of deprecated operations.
const DEPRECATIONS: &str = "deprecations.tsv";
/// A page that announces three.
const PAGE: &str = "introduction.md";
/// The hand-written part of the crate: what it says in the same words, it says by itself.
const RUNTIME: &str = "runtime";

/// Flags of `shared`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder with the descriptions; beside the project's folder unless given.
    #[arg(long, default_value_os_t = project().with_file_name("shared"))]
    folder: PathBuf,
    /// The specs folder.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// The folder of the crate.
    #[arg(long, default_value_os_t = project().join("generated"))]
    out: PathBuf,
    /// How many dressings of the published forms are tried.
    #[arg(long, default_value_t = 1)]
    seeds: u32,
    /// Only the checks whose description has this in it.
    #[arg(long)]
    only: Option<String>,
}

impl Args {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.join("procore").join(name)
    }
}

/// A check: what is wrong, a line each.
type Check = fn(&Args, &mut Session) -> Result<Vec<String>, Failure>;

const CHECKS: &[(&str, Check)] = &[
    (
        "a new import of the description changes no byte, leaves no announcement unread, and has \
         something to do for every overlay and every row",
        reimport,
    ),
    ("no sentence of the description came along", sentences),
    (
        "what is deprecated is marked as the table has it, and nothing else is",
        marked,
    ),
    ("the page announces what the notices say", announced),
    ("an older description generates, and keeps names", older),
    (
        "an update from the older description keeps names, explains what is gone, and compiles",
        updated::whole_way,
    ),
    (
        "both published forms give the same specs, with the names that the facts give",
        published::both_forms,
    ),
    (
        "recorded responses decode, lenient and strict, and are written back as they came",
        responses::decoded,
    ),
];

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let files = [DESCRIPTION, OLDER, FACTS, DEPRECATIONS, PAGE];
    let missing: String = files
        .iter()
        .chain(responses::FILES)
        .map(|name| args.file(name))
        .filter(|path| !path.is_file())
        .map(|path| format!("\n  {}", path.display()))
        .collect();
    if !missing.is_empty() {
        return Err(Failure::File(format!(
            "this compares the project with Procore's descriptions, which are no part of it; \
             they are expected in {}, and there is no{missing}\n\
             put the folder there, or say where it is with --folder",
            args.folder.display()
        )));
    }
    let wanted = |what: &str| args.only.as_ref().is_none_or(|only| what.contains(only));
    let checks: Vec<_> = CHECKS.iter().filter(|(what, _)| wanted(what)).collect();
    let all = u64::try_from(checks.len()).unwrap_or(0);
    session.progress.counted("checking", Unit::Steps, all);
    let mut failed = 0;
    let begun = Instant::now();
    for (what, check) in &checks {
        let start = Instant::now();
        session.progress.stage(what);
        let wrong = check(args, session)?;
        let seconds = start.elapsed().as_secs_f64();
        session.progress.aside(|| {
            println!(
                "{} {what} ({seconds:.1} s)",
                if wrong.is_empty() { "ok    " } else { "FAILED" }
            );
            for line in &wrong {
                println!("    {line}");
            }
        });
        // The line is on standard output.
        session.progress.step("");
        failed += usize::from(!wrong.is_empty());
    }
    session.progress.end();
    let seconds = begun.elapsed().as_secs_f64();
    println!("{all} checks, {failed} of them failed, {seconds:.1} s");
    if failed > 0 {
        Err(Failure::Check)
    } else {
        Ok(())
    }
}

fn reimport(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let (imported, _) = import_command::imported(
        &[args.file(DESCRIPTION)],
        &args.specs,
        Prose::Drop,
        None,
        session,
    )?;
    let files = to_yaml(&imported.documents).map_err(|problem| vec![problem])?;
    let mut wrong = write::check_tree(&args.specs, &files, &write::SPECS)?;
    let unread = imported
        .warnings
        .iter()
        .filter(|problem| problem.code == Code::DeprecationUnread || problem.code.is_stale());
    wrong.extend(unread.map(ToString::to_string));
    Ok(wrong)
}

fn sentences(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let description = session.description(&[args.file(DESCRIPTION)])?;
    let facts = session.description(&[args.file(FACTS)])?;
    let mut files = FileTree::new();
    for folder in [&args.specs, &args.out] {
        texts(folder, &mut files)?;
    }
    Ok(prose::found(&description, &facts, &files))
}

/// The files below a folder, by their path; build folders and the runtime left out.
fn texts(folder: &Path, files: &mut FileTree) -> Result<(), Failure> {
    let failed = |error| Failure::File(format!("{}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default();
            if name != "target" && name != RUNTIME {
                texts(&path, files)?;
            }
        } else {
            let bytes = fs::read(&path).map_err(failed)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.insert(path.display().to_string(), text);
        }
    }
    Ok(())
}

fn marked(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let specs = session.specs(&args.specs)?;
    let table = args.file(DEPRECATIONS);
    let rows = deprecations::parse(&load::text(&table)?, &table.display().to_string());
    let compared = deprecations::compared(&specs, &rows.map_err(Failure::File)?)?;
    let print = || println!("       {}", compared.summary);
    session.progress.aside(print);
    Ok(compared.wrong)
}

fn announced(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let page = Text {
        file: PAGE.to_owned(),
        text: load::text(&args.file(PAGE))?,
    };
    let table = session.table(&args.specs, load::NOTICES)?;
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    Ok(announcements::compared(&page, &table, &api)?)
}

/// Imports the older description: from nothing, which must generate; and over the specs, where
/// what is the same in both must keep its name.
fn older(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let mut description = session.description(&[args.file(OLDER)])?;
    prepare(&mut description, &[])?;
    let fresh = import_older(&description, &Documents::default(), &NamingTable::default())?;
    generate(&specs_of(fresh))?;

    let naming = session.table(&args.specs, load::NAMING)?;
    let table = NamingTable::parse(&naming.file, &naming.text).map_err(|p| vec![p])?;
    let existing = session.existing(&args.specs)?;
    let over = import_older(&description, &existing, &table)?;
    let (over, _, _) = read_api(&specs_of(over))?;
    let (newer, _, _) = read_api(&session.specs(&args.specs)?)?;
    Ok(names::moved(&newer, &over))
}

fn import_older(
    description: &Documents,
    existing: &Documents,
    naming: &NamingTable,
) -> Result<Imported, Failure> {
    Ok(import(&Inputs {
        description,
        existing,
        naming,
        naming_file: load::NAMING,
        prose: Prose::Drop,
        date: None,
    })?)
}
