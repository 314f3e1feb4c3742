//! `cargo xtask update`: from a new description to specs, crate, inventory and a section of the
//! change log, in one step; all of it lands or nothing does.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::Diagnostic;
use generator::changes::{Changes, changelog, compare, text};
use generator::import::{Imported, Prose};
use generator::inventory::inventory;
use generator::ir::Api;
use generator::pipeline::{Generated, Specs, generate, read_api};
use generator::specs::layout::to_yaml;

use crate::load::{self, Session};
use crate::{Failure, decisions, fetch, import, project, write};

/// The crate's folder in the project.
const CRATE: &str = "generated";
/// The specs folder.
const SPECS: &str = "specs";
/// The folder of the snapshots of the inventory.
const INVENTORY: &str = "tests/tests/inventory";
/// The change log.
const CHANGELOG: &str = "CHANGELOG.md";
/// What stands at the head of each snapshot, as `cargo insta` writes it.
const SNAPSHOT: &str = "---\nsource: tests/tests/it/inventory.rs\nexpression: text\n---\n";
/// What is told apart of an update: what is there, the description, its import, the crate, the
/// comparison, and writing.
const STAGES: usize = 6;
/// The version of a crate that was never generated.
const FIRST: &str = "0.1.0";

/// Flags of `update`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The description, as `import` takes it; fetched unless given.
    source: Vec<PathBuf>,
    /// When the description was published, `2026-03` or `2026-03-31`.
    #[arg(long, value_parser = import::month_or_day)]
    date: Option<String>,
    /// Remove the operations that the description does not have, also when it has lost most of them.
    #[arg(long)]
    shrink: bool,
    /// The project: the folder of `specs`, `generated`, the inventory and the change log.
    #[arg(long, default_value_os_t = project())]
    project: PathBuf,
    #[command(flatten)]
    force: write::Force,
}

/// What an update makes, before any of it is written.
struct Made {
    old: Api,
    imported: Imported,
    generated: Generated,
    changes: Changes,
    /// What a person should look at.
    noticed: Vec<Diagnostic>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let source = match args.source.as_slice() {
        [] => vec![fetch::fetched(session)?],
        source => source.to_vec(),
    };
    let start = Instant::now();
    session.progress.plan(STAGES);
    let (made, written) = land(args, &source, session)?;
    session.progress.end();
    println!("{}", text(&made.changes));
    session.print(&made.imported.warnings);
    let rows = decisions::decisions(&made.old, &made.generated.api, &made.noticed);
    print!("{}", decisions::shown(&rows));
    println!("\n{written}{:.1} s", start.elapsed().as_secs_f64());
    std::mem::forget(made);
    Ok(())
}

/// Updates a project; what changed.
pub(crate) fn update(
    root: &Path,
    source: PathBuf,
    date: &str,
    session: &mut Session,
) -> Result<Changes, Failure> {
    let args = Args {
        source: Vec::new(),
        date: Some(date.to_owned()),
        shrink: false,
        project: root.to_owned(),
        force: write::Force::default(),
    };
    Ok(land(&args, &[source], session)?.0.changes)
}

/// Makes everything, then writes it as one; says what was written.
fn land(args: &Args, source: &[PathBuf], session: &mut Session) -> Result<(Made, String), Failure> {
    let root = &args.project;
    // Held from here on: what is written depends on what is read.
    let whole = write::Whole::open(root)?;
    let specs = write::Folder::open(&root.join(SPECS), &write::SPECS)?;
    let crate_ = write::Folder::open(&root.join(CRATE), &write::CRATE)?;
    let made = make(args, source, session)?;

    session.progress.stage("writing all of it");
    let documents = to_yaml(&made.imported.documents).map_err(|problem| vec![problem])?;
    let mut beside = snapshots(root, &made.generated.api)?;
    beside.extend(logged(root, &made.changes)?);
    let parts = [(&specs, &documents), (&crate_, &made.generated.files)];
    let written = whole.write(&parts, &beside, args.force)?;
    let lines = [SPECS, CRATE].iter().zip(written);
    let lines = lines.map(|(folder, summary)| format!("{folder}: {summary}\n"));
    Ok((made, lines.collect()))
}

fn make(args: &Args, source: &[PathBuf], session: &mut Session) -> Result<Made, Failure> {
    let folder = args.project.join(SPECS);
    session.progress.stage("reading the specs that are there");
    let before = Specs {
        documents: session.existing(&folder)?,
        notices: session.table(&folder, load::NOTICES)?,
        deprecations: session.table(&folder, load::DEPRECATIONS)?,
    };
    let old = if before.documents.iter().len() == 0 {
        Api::default()
    } else {
        read_api(&before)?.0
    };
    let (imported, _) = import::imported_over(
        source,
        &folder,
        Prose::Drop,
        args.date.as_deref(),
        args.shrink,
        session,
    )?;
    let Specs {
        documents,
        notices,
        deprecations,
    } = before;
    let after = Specs {
        documents: imported.clone().into_documents(),
        notices,
        deprecations,
    };
    session.progress.stage("making the crate");
    let generated = generate(&after)?;
    session.progress.stage("comparing old and new");
    let changes = compare(&old, &generated.api);
    let mut noticed = decisions::noticed(&documents, &after.documents);
    noticed.extend(imported.warnings.iter().cloned());
    std::mem::forget((documents, after));
    Ok(Made {
        old,
        imported,
        generated,
        changes,
        noticed,
    })
}

/// The snapshots of the inventory; those of tools that are gone are removed.
fn snapshots(root: &Path, api: &Api) -> Result<Vec<(String, Option<String>)>, Failure> {
    let made = inventory(api);
    let snapshot = |(tool, text): (&String, &String)| {
        let name = format!("{INVENTORY}/{tool}.snap");
        (name, Some(format!("{SNAPSHOT}{}\n", text.trim_end())))
    };
    let mut files: Vec<_> = made.iter().map(snapshot).collect();
    let folder = root.join(INVENTORY);
    let listed = match fs::read_dir(&folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(Failure::File(format!("{}: {error}", folder.display()))),
    };
    for entry in listed.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let tool = name.strip_suffix(".snap");
        if tool.is_some_and(|tool| !made.contains_key(tool)) {
            files.push((format!("{INVENTORY}/{name}"), None));
        }
    }
    Ok(files)
}

/// The change log with a section for what changed, above the others.
fn logged(root: &Path, changes: &Changes) -> Result<Option<(String, Option<String>)>, Failure> {
    if changes.items.is_empty() {
        return Ok(None);
    }
    let path = root.join(CHANGELOG);
    let log = match fs::read_to_string(&path) {
        Ok(log) => log,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "# Changelog\n".to_owned(),
        Err(error) => return Err(Failure::File(format!("{}: {error}", path.display()))),
    };
    let manifest = fs::read_to_string(root.join(CRATE).join("Cargo.toml")).unwrap_or_default();
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    let section = changelog(changes, version.unwrap_or(FIRST));
    let text = match log.find("\n## ") {
        Some(at) => {
            let (head, rest) = log.split_at(at + 1);
            format!("{head}{section}\n{rest}")
        }
        None => format!("{}\n\n{section}", log.trim_end()),
    };
    Ok(Some((CHANGELOG.to_owned(), Some(text))))
}
