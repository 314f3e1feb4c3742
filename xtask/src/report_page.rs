//! `cargo xtask report`: one page of coverage, deprecations, changes and all operations.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use generator::changes::compare;
use generator::pipeline::read_api;
use generator::report::{MARK, page};

use crate::load::Session;
use crate::{Failure, project, sides};

/// Flags of `report`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The file to write.
    #[arg(long, value_name = "FILE", default_value_os_t = project().join("target/report.html"))]
    out: PathBuf,
    /// What to compare with: a description, a specs folder, or a git revision of the project.
    #[arg(long, value_name = "OLD")]
    since: Option<String>,
    /// The specs folder, or a description in one file.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    check_is_ours(&args.out)?;
    let (api, changes) = match &args.since {
        None => (read_api(&session.specs(&args.specs)?)?.0, None),
        Some(old) => {
            let new = args.specs.to_string_lossy();
            let (before, api) = sides::apis((old, &new), &args.specs, session)?;
            let mut changes = compare(&before, &api);
            changes.old = name(old);
            changes.new.clone_from(&api.description_version);
            (api, Some(changes))
        }
    };
    let page = page(&api, changes.as_ref());
    let failed = |error| Failure::File(format!("{}: {error}", args.out.display()));
    if let Some(folder) = args.out.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(&args.out, &page).map_err(failed)?;
    println!("{}: {} kB", args.out.display(), page.len().div_ceil(1000));
    Ok(())
}

/// What the page calls the other side: a revision, or a file without the folders of this machine.
fn name(side: &str) -> String {
    let path = Path::new(side);
    match path.file_name() {
        Some(name) if path.exists() => name.to_string_lossy().into_owned(),
        _ => side.to_owned(),
    }
}

/// A file that is there is replaced only if it is a page that this command made.
fn check_is_ours(out: &Path) -> Result<(), Failure> {
    let Ok(file) = fs::File::open(out) else {
        return Ok(());
    };
    let mut start = Vec::new();
    let length = MARK.len().try_into().unwrap_or(u64::MAX);
    let read = file.take(length).read_to_end(&mut start);
    if read.is_ok() && (start.is_empty() || start == MARK.as_bytes()) {
        return Ok(());
    }
    Err(Failure::File(format!(
        "{} is there, and is no page that this command made; delete it, or name another file with `--out`",
        out.display()
    )))
}
