//! Fetches pinned packages with the clients of their registries, and reads single files of them.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest as _, Sha256};

use crate::{Package, Registry};

/// The archive of a package in `packages`, its checksum verified; fetched unless it is there, which is
/// said. The caller is the only one who works in the folder.
///
/// # Errors
/// What keeps it from being fetched.
pub fn archive(
    package: &Package,
    packages: &Path,
    offline: bool,
    say: &dyn Fn(&str),
) -> Result<PathBuf, String> {
    let archive = packages.join(&package.sha256);
    if !archive.exists() {
        if offline {
            return Err(format!(
                "{} {} was not fetched yet; run once without --offline",
                package.package, package.version
            ));
        }
        let folder = packages.join("new");
        // What a killed run has left would be taken for the archive.
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
        }
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
        say(&format!("fetching {} {}", package.package, package.version));
        ask(package, &folder)?;
        let fetched = only_file(&folder)?;
        verify(package, &fetched)?;
        fs::rename(&fetched, &archive).map_err(|error| failed(&fetched, &error))?;
    }
    verify(package, &archive)?;
    Ok(archive)
}

/// Has the registry's client put the archive into a folder. No script of the package is run.
fn ask(package: &Package, folder: &Path) -> Result<(), String> {
    let mut command = match package.registry {
        Registry::Npm => {
            let mut npm = Command::new("npm");
            npm.args(["pack", "--ignore-scripts", "--silent"])
                .arg(format!("{}@{}", package.package, package.version));
            npm
        }
        Registry::Pypi => {
            let mut pip = Command::new("pip");
            pip.args(["download", "--quiet", "--no-deps", "--only-binary", ":all:"])
                .arg(format!("{}=={}", package.package, package.version));
            pip
        }
    };
    let client = command.get_program().to_string_lossy().into_owned();
    let status = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("{client} cannot be started: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!(
        "{client} could not fetch {} {}",
        package.package, package.version
    ))
}

fn only_file(folder: &Path) -> Result<PathBuf, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, &error))? {
        files.push(entry.map_err(|error| failed(folder, &error))?.path());
    }
    match files.as_slice() {
        [file] => Ok(file.clone()),
        _ => Err(format!(
            "{}: expected one archive, found {} files",
            folder.display(),
            files.len()
        )),
    }
}

fn verify(package: &Package, archive: &Path) -> Result<(), String> {
    let bytes = fs::read(archive).map_err(|error| failed(archive, &error))?;
    let mut sum = String::new();
    for byte in Sha256::digest(&bytes) {
        let _ = write!(sum, "{byte:02x}");
    }
    if sum == package.sha256 {
        return Ok(());
    }
    Err(format!(
        "{}: the checksum of {} {} is {sum}, expected {}",
        archive.display(),
        package.package,
        package.version,
        package.sha256
    ))
}

/// One file of an archive, at most `limit` bytes and one more. It is read from a pipe: nothing of
/// an archive is unpacked onto the disk, so no path in it can lead anywhere.
///
/// # Errors
/// What keeps it from being read.
pub fn member(
    package: &Package,
    archive: &Path,
    file: &str,
    limit: usize,
) -> Result<Vec<u8>, String> {
    let mut command = match package.registry {
        Registry::Npm => {
            let mut tar = Command::new("tar");
            tar.arg("-xzOf").arg(archive).arg("--").arg(file);
            tar
        }
        Registry::Pypi => {
            let mut unzip = Command::new("unzip");
            unzip.arg("-p").arg(archive).arg(file);
            unzip
        }
    };
    let program = command.get_program().to_string_lossy().into_owned();
    let unpack = |error: io::Error| format!("{program} cannot be started: {error}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(unpack)?;
    let mut bytes = Vec::new();
    if let Some(pipe) = child.stdout.take() {
        // One byte more, so that whoever checks the size sees that there is more.
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        pipe.take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| failed(archive, &error))?;
    }
    let status = child.wait().map_err(|error| failed(archive, &error))?;
    if status.success() || bytes.len() > limit {
        return Ok(bytes);
    }
    Err(format!(
        "{}: {program} could not read {file}",
        archive.display()
    ))
}

fn failed(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}
