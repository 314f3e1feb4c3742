//! `cargo xtask migration`: how to move from a deprecated operation to what replaces it.

use std::path::PathBuf;

use generator::migration::{Guide, chosen, json, markdown, text};
use generator::pipeline::read_api;

use crate::load::Session;
use crate::{Failure, project, report};

/// Flags of `migration`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// A deprecated operation (its words, path or Rust path), a tool, or `all`.
    #[arg(required = true, value_name = "OPERATION|TOOL|all")]
    what: Vec<String>,
    /// The specs folder, or a description in one file.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// How to write the guides.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    let what = args.what.join(" ");
    let chosen = chosen(&api, &what);
    if chosen.is_empty() {
        let message = format!(
            "no deprecated operation with a replacement is called `{what}`; `cargo xtask \
             deprecations` lists all that are deprecated"
        );
        return Err(Failure::File(message));
    }
    report::print_out(&written(&chosen, args.format));
    Ok(())
}

fn written(guides: &[Guide<'_>], format: Format) -> String {
    match format {
        Format::Text => text(guides),
        Format::Markdown => format!("# Migrating\n\n{}", markdown(guides)),
        Format::Json => format!("{:#}\n", json(guides)),
    }
}
