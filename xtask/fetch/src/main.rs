//! `cargo xtask fetch`: Procore's description of its API, from its developer site. Flags, what is
//! said, and exit codes; 1 where a download failed, 2 where a file or a flag is wrong.

mod client;
mod download;
mod index;
mod run;
mod store;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use url::Url;

use crate::run::{Failure, Fetched};

const DOCUMENT: &str = "https://developers.procore.com/api/v1/resource_groups/full_oas?version=1";
const INDEX: &str = "https://developers.procore.com/api/v1/resource_groups";

/// Get Procore's description of its API: the whole document, or one for each resource.
///
/// A run that broke off is continued by the next. Nothing of an earlier download is replaced before
/// the new one is complete.
#[derive(Parser)]
#[command(name = "cargo xtask fetch", bin_name = "cargo xtask fetch")]
struct Args {
    /// Get the index of resources, then the document of each.
    #[arg(long)]
    resources: bool,
    /// Where the document, or the index, is; Procore's developer site unless given.
    #[arg(long)]
    url: Option<Url>,
    /// The folder to put it into.
    #[arg(long, default_value_os_t = folder())]
    out: PathBuf,
    /// How many documents are fetched side by side.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    parallel: u8,
    /// The most that is taken in, in bytes, all documents together.
    #[arg(long, default_value_t = 512 << 20)]
    limit: u64,
    /// How often a document is asked for again after a fault that may pass.
    #[arg(long, default_value_t = 4)]
    retries: u8,
    /// How long to wait before the first of them, in milliseconds; it doubles each time.
    #[arg(long, default_value_t = 1000)]
    retry_delay: u32,
    /// Do without documents of the index that the server does not have.
    #[arg(long)]
    allow_missing: bool,
    /// Replace files in the folder that were changed, or put there, by somebody else.
    #[arg(long)]
    force: bool,
    /// Do not show how far it is; errors and standard output stay.
    #[arg(long, short)]
    quiet: bool,
}

/// Build output is no part of the project, and neither are Procore's words.
fn folder() -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap_or(Path::new(""));
    project.join("target").join("description")
}

fn main() -> ExitCode {
    let args = Args::parse();
    let options = run::Options {
        form: if args.resources {
            store::Form::Resources
        } else {
            store::Form::Document
        },
        out: args.out,
        parallel: args.parallel.into(),
        limit: args.limit,
        retries: args.retries.into(),
        delay: Duration::from_millis(args.retry_delay.into()),
        allow_missing: args.allow_missing,
        force: args.force,
        quiet: args.quiet,
    };
    let default = if args.resources { INDEX } else { DOCUMENT };
    let result = args
        .url
        .map_or_else(|| Url::parse(default), Ok)
        .map_err(|error| Failure::Here(error.to_string()))
        .and_then(|url| run::run(&url, &options));
    match result {
        Ok(fetched) => {
            report(&fetched);
            ExitCode::SUCCESS
        }
        Err(Failure::There(problems)) => {
            for problem in problems {
                eprintln!("error: {problem}");
            }
            eprintln!("What arrived is kept: the same command goes on from there.");
            ExitCode::from(1)
        }
        Err(Failure::Here(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

fn report(fetched: &Fetched) {
    let what = match fetched.documents {
        1 => "1 document".to_owned(),
        many => format!("{many} documents"),
    };
    let seconds = fetched.elapsed.as_secs_f64();
    println!("{what}, {}, {seconds:.1} s", progress::size(fetched.bytes));
    println!(
        "checksums and dates: {}",
        shown(&fetched.manifest).display()
    );
    println!(
        "next: cargo xtask import {}",
        shown(&fetched.place).display()
    );
}

/// From the current folder, if it lies below.
fn shown(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(here).unwrap_or(path).to_owned()
}
