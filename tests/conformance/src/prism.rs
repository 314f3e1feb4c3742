//! Prism, the server that validates requests against a description and responds from it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The oldest Node that runs this Prism.
const NODE: u32 = 20;

/// How long the server may take to read a description.
const PATIENCE: Duration = Duration::from_secs(180);

/// Prism as npm installs it.
fn script(folder: &Path) -> PathBuf {
    folder.join("node_modules/@stoplight/prism-cli/dist/index.js")
}

/// Installs the server in `folder`, as its lock file says, unless it is there.
///
/// # Errors
/// What keeps it from being installed.
pub fn install(folder: &Path) -> Result<(), String> {
    let needs = format!("the conformance run needs Node {NODE} or newer, with npm");
    let missing = |error| format!("{needs}; `node --version` says: {error}");
    let node = Command::new("node").arg("--version").output();
    let node = node.map_err(|error| missing(error.to_string()))?;
    let version = String::from_utf8_lossy(&node.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next();
    if major
        .and_then(|major| major.parse::<u32>().ok())
        .is_none_or(|major| major < NODE)
    {
        return Err(missing(version));
    }
    // A copy of the lock file says what is installed.
    let lock = folder.join("package-lock.json");
    let installed = folder.join("node_modules").join("installed-lock.json");
    let wanted = fs::read(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    // On Windows npm is a script.
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let status = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .status()
        .map_err(|error| format!("{needs}; `npm ci` says: {error}"))?;
    if status.success() {
        fs::write(&installed, wanted).map_err(|error| format!("{}: {error}", installed.display()))
    } else {
        let folder = folder.display();
        Err(format!("`npm ci` failed in {folder}"))
    }
}

/// A running server; it ends with this value.
#[derive(Debug)]
pub struct Prism {
    process: Child,
    address: String,
}

impl Prism {
    /// Serves the description in `document` on a free port of this machine.
    ///
    /// # Errors
    /// What keeps it from serving.
    pub fn start(folder: &Path, document: &Path) -> Result<Self, String> {
        let process = Command::new("node")
            .arg(script(folder))
            .args(["mock", "--host", "127.0.0.1", "--port", "0"])
            .arg(document)
            // Otherwise it serves from a process of its own, which would outlive this one.
            .env("NODE_ENV", "development")
            .env("NO_COLOR", "1")
            .env("FORCE_COLOR", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("node cannot be started: {error}"))?;
        let mut prism = Self {
            process,
            address: String::new(),
        };
        prism.address = prism.listening().ok_or_else(|| {
            let document = document.display();
            format!("Prism does not serve {document}; start it by hand to see why")
        })?;
        Ok(prism)
    }

    /// The base URL.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits until the server says where it listens. Its output is read to the end: it would block
    /// on a full pipe.
    fn listening(&mut self) -> Option<String> {
        let stdout = BufReader::new(self.process.stdout.take()?);
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if let Some((_, address)) = line.split_once("Prism is listening on ") {
                    drop(send.send(address.trim().to_owned()));
                }
            }
        });
        // The sender is dropped when the server ends.
        receive.recv_timeout(PATIENCE).ok()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
