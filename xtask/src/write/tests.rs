//! Writing: what changes and what stays, and what every possible fault leaves behind.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use super::*;

fn files(list: &[(&str, &str)]) -> FileTree {
    list.iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// Everything below a folder.
fn content(root: &Path) -> BTreeMap<String, String> {
    let present = Present::of(root, |_| true).unwrap_or_else(|f| panic!("{}", told(&f)));
    present
        .files
        .into_iter()
        .map(|name| (name.clone(), fs::read_to_string(root.join(name)).unwrap()))
        .collect()
}

fn told(failure: &Failure) -> String {
    match failure {
        Failure::File(message) => message.clone(),
        _ => panic!("expected a failure of a file"),
    }
}

fn owned(path: &str) -> bool {
    path != "Cargo.lock" && !path.starts_with("target/") && !path.starts_with("notes/")
}

type Files<'a> = &'a [(&'a str, &'a str)];

const BEFORE: Files<'_> = &[
    ("Cargo.toml", "a"),
    ("src/lib.rs", "old"),
    ("src/gone.rs", "x"),
    ("src/same.rs", "same"),
];
const AFTER: Files<'_> = &[
    ("Cargo.toml", "a"),
    ("src/lib.rs", "new"),
    ("src/new/mod.rs", "n"),
    ("src/same.rs", "same"),
];
const FOREIGN: Files<'_> = &[
    ("Cargo.lock", "lock"),
    ("notes/a/b.txt", "mine"),
    ("target/debug/x", "cache"),
];

/// A folder before and after a run, and what is in it that the run may not touch.
struct Case {
    before: Files<'static>,
    after: Files<'static>,
    foreign: Files<'static>,
    owned: fn(&str) -> bool,
    /// What may be elsewhere for a moment.
    cache: &'static str,
}

const CRATE: Case = Case {
    before: BEFORE,
    after: AFTER,
    foreign: FOREIGN,
    owned,
    cache: "target/debug/x",
};

const SPECS: Case = Case {
    before: &[
        ("gone.yaml", "x"),
        ("rfi.yaml", "old"),
        ("same.yaml", "same"),
        ("shared.yaml", "old"),
    ],
    after: &[
        ("new.yaml", "n"),
        ("rfi.yaml", "new"),
        ("same.yaml", "same"),
        ("shared.yaml", "new"),
    ],
    foreign: &[
        ("README.md", "read"),
        ("deprecations.yaml", "rows"),
        ("naming.yaml", "rows"),
        ("notices.yaml", "rows"),
        ("overlays/repairs.yaml", "mine"),
    ],
    owned: is_imported,
    cache: "",
};

impl Case {
    fn tree(&self) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("out");
        for (name, text) in self.before.iter().chain(self.foreign) {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        (folder, root)
    }

    fn whole(&self, list: Files<'_>) -> BTreeMap<String, String> {
        files(list).into_iter().chain(files(self.foreign)).collect()
    }
}

/// A folder with the old tree and files that are not ours.
fn old_tree() -> (tempfile::TempDir, PathBuf) {
    CRATE.tree()
}

fn with_foreign(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    CRATE.whole(list)
}

fn age(path: &Path) {
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

fn ok<T>(result: Result<T, Failure>) -> T {
    result.unwrap_or_else(|failure| panic!("{}", told(&failure)))
}

#[test]
fn a_tree_is_replaced_and_what_is_not_ours_stays() {
    let (folder, root) = old_tree();
    let summary = ok(write_tree(&root, &files(AFTER), owned));
    assert_eq!(summary.to_string(), "2 written, 2 unchanged, 1 removed");
    assert_eq!(content(&root), with_foreign(AFTER));
    assert_eq!(
        ok(entries(folder.path())),
        [("out".to_owned(), true)],
        "nothing is left beside"
    );
}

#[test]
fn files_that_did_not_change_keep_their_age() {
    let (_folder, root) = old_tree();
    let kept = [
        "Cargo.toml",
        "src/same.rs",
        "Cargo.lock",
        "notes/a/b.txt",
        "target/debug/x",
    ];
    for name in kept {
        age(&root.join(name));
    }
    let before = kept.map(|name| modified(&root.join(name)));
    ok(write_tree(&root, &files(AFTER), owned));
    assert_eq!(kept.map(|name| modified(&root.join(name))), before);
    assert_ne!(modified(&root.join("src/lib.rs")), before[0]);
}

#[test]
fn a_second_run_touches_nothing() {
    let (_folder, root) = old_tree();
    ok(write_tree(&root, &files(AFTER), owned));
    let disk = Disk::watched(|step, path| panic!("{step} {}", path.display()));
    let summary = ok(Writer::new(disk, &root).and_then(|w| w.write(&files(AFTER), owned)));
    assert_eq!(summary.to_string(), "0 written, 4 unchanged, 0 removed");
}

#[test]
fn a_folder_that_is_not_there_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("deep/out");
    ok(write_tree(&root, &files(AFTER), owned));
    assert_eq!(content(&root), files(AFTER));
}

#[cfg(unix)]
#[test]
fn a_link_to_the_folder_stays_a_link() {
    let (folder, root) = old_tree();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&root, &link).unwrap();
    ok(write_tree(&link, &files(AFTER), owned));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(content(&root), with_foreign(AFTER));
}

/// Lets the step number `at` fail, and all that follow it if the run is killed.
fn faulty(at: usize, killed: bool, one_step: bool, kind: io::ErrorKind) -> Disk {
    let count = Cell::new(0);
    Disk::watched(move |step, _| {
        if step == "exchange" && !one_step {
            return Err(io::ErrorKind::Unsupported.into());
        }
        count.set(count.get() + 1);
        let fails = count.get() == at || killed && count.get() > at;
        if fails { Err(kind.into()) } else { Ok(()) }
    })
}

