//! The report of a comparison: as a table for people, as Markdown, as JSON.

use std::fmt::{self, Display, Write as _};

use serde::{Deserialize, Serialize};

use crate::description::Description;
use crate::limited::{End, Run};
use crate::measure::{Measured, Outcome};

/// What was measured of all generators.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What all of them were given.
    pub description: Description,
    /// What became of each.
    pub rows: Vec<Measured>,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table for the terminal.
    Text,
    /// A table for a page.
    Markdown,
    /// The measurements as they are.
    Json,
}

/// The titles of the columns.
const COLUMNS: [&str; 10] = [
    "Generator",
    "Generates",
    "CPU time",
    "Files",
    "Lines",
    "Longest name",
    "Operations",
    "Deprecated",
    "Compiles",
    "CPU time, memory",
];

impl Report {
    /// Takes the rows of an earlier report that this one does not have.
    ///
    /// # Errors
    ///
    /// Where that one is of another description.
    pub fn complete(&mut self, earlier: Self) -> Result<(), String> {
        if earlier.description != self.description {
            return Err(format!(
                "the earlier report is of another description, {}",
                earlier.description
            ));
        }
        for row in earlier.rows {
            if self.rows.iter().all(|there| there.name != row.name) {
                self.rows.push(row);
            }
        }
        Ok(())
    }

    /// The report in a format.
    #[must_use]
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Markdown => self.markdown(),
            Format::Json => {
                // Plain data with string keys: nothing that JSON cannot hold.
                serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
            }
        }
    }

    fn text(&self) -> String {
        let rows: Vec<[String; 10]> = self.rows.iter().map(cells).collect();
        let width = |column: usize| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells.chain([COLUMNS[column].len()]).max().unwrap_or(0)
        };
        let mut text = format!("{}\n\n", self.description);
        let titles = COLUMNS.map(str::to_owned);
        for row in std::iter::once(&titles).chain(&rows) {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let _ = write!(line, "{cell:<width$}  ", width = width(column));
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        self.remarks(&mut text);
        text
    }

    fn markdown(&self) -> String {
        let mut text = format!("{}\n\n", self.description);
        let _ = writeln!(text, "| {} |", COLUMNS.join(" | "));
        let _ = writeln!(text, "|{}", " --- |".repeat(COLUMNS.len()));
        for row in &self.rows {
            let cells = cells(row).map(|cell| cell.replace('|', "\\|"));
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        self.remarks(&mut text);
        text
    }

    /// What the cells have no room for.
    fn remarks(&self, text: &mut String) {
        let remarks: Vec<String> = self.rows.iter().filter_map(remark).collect();
        if !remarks.is_empty() {
            text.push('\n');
        }
        for remark in remarks {
            let _ = writeln!(text, "- {remark}");
        }
    }
}

impl Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.bytes / 100_000;
        write!(
            f,
            "{}: {}.{} MB, {} operations, {} of them deprecated",
            self.name,
            tenths / 10,
            tenths % 10,
            grouped(self.operations),
            grouped(self.deprecated)
        )
    }
}

impl Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(Some(code)) => write!(f, "exit code {code}"),
            Self::Exit(None) => f.write_str("ended by a signal"),
            Self::TimeLimit => f.write_str("stopped at the time limit"),
            Self::MemoryLimit => f.write_str("stopped at the memory limit"),
        }
    }
}

fn cells(row: &Measured) -> [String; 10] {
    let none = || "–".to_owned();
    let name = match &row.version {
        Some(version) => format!("{} {version}", row.name),
        None => row.name.clone(),
    };
    match &row.outcome {
        Outcome::NotMeasured(_) => {
            let mut cells = std::array::from_fn(|_| none());
            cells[0] = name;
            "not measured".clone_into(&mut cells[1]);
            cells
        }
        Outcome::Failed { run, .. } => {
            let mut cells = std::array::from_fn(|_| none());
            cells[0] = name;
            cells[1] = format!("no, {}", run.end);
            cells[2] = cpu(run);
            cells
        }
        Outcome::Generated { run, counts, check } => [
            name,
            "yes".to_owned(),
            cpu(run),
            grouped(counts.files),
            grouped(counts.lines),
            format!("{} characters", counts.longest.chars().count()),
            grouped(counts.operations),
            deprecated(counts.deprecated, counts.notes),
            check.as_ref().map_or_else(
                || "not measured".to_owned(),
                |check| compiles(&check.run.end, check.errors),
            ),
            check.as_ref().map_or_else(none, |check| took(&check.run)),
        ],
    }
}

fn deprecated(marks: usize, notes: usize) -> String {
    if notes == 0 {
        return grouped(marks);
    }
    format!("{}, {} with a note", grouped(marks), grouped(notes))
}

fn compiles(end: &End, errors: usize) -> String {
    match (end, errors) {
        (End::Exit(Some(0)), _) => "yes".to_owned(),
        (End::Exit(_), 0) => format!("no, {end}"),
        (End::Exit(_), 1) => "no, 1 error".to_owned(),
        (End::Exit(_), errors) => format!("no, {} errors", grouped(errors)),
        (end, _) => format!("no, {end}"),
    }
}

fn cpu(run: &Run) -> String {
    match run.cpu {
        Some(cpu) if cpu < 10.0 => format!("{cpu:.1} s"),
        Some(cpu) => format!("{cpu:.0} s"),
        None => format!("not measured, {:.0} s by the clock", run.seconds),
    }
}

/// Time of the processor, and memory.
fn took(run: &Run) -> String {
    match run.peak {
        Some(peak) => format!("{}, {} MB", cpu(run), grouped_u64(peak)),
        None => cpu(run),
    }
}

fn remark(row: &Measured) -> Option<String> {
    let said = match &row.outcome {
        Outcome::NotMeasured(why) => format!("not measured: {why}"),
        Outcome::Failed { said, .. } => format!("said: {}", said.as_deref()?),
        Outcome::Generated { check, .. } => {
            format!("the compiler: {}", check.as_ref()?.first.as_deref()?)
        }
    };
    Some(format!("{}: {said}", row.name))
}

fn grouped_u64(number: u64) -> String {
    usize::try_from(number).map_or_else(|_| number.to_string(), grouped)
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
