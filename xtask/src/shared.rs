//! `cargo xtask shared`: checks against Procore's own descriptions, which are not part of the
//! project and which a clone therefore does not have.

mod deprecations;
mod names;
mod prose;
mod published;
mod responses;

use std::path::PathBuf;
use std::time::Instant;

use generator::deprecation::notices::{self, Notice};
use generator::diagnostic::has_errors;
use generator::import::names::NamingTable;
use generator::import::{Imported, Inputs, Prose, documents::to_yaml, import, prepare};
use generator::ir::Target;
use generator::lint::codes::is_stale;
use generator::openapi::documents::Documents;
use generator::pipeline::{Specs, generate, read_api};

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
        deprecations::compared,
    ),
    ("the page announces what the notices say", announcements),
    ("an older description generates, and keeps names", older),
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
    let mut failed = false;
    let wanted = |what: &str| args.only.as_ref().is_none_or(|only| what.contains(only));
    for (what, check) in CHECKS.iter().filter(|(what, _)| wanted(what)) {
        let start = Instant::now();
        let wrong = check(args, session)?;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{} {what} ({seconds:.1} s)",
            if wrong.is_empty() { "ok    " } else { "FAILED" }
        );
        for line in &wrong {
            println!("    {line}");
        }
        failed |= !wrong.is_empty();
    }
    if failed { Err(Failure::Check) } else { Ok(()) }
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
        .filter(|problem| problem.code == "deprecation-unread" || is_stale(problem));
    wrong.extend(unread.map(ToString::to_string));
    Ok(wrong)
}

fn sentences(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let description = session.description(&[args.file(DESCRIPTION)])?;
    let facts = session.description(&[args.file(FACTS)])?;
    prose::found(&description, &facts, &[&args.specs, &args.out])
}

/// What the page announces: operation, replacement and date.
const ANNOUNCED: &[(&str, &str)] = &[
    (
        "List Standard Cost Code Lists",
        "List Company WBS Segment Item Lists",
    ),
    ("Delete Standard Cost Code", "Delete Company Segment Item"),
    ("Delete Sub Job", "Delete Project Segment Item"),
];
const ANNOUNCED_AT: &str = "2022-03-31";

fn announcements(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let (read, problems) = notices::read(&load::text(&args.file(PAGE))?, PAGE);
    if has_errors(&problems) {
        return Err(problems.into());
    }
    let table = session.table(&args.specs, load::NOTICES)?;
    let (kept, problems) = notices::parse(&table.text, &table.file);
    if has_errors(&problems) {
        return Err(problems.into());
    }
    let mut wrong = Vec::new();
    let kept: Vec<Notice> = kept.into_iter().filter(|n| n.page == PAGE).collect();
    if read != kept {
        wrong.push(format!(
            "the page says {read:?}, notices.yaml says {kept:?}"
        ));
    }
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    for (title, replacement) in ANNOUNCED {
        let old = api.operations().find(|o| {
            o.title == *title
                && o.deprecation
                    .as_ref()
                    .is_some_and(|d| !d.replacements.is_empty())
        });
        let told = old.and_then(|old| old.deprecation.as_ref()).map(|told| {
            let targets = told.replacements.iter().filter_map(|r| match &r.target {
                Target::Operation(new) if !r.inferred => {
                    api.operations().find(|o| o.key == new.key)
                }
                _ => None,
            });
            let titles: Vec<&str> = targets.map(|o| o.title.as_str()).collect();
            (told.date.map(|date| date.to_string()), told.sunset, titles)
        });
        if told != Some((Some(ANNOUNCED_AT.to_owned()), None, vec![*replacement])) {
            wrong.push(format!(
                "{title}: {told:?}, expected {ANNOUNCED_AT} and {replacement}"
            ));
        }
    }
    Ok(wrong)
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

fn specs_of(imported: Imported) -> Specs {
    Specs {
        documents: imported.into_documents(),
        ..Specs::default()
    }
}
