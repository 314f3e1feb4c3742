//! `cargo xtask deprecations`: what goes away when, and what to use instead; and
//! `cargo xtask import-notices`: announcements of documentation pages become data.

use std::path::PathBuf;
use std::time::SystemTime;

use generator::announce::pages;
use generator::diagnostic::has_errors;
use generator::inventory::deprecations::{Filter, json, lines, markdown, text};
use generator::inventory::{atom, calendar};
use generator::ir::Api;
use generator::pipeline::read_api;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::load::{self, Session};
use crate::{Failure, project, report, write};

/// Flags of `deprecations`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The specs folder, or a description in one file.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    /// How to write the list.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Only those that go away before this date (YYYY-MM-DD).
    #[arg(long, value_parser = date)]
    sunset_before: Option<Date>,
    /// Only those that Procore deprecated on this date or later (YYYY-MM-DD); not those whose date is
    /// unknown.
    #[arg(long, value_parser = date)]
    since: Option<Date>,
    /// Only those for which no operation to use instead is known.
    #[arg(long)]
    without_replacement: bool,
    /// Exit with 1 if one goes away before this date (YYYY-MM-DD).
    #[arg(long, value_parser = date)]
    fail_on_sunset_before: Option<Date>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
    /// A calendar, with an event for each sunset that is set.
    Ics,
    /// A feed, with an entry for each deprecation whose date is known, the newest first.
    Atom,
}

/// A date as a flag has it.
pub(crate) fn date(written: &str) -> Result<Date, String> {
    let date = written.parse().ok();
    date.ok_or_else(|| format!("`{written}` is not a date; expected YYYY-MM-DD"))
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let (api, _, warnings) = read_api(&session.specs(&args.specs)?)?;
    session.print(&warnings);
    let filter = Filter {
        sunset_before: args.sunset_before,
        since: args.since,
        without_replacement: args.without_replacement,
        today: today(),
    };
    let found = lines(&api, &filter);
    match args.format {
        Format::Text => report::print_out(&text(&found)),
        Format::Markdown => report::print_out(&markdown(&found)),
        Format::Ics => report::print_out(&calendar(&found)),
        Format::Atom => report::print_out(&atom(&found)),
        Format::Json => report::print_out(&format!("{:#}\n", json(&found))),
    }
    match args.fail_on_sunset_before {
        Some(date) => fail_if_due(&api, date),
        None => Ok(()),
    }
}

/// Today, in UTC.
pub(crate) fn today() -> Option<Date> {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    let now = Timestamp::from_second(since.as_secs().try_into().ok()?).ok()?;
    Some(TimeZone::UTC.to_datetime(now).date())
}

/// Fails, and names what is due, if an operation goes away before a date. What is listed may be
/// something else, and may be for a program to read: this goes to standard error.
fn fail_if_due(api: &Api, date: Date) -> Result<(), Failure> {
    let due = Filter {
        sunset_before: Some(date),
        ..Filter::default()
    };
    let due = lines(api, &due);
    if due.is_empty() {
        return Ok(());
    }
    eprintln!("{} deprecated and gone before {date}:", due.len());
    for line in due {
        let sunset = line.deprecation.sunset.map(|date| date.to_string());
        eprintln!("  {}  {}", sunset.unwrap_or_default(), line.operation.key);
    }
    Err(Failure::Check)
}

/// Flags of `import-notices`.
#[derive(clap::Args)]
pub(crate) struct NoticesArgs {
    /// Pages in Markdown.
    #[arg(required = true)]
    pages: Vec<PathBuf>,
    /// The specs folder, whose notices.yaml is written.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
    #[command(flatten)]
    force: write::Force,
}

pub(crate) fn import_notices(args: &NoticesArgs, session: &mut Session) -> Result<(), Failure> {
    // Held from here on: what is written depends on what is read.
    let folder = write::Folder::open(&args.specs, &write::NOTICES)?;
    let table = session.table(&args.specs, load::NOTICES)?;
    let (mut kept, mut problems) = pages::parse(&table.text, &table.file);
    let mut found = 0;
    for page in &args.pages {
        let name = page.display().to_string();
        let (new, more) = pages::read(&session.text(page)?, &name);
        found += new.len();
        problems.extend(more);
        kept = pages::merge(kept, &name, new);
    }
    if has_errors(&problems) {
        return Err(Failure::Input(problems));
    }
    session.print(&problems);
    let text = pages::render(&kept)
        .map_err(|error| Failure::File(format!("{}: {error}", load::NOTICES)))?;
    let path = args.specs.join(load::NOTICES);
    let files = [(load::NOTICES.to_owned(), text)].into_iter().collect();
    let summary = folder.write(&files, args.force)?;
    let state = match summary.written {
        0 => "unchanged",
        _ => "written",
    };
    println!(
        "{found} announcements in {} pages, {state}: {}",
        args.pages.len(),
        path.display()
    );
    Ok(())
}
