//! Both forms in which Procore publishes a description, made from the facts: what is imported from
//! either must be the same specs, with the names that the bare facts give.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use descriptions::forms::{Bare, Forms};
use generator::import::Prose;
use generator::pipeline::{Specs, generate};
use generator::specs::layout::to_yaml;

use super::{Args, FACTS};
use crate::load::Session;
use crate::{Failure, import as import_command, write};

/// The script that dresses a description.
const SCRIPT: &str = "as-published/dress.py";
/// The tool whose client is compiled.
const TOOL: &str = "rfi";

/// Dresses the facts, imports both forms over specs made of the bare facts, and generates.
pub(super) fn both_forms(args: &Args, session: &mut Session) -> Result<Vec<String>, Failure> {
    let work = Work::new(args)?;
    let bare = work.bare(args, session)?;
    let print = || println!("       seed      types    more  moved");
    session.progress.aside(print);
    let mut wrong = Vec::new();
    for seed in 1..=args.seeds.max(1) {
        for changed in [false, true] {
            let read = session.sources.len();
            wrong.extend(work.seed(args, session, &bare, seed, changed)?);
            // Of what went well nothing is shown any more, and it is 66 MB a time.
            session.sources.truncate(read);
        }
    }
    Ok(wrong)
}

/// The folder where all of it is done.
struct Work {
    folder: PathBuf,
}

impl Work {
    fn new(args: &Args) -> Result<Self, Failure> {
        let folder = crate::project().join("target/published");
        let work = Self { folder };
        copy_tables(&args.specs, &work.specs())?;
        Ok(work)
    }

    /// The specs of the bare facts, made from nothing but the tables and overlays.
    fn specs(&self) -> PathBuf {
        self.folder.join("specs")
    }

    fn bare(&self, args: &Args, session: &mut Session) -> Result<Bare, Failure> {
        let facts = [args.file(FACTS)];
        let (imported, _) =
            import_command::imported(&facts, &args.specs, Prose::Drop, None, session)?;
        let files = to_yaml(&imported.documents).map_err(|problem| vec![problem])?;
        write::write_work(&self.specs(), &files)?;
        Ok(Bare::new(imported)?)
    }

    /// One dressing: both forms, compared with each other and with the bare facts.
    fn seed(
        &self,
        args: &Args,
        session: &mut Session,
        bare: &Bare,
        seed: u32,
        changed: bool,
    ) -> Result<Vec<String>, Failure> {
        let dressed = self.dress(args, seed, changed)?;
        let mut import = |form: &str| {
            let source = [dressed.join(form)];
            import_command::imported(&source, &self.specs(), Prose::Drop, None, session)
        };
        let (whole, _) = import("full_oas.json")?;
        let (resources, _) = import("resources")?;
        let compared = bare.compare(Forms {
            name: format!("seed {seed}{}", if changed { ", changed" } else { "" }),
            changed,
            whole,
            resources,
        })?;
        session.progress.aside(|| {
            println!(
                "       {seed:<3} {:<7} {:>5} {:>5} {:>5}",
                if changed { "changed" } else { "" },
                compared.types,
                compared.more,
                compared.moved
            );
        });
        let mut wrong = compared.wrong;
        if seed == 1 && !changed {
            wrong.extend(self.compile(&compared.specs)?);
        }
        Ok(wrong)
    }

    fn dress(&self, args: &Args, seed: u32, changed: bool) -> Result<PathBuf, Failure> {
        let out = self.folder.join("dressed");
        if out.exists() {
            fs::remove_dir_all(&out).map_err(|error| failed(&out, &error))?;
        }
        let mut command = Command::new("python3");
        command
            .arg(args.file(SCRIPT))
            .arg(args.file(FACTS))
            .arg(&out);
        command.args(["--seed", &seed.to_string()]);
        if changed {
            command.arg("--changed");
        }
        let output = command
            .output()
            .map_err(|error| failed(Path::new("python3"), &error))?;
        if output.status.success() {
            return Ok(out);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::File(format!("{SCRIPT} failed: {said}")))
    }

    /// Generates the crate and has the compiler check one tool of it.
    fn compile(&self, specs: &Specs) -> Result<Vec<String>, Failure> {
        let generated = generate(specs)?;
        let out = self.folder.join("client");
        write::write_work(&out, &generated.files)?;
        let status = Command::new("cargo")
            .args([
                "check",
                "--quiet",
                "--no-default-features",
                "--features",
                TOOL,
            ])
            .arg("--manifest-path")
            .arg(out.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .status()
            .map_err(|error| failed(&out, &error))?;
        let problem = format!("the client of the published form does not compile with `{TOOL}`");
        Ok(if status.success() {
            Vec::new()
        } else {
            vec![problem]
        })
    }
}

/// Copies what people keep of a specs folder: tables and overlays.
pub(super) fn copy_tables(from: &Path, to: &Path) -> Result<(), Failure> {
    let overlays = to.join("overlays");
    if overlays.exists() {
        fs::remove_dir_all(&overlays).map_err(|error| failed(&overlays, &error))?;
    }
    fs::create_dir_all(&overlays).map_err(|error| failed(&overlays, &error))?;
    fs::copy(from.join("naming.yaml"), to.join("naming.yaml"))
        .map_err(|error| failed(from, &error))?;
    let source = from.join("overlays");
    for entry in fs::read_dir(&source).map_err(|error| failed(&source, &error))? {
        let entry = entry.map_err(|error| failed(&source, &error))?;
        fs::copy(entry.path(), overlays.join(entry.file_name()))
            .map_err(|error| failed(&source, &error))?;
    }
    Ok(())
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::File(format!("{}: {error}", path.display()))
}
