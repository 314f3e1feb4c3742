//! Where a command stands, and how that reads.

use std::io::Write;
use std::time::Instant;

/// How many characters the bar itself has.
const BAR: usize = 20;
/// No more than a narrow terminal has, where the line would be broken and could not be drawn over.
const WIDTH: usize = 78;

/// What is counted in a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Steps, each of which may be a line of its own.
    Steps,
    /// Bytes, which are shown in megabytes.
    Bytes,
}

impl Unit {
    /// After how many there is a line, where steps have none of their own.
    fn milestone(self) -> u64 {
        match self {
            Self::Steps => 50,
            Self::Bytes => 10 << 20,
        }
    }

    fn show(self, count: u64) -> String {
        match self {
            Self::Steps => count.to_string(),
            Self::Bytes => size(count),
        }
    }
}

pub(crate) struct State {
    out: Box<dyn Write + Send>,
    pub(crate) began: Instant,
    plan: usize,
    stage: usize,
    name: String,
    unit: Unit,
    pub(crate) done: u64,
    pub(crate) all: u64,
    pub(crate) detail: String,
    /// Milestones that had their line.
    reported: u64,
    /// How many characters of the terminal's line are ours.
    drawn: usize,
    pub(crate) paused: bool,
    pub(crate) over: bool,
}

impl State {
    pub(crate) fn new(out: Box<dyn Write + Send>) -> Self {
        Self {
            out,
            began: Instant::now(),
            plan: 0,
            stage: 0,
            name: String::new(),
            unit: Unit::Steps,
            done: 0,
            all: 0,
            detail: String::new(),
            reported: 0,
            drawn: 0,
            paused: false,
            over: false,
        }
    }

    pub(crate) fn is_counting(&self) -> bool {
        self.done < self.all
    }

    pub(crate) fn expect_stages(&mut self, stages: usize) {
        (self.plan, self.stage) = (stages, 0);
    }

    pub(crate) fn next_stage(&mut self, name: &str, unit: Unit, all: u64) {
        self.stage += 1;
        self.paused = false;
        self.name = plain(name);
        self.unit = unit;
        (self.done, self.all, self.reported) = (0, all, 0);
        self.detail.clear();
    }

    /// The stage, and which of how many it is.
    pub(crate) fn heading(&self) -> String {
        let plan = self.plan.max(self.stage);
        match plan {
            0 | 1 => self.name.clone(),
            plan => format!("{}/{plan} {}", self.stage, self.name),
        }
    }

    fn count(&self) -> Option<String> {
        let done = self.unit.show(self.done);
        if self.all > 0 && self.all >= self.done {
            Some(format!("{done} of {}", self.unit.show(self.all)))
        } else {
            (self.done > 0).then_some(done)
        }
    }

    /// The one line of a terminal.
    fn shown(&self, seconds: u64) -> String {
        let mut line = format!("[{}] {}", self.bar(), self.heading());
        let count = self.count();
        let detail = Some(self.detail.clone()).filter(|detail| !detail.is_empty());
        let more: Vec<String> = count.into_iter().chain(detail).collect();
        if !more.is_empty() {
            line += &format!(": {}", more.join(", "));
        }
        let end = format!(", {seconds} s");
        let room = WIDTH.saturating_sub(end.len());
        let line: String = line.chars().take(room).collect();
        line + &end
    }

    /// As much of the bar as there are stages behind, and of this one what is counted of it.
    fn bar(&self) -> String {
        let whole = u64::try_from(BAR).unwrap_or(0);
        let plan = u64::try_from(self.plan.max(self.stage).max(1)).unwrap_or(1);
        let behind = u64::try_from(self.stage.saturating_sub(1)).unwrap_or(0);
        let part = match self.all {
            0 => 0,
            all => whole.saturating_mul(self.done.min(all)) / all,
        };
        let filled = (behind * whole + part) / plan;
        let filled = usize::try_from(filled).unwrap_or(BAR).min(BAR);
        "#".repeat(filled) + &"-".repeat(BAR - filled)
    }

    pub(crate) fn draw(&mut self) {
        if self.paused || self.over {
            return;
        }
        let line = self.shown(self.began.elapsed().as_secs());
        let length = line.chars().count();
        let rest = " ".repeat(self.drawn.saturating_sub(length));
        self.drawn = length;
        // There is nobody left to print to, and nothing to be done about it.
        let _ = write!(self.out, "\r{line}{rest}");
        let _ = self.out.flush();
    }

    pub(crate) fn clear(&mut self) {
        if self.drawn > 0 {
            let _ = write!(self.out, "\r{}\r", " ".repeat(self.drawn));
            let _ = self.out.flush();
            self.drawn = 0;
        }
    }

    pub(crate) fn line(&mut self, line: &str) {
        if self.over {
            return;
        }
        let _ = writeln!(self.out, "{}", plain(line));
    }

    /// A line if there is as much more as deserves one.
    pub(crate) fn milestone(&mut self) {
        let reached = self.done / self.unit.milestone();
        if reached > self.reported {
            self.reported = reached;
            let line = self.count().unwrap_or_default();
            self.line(&line);
        }
    }
}

/// Names come from descriptions, and none of them may move the cursor.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// A number of bytes as people read it.
pub fn size(bytes: u64) -> String {
    if bytes < 100_000 {
        format!("{bytes} bytes")
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
    }
}
