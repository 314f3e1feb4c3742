//! Runs a program within a time and a memory limit, and measures what it took.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// How often a running program is looked at.
const PAUSE: Duration = Duration::from_millis(100);

/// What a program may take.
#[derive(Clone, Copy)]
pub struct Limits {
    /// From start to end.
    pub time: Duration,
    /// Resident memory of the program and of all that it starts, in MiB.
    pub memory: u64,
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// By itself, with an exit code; none where a signal ended it.
    Exit(Option<i32>),
    /// It took longer than it may.
    TimeLimit,
    /// It took more memory than it may.
    MemoryLimit,
}

/// What a run took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// How it ended.
    pub end: End,
    /// From start to end, in seconds.
    pub seconds: f64,
    /// Of the processor, in seconds, by it and by all that it started. None where the platform does
    /// not say, and where it was stopped.
    pub cpu: Option<f64>,
    /// The most resident memory that was seen, in MiB; none where the platform does not say.
    pub peak: Option<u64>,
}

impl Run {
    /// Whether it did what it was called for.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.end == End::Exit(Some(0))
    }
}

/// The files that take what a program prints.
pub struct Logs {
    /// Standard output.
    pub stdout: PathBuf,
    /// Standard error.
    pub stderr: PathBuf,
}

impl Logs {
    /// `NAME.stdout` and `NAME.stderr` in a folder.
    #[must_use]
    pub fn new(folder: &Path, name: &str) -> Self {
        Self {
            stdout: folder.join(format!("{name}.stdout")),
            stderr: folder.join(format!("{name}.stderr")),
        }
    }

    /// What was printed. Standard output comes first: a program that says there what was wrong may say
    /// no more than that something was in its last words.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}", logged(&self.stdout), logged(&self.stderr))
    }
}

/// What is in a log.
pub(crate) fn logged(log: &Path) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs a program to its end, or to the limits. It gets no input.
///
/// # Errors
///
/// Where it cannot be started.
pub fn run(command: &mut Command, limits: Limits, logs: &Logs) -> io::Result<Run> {
    command
        .stdin(Stdio::null())
        .stdout(File::create(&logs.stdout)?)
        .stderr(File::create(&logs.stderr)?);
    apart(command);
    let before = cpu_of_children();
    let start = Instant::now();
    let mut child = command.spawn()?;
    let mut peak = None;
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Exit(status.code());
        }
        let memory = memory_of_group(child.id());
        peak = peak.max(memory);
        let end = if memory.is_some_and(|memory| memory > limits.memory) {
            End::MemoryLimit
        } else if start.elapsed() > limits.time {
            End::TimeLimit
        } else {
            thread::sleep(PAUSE);
            continue;
        };
        stop_group(child.id());
        // On platforms without groups.
        let _ = child.kill();
        child.wait()?;
        break end;
    };
    let seconds = start.elapsed().as_secs_f64();
    let cpu = match end {
        End::Exit(_) => before.zip(cpu_of_children()).map(|(old, new)| new - old),
        End::TimeLimit | End::MemoryLimit => None,
    };
    Ok(Run {
        end,
        seconds,
        cpu,
        peak,
    })
}

/// Gives the program a process group of its own, by which it is stopped with all that it started.
fn apart(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    #[cfg(not(unix))]
    let _ = command;
}

fn stop_group(group: u32) {
    #[cfg(unix)]
    {
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{group}")])
            .status();
    }
    #[cfg(not(unix))]
    let _ = group;
}

/// The fields of a `stat` file of `/proc` after the name, which may have spaces in it.
fn fields(stat: &str) -> Vec<&str> {
    let rest = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    rest.split(' ').collect()
}

/// Seconds of the processor that went into what this program started and waited for.
fn cpu_of_children() -> Option<f64> {
    // Every Linux has a hundred ticks a second there.
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields = fields(&stat);
    // `cutime` and `cstime`, the fields 16 and 17, counted from 1 with the id and the name.
    let ticks = |field: usize| fields.get(field)?.parse::<u32>().ok();
    Some((f64::from(ticks(13)?) + f64::from(ticks(14)?)) / TICKS)
}

/// Resident memory of the processes of a group, in MiB.
fn memory_of_group(group: u32) -> Option<u64> {
    let group = group.to_string();
    let mut kilobytes = 0;
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let folder = entry.path();
        // A process may end while it is looked at.
        let Ok(stat) = fs::read_to_string(folder.join("stat")) else {
            continue;
        };
        if fields(&stat).get(2) == Some(&group.as_str()) {
            kilobytes += resident(&folder).unwrap_or(0);
        }
    }
    Some(kilobytes / 1024)
}

fn resident(process: &Path) -> Option<u64> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