/// Runs with a fault at every step there is; returns how many there are.
fn at_every_step(case: &Case, killed: bool, one_step: bool, kind: io::ErrorKind) -> usize {
    let (owned, after) = (case.owned, files(case.after));
    for at in 1.. {
        let (_folder, root) = case.tree();
        let disk = faulty(at, killed, one_step, kind);
        let result = Writer::new(disk, &root).and_then(|w| w.write(&after, owned));
        let Err(failure) = result else {
            assert_eq!(content(&root), case.whole(case.after));
            return at;
        };
        let message = told(&failure);
        assert!(
            message.starts_with("cannot ") && message.contains("out"),
            "{message}"
        );

        // Without the cache, which may be elsewhere for a moment.
        let whole = |list: Files<'_>| {
            let mut tree = case.whole(list);
            tree.remove(case.cache);
            tree
        };
        let between = !root.exists();
        assert!(
            !between || killed && !one_step,
            "the tree is gone after: {message}"
        );
        if !between {
            let mut found = content(&root);
            found.remove(case.cache);
            assert!(
                found == whole(case.before) || found == whole(case.after),
                "{message}: {found:?}"
            );
        }

        // The next run finds everything again, the cache too, and leaves nothing beside.
        ok(write_tree(&root, &after, owned));
        assert_eq!(content(&root), case.whole(case.after), "{message}");
        assert_eq!(ok(entries(root.parent().unwrap())).len(), 1, "{message}");
    }
    0
}

#[test]
fn a_fault_at_any_step_leaves_a_whole_tree() {
    use io::ErrorKind::{PermissionDenied, StorageFull};
    for case in [CRATE, SPECS] {
        for kind in [StorageFull, PermissionDenied] {
            assert!(at_every_step(&case, false, true, kind) > 10);
            assert!(at_every_step(&case, false, false, kind) > 10);
        }
    }
}

#[test]
fn a_run_killed_at_any_step_leaves_a_whole_tree() {
    for case in [CRATE, SPECS] {
        assert!(at_every_step(&case, true, true, io::ErrorKind::Interrupted) > 10);
        assert!(at_every_step(&case, true, false, io::ErrorKind::Interrupted) > 10);
    }
}

#[test]
fn the_message_names_the_file_and_the_reason() {
    let (_folder, root) = old_tree();
    let disk = Disk::watched(|step, path| {
        let full = step == "write" && path.ends_with("src/lib.rs");
        if full {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    });
    let result = Writer::new(disk, &root).and_then(|w| w.write(&files(AFTER), owned));
    let message = result.map_err(|f| told(&f)).unwrap_err();
    assert!(message.starts_with("cannot write "), "{message}");
    assert!(
        message.ends_with("src/lib.rs: no storage space"),
        "{message}"
    );
    assert_eq!(content(&root), with_foreign(BEFORE));
    assert_eq!(
        ok(entries(root.parent().unwrap())).len(),
        1,
        "what was begun is cleared away"
    );
}

#[test]
fn names_cannot_leave_the_folder_or_fail_on_another_system() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    let long = "x".repeat(256);
    for name in [
        "../evil",
        "a/../../evil",
        "/etc/passwd",
        "",
        "a//b",
        "a/",
        ".",
        "a\\b",
        "C:evil",
        "nul",
        "src/Aux.rs",
        "com1.txt",
        "a.",
        "a ",
        "a\nb",
        "a\0b",
        "a?b",
        &long,
    ] {
        let refused = write_tree(&root, &files(&[("fine", ""), (name, "")]), owned);
        assert!(
            matches!(refused, Err(Failure::File(_))),
            "{name:?} was written"
        );
        assert!(matches!(
            check_tree(&root, &files(&[(name, "")]), owned),
            Err(Failure::File(_))
        ));
    }
    assert!(write_tree(&root, &files(&[("a/B.rs", ""), ("a/b.rs", "")]), owned).is_err());
    assert!(!root.exists());
    for name in [
        "console.rs",
        "auxiliary/com.rs",
        ".gitattributes",
        "com10.rs",
        "é.md",
    ] {
        ok(write_tree(&root, &files(&[(name, "")]), owned));
    }
}

#[test]
fn a_check_names_what_is_stale_missing_and_extra() {
    let (_folder, root) = old_tree();
    let before = content(&root);
    assert_eq!(
        ok(check_tree(&root, &files(AFTER), owned)),
        [
            "stale: src/lib.rs",
            "missing: src/new/mod.rs",
            "extra: src/gone.rs"
        ]
    );
    assert_eq!(content(&root), before);
    ok(write_tree(&root, &files(AFTER), owned));
    assert_eq!(ok(check_tree(&root, &files(AFTER), owned)), [""; 0]);
    assert_eq!(
        ok(check_tree(&root.join("none"), &files(&[("a", "")]), owned)),
        ["missing: a"]
    );
}

#[test]
fn one_file_is_written_when_it_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    assert!(ok(write_file(&path, "1")));
    assert!(!ok(write_file(&path, "1")));
    assert!(ok(write_file(&path, "2")));
    assert_eq!(content(folder.path()), files(&[("a.yaml", "2")]));
    let message = write_file(&folder.path().join("none/a.yaml"), "1").map_err(|f| told(&f));
    assert!(message.is_err_and(|message| message.contains("none")));
}
