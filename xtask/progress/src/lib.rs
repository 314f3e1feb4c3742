//! How far a command is, on standard error: a bar on a terminal, plain lines elsewhere, or nothing.

mod state;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use state::State;
pub use state::{Unit, size};

/// How often a bar is drawn again, for the seconds that it shows.
const REDRAW: Duration = Duration::from_millis(250);

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Not at all.
    Quiet,
    /// A line for each stage and step, with nothing in it that moves a cursor.
    Lines,
    /// One line that is drawn over itself.
    Bar,
}

impl Manner {
    /// A bar where a person watches: not for a log of CI, nor for a terminal that cannot move its
    /// cursor. The bar has no colours, so `NO_COLOR` is of no concern to it.
    pub fn of(quiet: bool, terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let is = |name: &str, value: &str| variable(name).is_some_and(|found| found == value);
        let ci = variable("CI").is_some_and(|found| !found.is_empty() && found != "false");
        if quiet {
            Self::Quiet
        } else if terminal && !ci && !is("TERM", "dumb") {
            Self::Bar
        } else {
            Self::Lines
        }
    }
}

/// The progress of one command.
pub struct Progress {
    manner: Manner,
    shared: Arc<Shared>,
    /// The thread that draws the bar again is started with the first stage.
    ticking: Once,
}

struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

impl Shared {
    /// What a thread that panicked has left of the state is good enough to be shown.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    /// Progress of a command that begins now.
    pub fn new(quiet: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        let manner = Manner::of(quiet, terminal, |name| std::env::var_os(name));
        Self::on(manner, Box::new(io::stderr()))
    }

    fn on(manner: Manner, out: Box<dyn Write + Send>) -> Self {
        Self {
            manner,
            shared: Arc::new(Shared {
                state: Mutex::new(State::new(out)),
                ended: Condvar::new(),
            }),
            ticking: Once::new(),
        }
    }

    /// How progress is shown.
    pub fn manner(&self) -> Manner {
        self.manner
    }

    /// How long the command has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.shared.state().began.elapsed()
    }

    /// How many stages there will be from here on.
    pub fn plan(&self, stages: usize) {
        self.shared.state().expect_stages(stages);
    }

    /// The next stage begins. While steps of a stage are counted, this is a detail of the current
    /// step, which a bar shows and lines leave out.
    pub fn stage(&self, name: &str) {
        let mut state = self.shared.state();
        if state.is_counting() {
            state.detail = state::plain(name);
        } else {
            state.next_stage(name, Unit::Steps, 0);
            self.announce(&mut state);
        }
        self.show(state);
    }

    /// The next stage begins, of which there are so many steps, documents or bytes; 0 if nobody knows.
    pub fn counted(&self, name: &str, unit: Unit, all: u64) {
        let mut state = self.shared.state();
        state.next_stage(name, unit, all);
        self.announce(&mut state);
        self.show(state);
    }

    /// One more step is done. What there is to say of it may be empty, where it was said otherwise.
    pub fn step(&self, line: &str) {
        let mut state = self.shared.state();
        state.done += 1;
        state.detail = state::plain(line);
        if self.manner == Manner::Lines {
            if line.is_empty() {
                state.milestone();
            } else {
                state.line(line);
            }
        }
        self.show(state);
    }

    /// So much of the stage is done, of so much in all. Of lines there is one now and then.
    pub fn reach(&self, done: u64, all: u64) {
        let mut state = self.shared.state();
        (state.done, state.all) = (done, all);
        if self.manner == Manner::Lines {
            state.milestone();
        }
        self.show(state);
    }

    /// A line that stays, unless the command is to be quiet.
    pub fn say(&self, line: &str) {
        if self.manner != Manner::Quiet {
            let mut state = self.shared.state();
            state.clear();
            state.line(line);
        }
    }

    /// Prints something else to the terminal; no bar is in its way, nor drawn into it.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        let mut state = self.shared.state();
        state.clear();
        print()
    }

    /// Nothing is drawn until the next stage: another program has the terminal.
    pub fn pause(&self) {
        let mut state = self.shared.state();
        state.clear();
        state.paused = true;
    }

    /// Nothing more is shown.
    pub fn end(&self) {
        let mut state = self.shared.state();
        state.clear();
        state.over = true;
        drop(state);
        self.shared.ended.notify_all();
    }

    fn announce(&self, state: &mut State) {
        if self.manner == Manner::Lines {
            let line = state.heading();
            state.line(&line);
        }
    }

    fn show(&self, mut state: MutexGuard<'_, State>) {
        if self.manner == Manner::Bar {
            state.draw();
            drop(state);
            self.ticking.call_once(|| tick(Arc::clone(&self.shared)));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

/// Draws the bar again until the command ends: a stage may take minutes in which nothing else happens.
fn tick(shared: Arc<Shared>) {
    thread::spawn(move || {
        let mut state = shared.state();
        while !state.over {
            let waited = shared.ended.wait_timeout(state, REDRAW);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.draw();
        }
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
