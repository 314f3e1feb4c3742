//! `cargo xtask generate`: `specs/` becomes the client crate.

use std::path::{Path, PathBuf};
use std::time::Instant;

use generator::FileTree;
use generator::pipeline::generate;

use crate::load::Session;
use crate::{Failure, project, write};

/// Flags of `generate`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The specs folder, also with the documents of some tools only; or a published description, a file or
    /// the folder with a document for each resource.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// The folder of the crate.
    #[arg(long, default_value_os_t = project().join("generated"))]
    out: PathBuf,
    /// Write nothing; exit with 1 and name the files that are stale, missing or too many.
    #[arg(long)]
    check: bool,
    /// List every place where the description gives no type, with the cause.
    #[arg(long)]
    report_untyped: bool,
    #[command(flatten)]
    force: write::Force,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let start = Instant::now();
    session.progress.plan(3);
    session.progress.stage("reading the specs");
    let specs = session.specs(&args.specs)?;
    session.progress.stage("making the crate");
    let generated = generate(&specs)?;
    session.print(&generated.warnings);
    if args.report_untyped {
        session.progress.aside(|| {
            for untyped in &generated.untyped {
                println!("{}: {}", untyped.origin, untyped.cause);
            }
        });
    }
    if args.check {
        let help = "run `cargo xtask generate`";
        return check(&args.out, &generated.files, &write::CRATE, help, session);
    }
    session.progress.stage("writing what changed");
    let written = write::write_tree(&args.out, &generated.files, &write::CRATE, args.force)?;
    session.progress.end();
    println!(
        "{} operations, {} types, {} untyped places, {} files ({written}), {:.1} s",
        generated.operations(),
        generated.types(),
        generated.untyped.len(),
        generated.files.len(),
        start.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// Says what differs between the files of a crate and its folder, and how that is mended.
pub(crate) fn check(
    out: &Path,
    files: &FileTree,
    rules: &write::Rules,
    help: &str,
    session: &Session,
) -> Result<(), Failure> {
    session.progress.stage("comparing it with what is there");
    let differences = write::check_tree(out, files, rules)?;
    session.progress.end();
    if differences.is_empty() {
        println!("{} is fresh", out.display());
        return Ok(());
    }
    for difference in &differences {
        eprintln!("{difference}");
    }
    eprintln!("{} files differ; {help}", differences.len());
    Err(Failure::Check)
}
