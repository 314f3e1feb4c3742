//! `cargo xtask import`: a published description becomes `specs/`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::import::names::NamingTable;
use generator::import::{Imported, Inputs, Prose, documents::to_yaml, import};
use generator::overlay::{Overlay, apply};
use generator::resolve::Documents;

use crate::load::{self, Session};
use crate::{Failure, project, write};

/// Flags of `import`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The description: JSON or YAML, one file.
    raw: PathBuf,
    /// The folder to write; names that are there stay.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// Whether sentences of the description are kept. Keep them for your own use only: they are
    /// Procore's.
    #[arg(long, value_enum, default_value = "drop")]
    prose: ProseFlag,
    #[command(flatten)]
    force: write::Force,
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
    let (imported, repaired) = imported(&args.raw, &args.specs, prose, session)?;
    session.print(&imported.warnings);
    let files = to_yaml(&imported.documents).map_err(|problem| vec![problem])?;
    let written = folder.write(&files, args.force)?;
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
/// were.
pub(crate) fn imported(
    raw: &Path,
    specs: &Path,
    prose: Prose,
    session: &mut Session,
) -> Result<(Imported, usize), Failure> {
    let mut description = session.description(raw)?;
    let repaired = repair(&mut description, &session.overlays(specs)?)?;
    let existing = session.existing(specs)?;
    let naming = session.table(specs, load::NAMING)?;
    let table = NamingTable::parse(&naming.file, &naming.text).map_err(|p| vec![p])?;
    let imported = import(&Inputs {
        description: &description,
        existing: &existing,
        naming: &table,
        naming_file: &naming.file,
        prose,
    })?;
    Ok((imported, repaired))
}

/// Applies the overlays one after another; how many places they changed.
pub(crate) fn repair(description: &mut Documents, overlays: &[Overlay]) -> Result<usize, Failure> {
    let Some(value) = description.iter_mut().next() else {
        return Ok(0);
    };
    let mut problems = Vec::new();
    let mut changed = 0;
    for overlay in overlays {
        let applied = apply(value, overlay);
        changed += applied.changed.iter().map(Vec::len).sum::<usize>();
        problems.extend(applied.problems);
    }
    if problems.is_empty() {
        Ok(changed)
    } else {
        Err(Failure::Input(problems))
    }
}
