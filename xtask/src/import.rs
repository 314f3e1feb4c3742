//! `cargo xtask import`: a published description becomes `specs/`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::diagnostic::Severity;
use generator::import::shrink::check_lost_operations;
use generator::import::{Imported, Inputs, Prose, import, prepare};
use generator::specs::layout::to_yaml;
use generator::specs::naming::NamingTable;

use crate::load::{self, Session};
use crate::{Failure, project, write};

/// Flags of `import`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The description, JSON or YAML: the whole document, or a document for each resource, as files
    /// or as the folder that they are in, also the one that `fetch` wrote to.
    #[arg(required = true)]
    raw: Vec<PathBuf>,
    /// The folder to write; names that are there stay.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// Whether sentences of the description are kept. Keep them for your own use only: they are
    /// Procore's.
    #[arg(long, value_enum, default_value = "drop")]
    prose: ProseFlag,
    /// When the description was published, `2026-03` or `2026-03-31`; what the specs that are there
    /// say unless given. The docs of the client say it, and which sunsets were past by then.
    #[arg(long, value_parser = month_or_day)]
    date: Option<String>,
    /// Make these warnings and hints errors: `stale` is an overlay or a row of a table that has
    /// nothing to do any more.
    #[arg(long, value_enum)]
    deny: Vec<Deny>,
    /// Remove the operations that the description does not have from the specs, also when it has lost
    /// most of them. Without it that is an error: it may describe a part of the API only.
    #[arg(long)]
    shrink: bool,
    #[command(flatten)]
    force: write::Force,
}

pub(crate) fn month_or_day(written: &str) -> Result<String, String> {
    match generator::ir::published_on(written) {
        Some(_) => Ok(written.to_owned()),
        None => Err(format!(
            "`{written}` is no date; expected YYYY-MM or YYYY-MM-DD"
        )),
    }
}

/// Warnings that can be made errors.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Deny {
    Stale,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ProseFlag {
    Keep,
    Drop,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let start = Instant::now();
    let prose = match args.prose {
        ProseFlag::Keep => Prose::Keep,
        ProseFlag::Drop => Prose::Drop,
    };
    // Held from here on: what is written depends on what is read.
    let folder = write::Folder::open(&args.specs, &write::SPECS)?;
    session.progress.plan(3);
    let date = args.date.as_deref();
    let (imported, repaired) =
        imported_over(&args.raw, &args.specs, prose, date, args.shrink, session)?;
    session.print(&imported.warnings);
    if args.deny.contains(&Deny::Stale) && imported.warnings.iter().any(|w| w.code.is_stale()) {
        return Err(Failure::Check);
    }
    session.progress.stage("writing the specs");
    let files = to_yaml(&imported.documents).map_err(|problem| vec![problem])?;
    let written = folder.write(&files, args.force)?;
    session.progress.end();
    let count = |what: &str| imported.counts.0.get(what).copied().unwrap_or(0);
    println!(
        "{} operations, {} parameters, {} properties, {} types in {} files ({written}), \
         {repaired} places repaired, {:.1} s",
        count("operations"),
        count("parameters"),
        count("properties"),
        imported.types,
        files.len(),
        start.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// Imports a description over the specs that are there, repaired by their overlays; how many places
/// were. Its warnings are those of the whole way.
pub(crate) fn imported(
    raw: &[PathBuf],
    specs: &Path,
    prose: Prose,
    date: Option<&str>,
    session: &mut Session,
) -> Result<(Imported, usize), Failure> {
    imported_over(raw, specs, prose, date, true, session)
}

/// The same; unless the specs may `shrink`, a description that has lost most of them is refused.
pub(crate) fn imported_over(
    raw: &[PathBuf],
    specs: &Path,
    prose: Prose,
    date: Option<&str>,
    shrink: bool,
    session: &mut Session,
) -> Result<(Imported, usize), Failure> {
    session.progress.stage("reading the description");
    let mut description = session.description(raw)?;
    session.progress.stage("importing it");
    let mut prepared = prepare(&mut description, &session.overlays(specs)?)?;
    let existing = session.existing(specs)?;
    let naming = session.table(specs, load::NAMING)?;
    let table = NamingTable::parse(&naming.file, &naming.text).map_err(|p| vec![p])?;
    let mut imported = import(&Inputs {
        description: &description,
        existing: &existing,
        naming: &table,
        naming_file: &naming.file,
        prose,
        date,
    })?;
    if let Some(lost) = check_lost_operations(&existing, &imported.documents, shrink) {
        if lost.severity == Severity::Error {
            return Err(Failure::Input(vec![lost]));
        }
        imported.warnings.push(lost);
    }
    imported.warnings.append(&mut prepared.warnings);
    // Millions of values: giving them back one by one takes longer than checking all of them, and
    // the program ends soon.
    std::mem::forget((description, existing));
    Ok((imported, prepared.repaired))
}
