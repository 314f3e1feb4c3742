//! How far it is: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

/// After how many bytes there is another line, where there is no bar.
const BYTES: u64 = 10 << 20;
/// After how many documents.
const DOCUMENTS: u64 = 50;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes,
    Documents,
}

/// What has been done, and how much there is.
#[derive(Default)]
struct Counts {
    done: u64,
    all: u64,
    reported: u64,
}

/// Shows progress on standard error.
pub(crate) struct Progress {
    unit: Unit,
    bar: Option<ProgressBar>,
    counts: Mutex<Counts>,
}

impl Progress {
    pub(crate) fn new(unit: Unit) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let template = match unit {
                Unit::Bytes => "{bar:30} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
                Unit::Documents => "{bar:30} {pos} of {len} documents, {eta} left",
            };
            let bar = ProgressBar::new(0);
            // A template that is wrong shows the bar as it comes.
            match ProgressStyle::with_template(template) {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        Self {
            unit,
            bar,
            counts: Mutex::default(),
        }
    }

    /// How much there is, as far as it is known.
    pub(crate) fn all(&self, all: u64) {
        self.change(|counts| counts.all = all);
    }

    /// How much has been done.
    pub(crate) fn done(&self, done: u64) {
        self.change(|counts| counts.done = done);
    }

    pub(crate) fn one_more(&self) {
        self.change(|counts| counts.done += 1);
    }

    /// A line of its own.
    pub(crate) fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }

    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn change(&self, change: impl FnOnce(&mut Counts)) {
        let Ok(mut counts) = self.counts.lock() else {
            return;
        };
        change(&mut counts);
        if let Some(bar) = &self.bar {
            bar.set_length(counts.all.max(counts.done));
            bar.set_position(counts.done);
            return;
        }
        let step = match self.unit {
            Unit::Bytes => BYTES,
            Unit::Documents => DOCUMENTS,
        };
        if counts.done / step > counts.reported {
            counts.reported = counts.done / step;
            let show = |count: u64| match self.unit {
                Unit::Bytes => size(count),
                Unit::Documents => count.to_string(),
            };
            let (done, all) = (show(counts.done), show(counts.all));
            if counts.all < counts.done {
                eprintln!("{done}");
            } else {
                eprintln!("{done} of {all}");
            }
        }
    }
}

/// A number of bytes as people read it.
pub(crate) fn size(bytes: u64) -> String {
    if bytes < 100_000 {
        format!("{bytes} bytes")
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
    }
}
