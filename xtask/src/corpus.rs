//! `cargo xtask corpus`: descriptions that nobody here wrote, each generated and compiled, or
//! refused with diagnostics.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use corpus::{Compiled, Corpus, Entry, Outcome, Package, Report, Row, fetch};
use generator::pipeline::generate_from;
use generator::source::Source;
use progress::Unit;

use crate::load::Session;
use crate::{Failure, project, write};

/// Flags of `corpus`. Exits with 0 if all came out as the table says, 1 if not.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The documents, `github,stripe`; all of them unless given.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Ask no registry: use the packages that an earlier run fetched.
    #[arg(long)]
    offline: bool,
    /// Print what is wrong with the descriptions.
    #[arg(long)]
    verbose: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let table = session.table(&project().join("tests").join("corpus"), "corpus.yaml")?;
    let corpus = Corpus::parse(&table)?;
    let entries = || {
        corpus
            .packages
            .iter()
            .flat_map(|package| &package.documents)
    };
    if let Some(unknown) = args
        .only
        .iter()
        .find(|name| entries().all(|entry| entry.name != **name))
    {
        let known: Vec<&str> = entries().map(|entry| entry.name.as_str()).collect();
        return Err(Failure::File(format!(
            "no document is called {unknown}; there are {}",
            known.join(", ")
        )));
    }
    let work = project().join("target").join("corpus");
    let mut report = Report::default();
    let chosen = |entry: &&Entry| args.only.is_empty() || args.only.contains(&entry.name);
    let all = u64::try_from(entries().filter(chosen).count()).unwrap_or(0);
    let begun = Instant::now();
    let name = "generating and compiling";
    session.progress.counted(name, Unit::Steps, all);
    for package in &corpus.packages {
        let entries: Vec<&Entry> = package.documents.iter().filter(chosen).collect();
        if entries.is_empty() {
            continue;
        }
        session.progress.stage(&package.package);
        let archive = archive(package, &work.join("packages"), session, args)?;
        for entry in entries {
            session.progress.stage(&entry.name);
            let row = row(package, entry, &archive, &work, session, args)?;
            session.progress.step(&row.markdown());
            report.0.push(row);
        }
    }
    let differing = report.differing();
    let seconds = begun.elapsed().as_secs_f64();
    session.progress.say(&format!(
        "{all} descriptions, {} of them otherwise than expected, {seconds:.0} s",
        differing.len()
    ));
    session.progress.end();
    print!("{report}");
    for line in &differing {
        eprintln!("{line}");
    }
    if differing.is_empty() {
        Ok(())
    } else {
        Err(Failure::Check)
    }
}

/// The archive of a package, for one run at a time.
fn archive(
    package: &Package,
    packages: &Path,
    session: &Session,
    args: &Args,
) -> Result<PathBuf, Failure> {
    let _alone = write::alone(packages)?;
    let say = |line: &str| session.progress.say(line);
    fetch::archive(package, packages, args.offline, &say).map_err(Failure::File)
}

/// Takes one description down the whole pipeline.
fn row<'a>(
    package: &Package,
    entry: &'a Entry,
    archive: &Path,
    work: &Path,
    session: &mut Session,
    args: &Args,
) -> Result<Row<'a>, Failure> {
    let bytes = fetch::member(package, archive, &entry.file, session.limits.bytes);
    let bytes = bytes.map_err(Failure::File)?;
    let start = Instant::now();
    let source = Source::new(format!("{}/{}", package.package, entry.file), bytes);
    let generated = generate_from(std::slice::from_ref(&source), &session.limits);
    let generate = start.elapsed().as_secs_f64();
    session.sources.push(source);
    let problems = generated
        .as_ref()
        .map_or_else(|problems| problems, |generated| &generated.warnings);
    if args.verbose {
        session.print(problems);
    }
    session.sources.pop();
    let mut compile = 0.0;
    let outcome = match &generated {
        Err(problems) => Outcome::refused(problems),
        Ok(generated) => {
            let folder = work.join(&entry.name);
            write::write_work(&folder, &generated.files)?;
            let start = Instant::now();
            let compiled = check(&folder, &work.join("build"), args.offline)?;
            session.progress.aside(|| {
                for message in &compiled.said {
                    eprintln!("{message}");
                }
            });
            compile = start.elapsed().as_secs_f64();
            Outcome::generated(generated, compiled)
        }
    };
    Ok(Row {
        entry,
        outcome,
        generate,
        compile,
    })
}

/// Asks the compiler about a crate. What all of the crates depend on is built once.
fn check(folder: &Path, target: &Path, offline: bool) -> Result<Compiled, Failure> {
    let lock = folder.join("Cargo.lock");
    // The same versions as everywhere else in the project.
    fs::copy(project().join("Cargo.lock"), &lock)
        .map_err(|error| Failure::File(format!("{}: {error}", lock.display())))?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        // Every tool, and what the runtime has by default; `native-tls` would ask for a library of
        // the platform, which no description has to do with.
        .args(["check", "--quiet", "--features", "full,testing"])
        .args(["--message-format", "json"])
        .args(offline.then_some("--offline"))
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::File(format!("cargo cannot be started: {error}")))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let failure = (!output.status.success()).then_some(&*stderr);
    Ok(Compiled::read(&messages, failure))
}
