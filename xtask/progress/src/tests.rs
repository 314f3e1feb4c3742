//! What is shown, in each manner.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use crate::{Manner, Progress, Unit};

#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a command showed that has two stages, of which the second has steps.
fn shown(manner: Manner) -> String {
    let screen = Screen::default();
    let progress = Progress::on(manner, Box::new(screen.clone()));
    progress.plan(2);
    progress.stage("reading");
    progress.counted("checking", Unit::Steps, 2);
    progress.stage("a detail");
    progress.step("gears: \u{1b}[31mfine");
    progress.aside(|| ());
    progress.step("cogs: fine");
    progress.end();
    progress.step("too late");
    let bytes = screen.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn lines_are_plain_and_one_for_each_stage_and_step() {
    let expected = "1/2 reading\n2/2 checking\ngears: [31mfine\ncogs: fine\n";
    assert_eq!(shown(Manner::Lines), expected);
}

#[test]
fn a_bar_is_drawn_over_itself_and_leaves_nothing() {
    let shown = shown(Manner::Bar);
    assert!(!shown.contains(['\n', '\u{1b}']), "{shown:?}");
    // At the end are the seconds that it took.
    let drawn = shown.split('\r').filter_map(|line| line.rsplit_once(", "));
    let drawn: Vec<&str> = drawn.map(|(line, _)| line).collect();
    for line in [
        "[--------------------] 1/2 reading",
        "[##########----------] 2/2 checking: 0 of 2",
        "[##########----------] 2/2 checking: 0 of 2, a detail",
        "[###############-----] 2/2 checking: 1 of 2, gears: [31mfine",
        "[####################] 2/2 checking: 2 of 2, cogs: fine",
    ] {
        assert!(drawn.contains(&line), "{line:?} in {drawn:?}");
    }
    // The last thing is that the line is blank, with the cursor at its begin.
    let end = shown.rsplit('\r').take(2).collect::<Vec<_>>();
    assert_eq!(end.first(), Some(&""), "{end:?}");
    assert!(end.last().is_some_and(|line| line.trim().is_empty()));
}

#[test]
fn quiet_says_nothing() {
    assert_eq!(shown(Manner::Quiet), "");
}

#[test]
fn a_long_name_does_not_break_the_line() {
    let screen = Screen::default();
    let progress = Progress::on(Manner::Bar, Box::new(screen.clone()));
    progress.stage(&"name ".repeat(40));
    progress.end();
    let bytes = screen.0.lock().unwrap().clone();
    for line in String::from_utf8(bytes).unwrap().split('\r') {
        assert!(line.chars().count() <= 78, "{line:?}");
    }
}

#[test]
fn of_bytes_there_is_a_line_every_ten_megabytes() {
    let screen = Screen::default();
    let progress = Progress::on(Manner::Lines, Box::new(screen.clone()));
    progress.counted("fetching", Unit::Bytes, 0);
    for done in (0..=25u64).map(|n| n << 20) {
        progress.reach(done, 25 << 20);
    }
    let bytes = screen.0.lock().unwrap().clone();
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "fetching\n10.4 MB of 26.2 MB\n20.9 MB of 26.2 MB\n"
    );
}

#[test]
fn a_bar_is_for_a_person_at_a_terminal() {
    let with = |variables: &'static [(&str, &str)]| {
        move |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        }
    };
    for (quiet, terminal, variables, manner) in [
        (false, true, &[("TERM", "xterm")][..], Manner::Bar),
        (false, true, &[("NO_COLOR", "1")], Manner::Bar),
        (false, true, &[("CI", "false")], Manner::Bar),
        (false, true, &[("CI", "true")], Manner::Lines),
        (false, true, &[("TERM", "dumb")], Manner::Lines),
        (false, false, &[("TERM", "xterm")], Manner::Lines),
        (true, true, &[], Manner::Quiet),
        (true, false, &[], Manner::Quiet),
    ] {
        let found = Manner::of(quiet, terminal, with(variables));
        assert_eq!(
            found, manner,
            "quiet {quiet}, terminal {terminal}, {variables:?}"
        );
    }
}
