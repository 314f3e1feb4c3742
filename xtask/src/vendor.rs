//! `cargo xtask vendor`: the client with some tools only, in a folder of another project.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use generator::FileTree;
use generator::emit::{RuntimeFiles, emit};
use generator::ir::{Api, Tool};
use generator::passes::select;
use generator::pipeline::read_api;
use generator::source::Source;

use crate::load::Session;
use crate::{Failure, generate, project, tools, write};

/// The file that says what the crate is from.
pub(crate) const NOTE: &str = "VENDORED.md";

/// What the crate may be used under.
const LICENCES: &[(&str, &str)] = &[
    ("LICENSE-APACHE", include_str!("../../LICENSE-APACHE")),
    ("LICENSE-MIT", include_str!("../../LICENSE-MIT")),
];

/// Flags of `vendor`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the crate: empty, not there yet, or one that was vendored before.
    #[arg(value_name = "FOLDER")]
    out: PathBuf,
    /// The tools, by their features, with commas between them; all of them unless given.
    #[arg(long, value_delimiter = ',')]
    tools: Vec<String>,
    /// The specs folder, also with the documents of some tools only; or a published description, a file or
    /// the folder with a document for each resource.
    #[arg(long)]
    specs: Option<PathBuf>,
    /// Write nothing; exit with 1 and name the files that are stale, missing or too many.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    force: write::Force,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let start = Instant::now();
    session.progress.plan(3);
    session.progress.stage("reading the specs");
    let specs = args.specs.clone();
    let specs = session.specs(&specs.unwrap_or_else(|| project().join("specs")))?;
    session.progress.stage("making the crate");
    let (api, _, _) = read_api(&specs)?;
    let api = chosen(api, &args.tools)?;
    let mut files = emit(&api, &RuntimeFiles::embedded())?;
    for (name, text) in LICENCES {
        files.insert((*name).to_owned(), (*text).to_owned());
    }
    files.insert(NOTE.to_owned(), note(args, &api, &digest(&session.sources)));
    if args.check {
        let help = "run the command again without --check";
        return generate::check(&args.out, &files, &write::VENDORED, help, session);
    }
    session.progress.stage("writing what changed");
    let written = write::write_tree(&args.out, &files, &write::VENDORED, args.force)?;
    session.progress.end();
    println!(
        "{} tools, {} operations, {} types, {:.1} MB in {} files ({written}), {:.1} s",
        api.tools.len(),
        api.operations().count(),
        api.types().count(),
        megabytes(&files),
        files.len(),
        start.elapsed().as_secs_f64(),
    );
    Ok(())
}

/// The API with these tools alone.
fn chosen(api: Api, names: &[String]) -> Result<Api, Failure> {
    if names.is_empty() {
        return Ok(api);
    }
    let features = tools::named(&[&api], names)?;
    Ok(select(api, &features))
}

/// What the crate is from. It names no folder and no time: whoever makes it again, on whatever
/// machine, gets the same bytes.
fn note(args: &Args, api: &Api, digest: &str) -> String {
    let features = api.tools.iter().map(|tool| tool.feature.as_str());
    let features: Vec<&str> = features.collect();
    let mut command = "cargo xtask vendor FOLDER".to_owned();
    if args.specs.is_some() {
        command += " --specs SPECS";
    }
    if !args.tools.is_empty() {
        command += &format!(" --tools {}", asked(api).join(","));
    }
    NOTE_TEXT
        .replace("{description}", &plain(&api.description_version))
        .replace("{digest}", digest)
        .replace("{generator}", env!("CARGO_PKG_VERSION"))
        .replace("{tools}", &features.join(", "))
        .replace("{command}", &command)
}

/// The features of the tools that have operations: of another only types are there.
fn asked(api: &Api) -> Vec<&str> {
    let has_operations = |tool: &&Tool| tool.operations().next().is_some();
    let tools = api.tools.iter().filter(has_operations);
    tools.map(|tool| tool.feature.as_str()).collect()
}

const NOTE_TEXT: &str = "\
# What this crate is from

It was made by `cargo xtask vendor` of the generator of the Procore client. Do not edit its files: the
command refuses to replace what was changed since. Files of your own in this folder stay as they are.

| | |
|---|---|
| Description | `{description}` |
| Specs, SHA-256 | `{digest}` |
| Generator | `{generator}` |
| Tools | {tools} |

To update it, or for other tools, run this in a checkout of the generator, where FOLDER is this one:

    {command}

With `--check` it writes nothing, and says whether this crate is what would be written.
";

/// A text of the description, as it can stand in a table of Markdown.
fn plain(text: &str) -> String {
    let fine = |c: &char| c.is_alphanumeric() || " .,:+-_".contains(*c);
    text.chars().filter(fine).collect()
}

/// One checksum for all that the crate is made from: of a line with checksum and name for each file,
/// in the order of the names, as `sha256sum` prints them.
fn digest(sources: &[Source]) -> String {
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    for source in sources {
        let name = source.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let text = String::from_utf8_lossy(&source.bytes).replace("\r\n", "\n");
        lines.insert(name, format!("{}  {name}\n", write::sum(text.as_bytes())));
    }
    let lines: String = lines.into_values().collect();
    write::sum(lines.as_bytes())
}

fn megabytes(files: &FileTree) -> f64 {
    let bytes: usize = files.values().map(String::len).sum();
    #[allow(clippy::cast_precision_loss, reason = "shown with one digit")]
    let bytes = bytes as f64;
    bytes / 1e6
}
