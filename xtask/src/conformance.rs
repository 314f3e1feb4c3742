//! `cargo xtask conformance`: every operation called through the generated client, against Prism.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use conformance::prism::{self, Prism};
use conformance::{Known, Report, ToolPlan, ToolReport, plan};
use generator::import::prepare;
use generator::pipeline::read_api;
use progress::Unit;

use crate::load::Session;
use crate::{Failure, callers, project, write};

/// Flags of `conformance`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The tools whose operations are called, `rfi,tax`; all of them unless given.
    #[arg(long, value_delimiter = ',')]
    tools: Vec<String>,
    /// The description that is served; what stands in the specs folder unless given. The repairs
    /// of the specs folder are applied to it.
    #[arg(long)]
    description: Option<PathBuf>,
    /// The folder that the client was generated from.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// The client.
    #[arg(long, default_value_os_t = project().join("generated"))]
    client: PathBuf,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let begun = Instant::now();
    session.progress.plan(4);
    session
        .progress
        .stage("installing the server, unless it is there");
    let server = project().join("tests").join("conformance");
    prism::install(&server).map_err(Failure::File)?;
    session.progress.stage("reading the specs");
    let specs = session.specs(&args.specs)?;
    let (api, _, warnings) = read_api(&specs)?;
    session.print(&warnings);
    let served = match &args.description {
        None => specs.documents,
        Some(file) => {
            let mut description = session.description(std::slice::from_ref(file))?;
            prepare(&mut description, &session.overlays(&args.specs)?)?;
            description
        }
    };
    let known = Known::parse(&session.table(&server, "known.yaml")?, &api)?;
    let client = absolute(&args.client)?;
    let plan = plan(&api, &served, &args.tools, &client.to_string_lossy())?;

    session.progress.stage("building the programs that call");
    let work = project().join("target").join("conformance");
    let crate_folder = work.join("callers");
    write::write_work(&crate_folder, &plan.program)?;
    callers::lock(&crate_folder)?;
    let binaries = callers::build(&crate_folder, &work.join("build"))?;
    let progress = &session.progress;
    let tools = u64::try_from(plan.tools.len()).unwrap_or(0);
    progress.counted("calling the tools", Unit::Steps, tools);
    let called = generator::in_parallel(&plan.tools, |tool| {
        let report = call(tool, &server, &work, &binaries)?;
        progress.step(&format!(
            "{}: {} of {} ({:.0} s)",
            report.module,
            report.decoded,
            report.operations,
            begun.elapsed().as_secs_f64()
        ));
        Ok(report)
    });
    let tools = called.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    session.progress.end();
    let report = Report::new(&plan.tools, &tools, &known);
    println!("{report}, {:.0} s", begun.elapsed().as_secs_f64());
    if report.unexpected == 0 && report.stale.is_empty() {
        Ok(())
    } else {
        Err(Failure::Check)
    }
}

/// Serves the description of a tool while its operations are called. What is served and what the
/// calls printed stays in `work`, for whom a failure leaves with questions.
fn call(
    tool: &ToolPlan,
    server: &Path,
    work: &Path,
    binaries: &Path,
) -> Result<ToolReport, Failure> {
    let document = work.join("served").join(format!("{}.json", tool.module));
    write_file(&document, &tool.served)?;
    let prism = Prism::start(server, &document).map_err(Failure::File)?;
    let printed = callers::run(&binaries.join(&tool.module), prism.address())?;
    let lines = work.join("printed").join(format!("{}.jsonl", tool.module));
    write_file(&lines, &printed)?;
    Ok(ToolReport::new(tool, &printed))
}

fn write_file(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| file_failure(folder, &error))?;
    }
    fs::write(path, text).map_err(|error| file_failure(path, &error))
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    fs::canonicalize(path).map_err(|error| file_failure(path, &error))
}

fn file_failure(path: &Path, error: &std::io::Error) -> Failure {
    Failure::File(format!("{}: {error}", path.display()))
}
