//! `cargo xtask find`: where an operation is in the client.

use std::path::PathBuf;

use generator::find::{Found, find};
use generator::pipeline::read_api;
use serde_json::json;

use crate::load::Session;
use crate::{Failure, project, report};

/// Flags of `find`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Words of a title, a path, or a URL; a method may stand in front of a path.
    #[arg(required = true, value_name = "WORDS|PATH|URL")]
    query: Vec<String>,
    /// The specs folder, or a description in one file.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// How to write what is found.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// How many operations to show at most.
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    let query = args.query.join(" ");
    let found = find(&api, &query);
    if found.is_empty() {
        let message =
            format!("nothing is called `{query}`: try fewer words, or a part of the path");
        return Err(Failure::File(message));
    }
    let shown = &found[..found.len().min(args.limit)];
    match args.format {
        Format::Text => report::print_out(&shown.iter().map(text).collect::<String>()),
        Format::Json => {
            let all: serde_json::Value = shown.iter().map(object).collect();
            report::print_out(&format!("{all:#}\n"));
        }
    }
    if found.len() > shown.len() {
        let more = found.len() - shown.len();
        let hint = format!("{more} more; add words, or `--limit {}`", found.len());
        session.progress.say(&hint);
    }
    Ok(())
}

fn text(found: &Found<'_>) -> String {
    let operation = found.operation;
    let mut text = format!("{}\n", operation.title);
    text.push_str(&format!("  {}\n  {}\n", operation.key, operation.rust));
    text.push_str(&format!("  feature `{}`\n", found.tool.feature));
    if let Some(deprecation) = &operation.deprecation {
        text.push_str("  deprecated");
        if let Some(sunset) = deprecation.sunset {
            text.push_str(&format!(", goes away on {sunset}"));
        }
        text.push('\n');
    }
    text
}

fn object(found: &Found<'_>) -> serde_json::Value {
    let operation = found.operation;
    json!({
        "title": operation.title,
        "method": operation.key.method,
        "path": operation.key.path,
        "rust": operation.rust.to_string(),
        "feature": found.tool.feature,
        "deprecated": operation.deprecation.is_some(),
        "sunset": operation.deprecation.as_ref().and_then(|d| d.sunset).map(|date| date.to_string()),
    })
}
