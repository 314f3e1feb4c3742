//! Writing: what changes and what stays, and what every possible fault leaves behind.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use super::*;

fn files(list: &[(&str, &str)]) -> FileTree {
    list.iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

/// Everything below a folder but the record.
fn content(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        for name in entries(&root.join(&folder)) {
            let name = format!("{folder}{name}");
            if root.join(&name).is_dir() {
                open.push(format!("{name}/"));
            } else if name != record::FILE {
                let text = fs::read_to_string(root.join(&name)).unwrap();
                found.insert(name, text);
            }
        }
    }
    found
}

/// The names in a folder.
fn entries(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    entries.map(name).collect()
}

fn reported(failure: &Failure) -> String {
    match failure {
        Failure::File(message) => message.clone(),
        _ => panic!("expected a failure of a file"),
    }
}

/// Every folder, and every file in it that a run has written.
const ANY: Rules = rules::WORK;
const GENTLY: Force = Force { force: false };

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
    (".git/HEAD", "mine"),
    ("notes/a/b.txt", "mine"),
    ("src/mine.rs", "mine"),
    ("target/debug/x", "cache"),
];

/// A folder before and after a run, and what is in it that the run may not touch.
struct Case {
    before: Files<'static>,
    after: Files<'static>,
    foreign: Files<'static>,
    rules: &'static Rules,
}

const CRATE: Case = Case {
    before: BEFORE,
    after: AFTER,
    foreign: FOREIGN,
    rules: &ANY,
};

const SPECS_CASE: Case = Case {
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
    rules: &SPECS,
};

impl Case {
    fn tree(&self) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("out");
        ok(write_tree(&root, &files(self.before), self.rules, GENTLY));
        for (name, text) in self.foreign {
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
    result.unwrap_or_else(|failure| panic!("{}", reported(&failure)))
}

#[test]
fn a_tree_is_replaced_and_what_is_not_ours_stays() {
    let (folder, root) = old_tree();
    let summary = ok(write_tree(&root, &files(AFTER), &ANY, GENTLY));
    assert_eq!(summary.to_string(), "2 written, 2 unchanged, 1 removed");
    assert_eq!(content(&root), with_foreign(AFTER));
    assert_eq!(entries(folder.path()).len(), 1, "nothing is left beside");
    let mut there: Vec<String> = entries(&root).into_iter().collect();
    there.retain(|name| name.contains("xtask"));
    assert_eq!(there, [""; 0], "nothing is left inside");
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
    ok(write_tree(&root, &files(AFTER), &ANY, GENTLY));
    assert_eq!(kept.map(|name| modified(&root.join(name))), before);
    assert_ne!(modified(&root.join("src/lib.rs")), before[0]);
}

#[test]
fn a_second_run_touches_nothing() {
    let (_folder, root) = old_tree();
    ok(write_tree(&root, &files(AFTER), &ANY, GENTLY));
    let disk = Disk::watched(|step, path| panic!("{step} {}", path.display()));
    let folder = ok(Folder::on(disk, &root, &ANY));
    let summary = ok(folder.write(&files(AFTER), GENTLY));
    assert_eq!(summary.to_string(), "0 written, 4 unchanged, 0 removed");
}

#[test]
fn a_folder_that_is_not_there_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("deep/out");
    ok(write_tree(&root, &files(AFTER), &ANY, GENTLY));
    assert_eq!(content(&root), files(AFTER));
}

#[cfg(unix)]
#[test]
fn a_link_to_the_folder_stays_a_link() {
    let (folder, root) = old_tree();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&root, &link).unwrap();
    ok(write_tree(&link, &files(AFTER), &ANY, GENTLY));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(content(&root), with_foreign(AFTER));
}

/// Lets the step number `at` fail, and all that follow it if the run is killed.
fn faulty(at: usize, killed: bool, kind: io::ErrorKind) -> Disk {
    let count = Cell::new(0);
    Disk::watched(move |_, _| {
        count.set(count.get() + 1);
        let fails = count.get() == at || killed && count.get() > at;
        if fails { Err(kind.into()) } else { Ok(()) }
    })
}

/// Runs with a fault at every step there is; returns how many there are.
fn at_every_step(case: &Case, killed: bool, kind: io::ErrorKind) -> usize {
    let after = files(case.after);
    for at in 1.. {
        let (_folder, root) = case.tree();
        let disk = faulty(at, killed, kind);
        let result = Folder::on(disk, &root, case.rules).and_then(|f| f.write(&after, GENTLY));
        let Err(failure) = result else {
            assert_eq!(content(&root), case.whole(case.after));
            return at;
        };
        let message = reported(&failure);
        assert!(
            message.starts_with("cannot ") && message.contains("out"),
            "{message}"
        );
        let mut found = content(&root);
        found.retain(|name, _| !name.starts_with(".xtask-staged/"));
        if killed {
            for (name, text) in case.foreign {
                assert_eq!(found[*name], *text, "{message}");
            }
        } else {
            let whole = [case.whole(case.before), case.whole(case.after)];
            assert!(whole.contains(&found), "{message}: {found:?}");
        }

        // Whoever reads next finds one or the other, and nothing that was left inside.
        drop(ok(reading(&root)));
        let whole = [case.whole(case.before), case.whole(case.after)];
        assert!(whole.contains(&content(&root)), "{message}");
        ok(write_tree(&root, &after, case.rules, GENTLY));
        assert_eq!(content(&root), case.whole(case.after), "{message}");
        assert_eq!(entries(root.parent().unwrap()).len(), 1, "{message}");
    }
    0
}

#[test]
fn a_fault_at_any_step_leaves_a_whole_tree() {
    use io::ErrorKind::{PermissionDenied, StorageFull};
    for case in [CRATE, SPECS_CASE] {
        for kind in [StorageFull, PermissionDenied] {
            assert!(at_every_step(&case, false, kind) > 10);
        }
    }
}

#[test]
fn what_a_run_that_was_killed_has_begun_is_finished_by_the_next() {
    for case in [CRATE, SPECS_CASE] {
        assert!(at_every_step(&case, true, io::ErrorKind::Interrupted) > 10);
    }
}

#[test]
fn what_somebody_changed_after_a_run_was_killed_stays() {
    let mut changed = 0;
    for at in 1.. {
        let (_folder, root) = old_tree();
        let disk = faulty(at, true, io::ErrorKind::Interrupted);
        let result = Folder::on(disk, &root, &ANY).and_then(|f| f.write(&files(AFTER), GENTLY));
        if result.is_ok() {
            break;
        }
        for name in ["src/lib.rs", "src/gone.rs", "src/new/mod.rs"] {
            fs::create_dir_all(root.join("src/new")).unwrap();
            fs::write(root.join(name), "mine").unwrap();
        }
        drop(ok(reading(&root)));
        for name in ["src/lib.rs", "src/gone.rs", "src/new/mod.rs"] {
            assert_eq!(fs::read_to_string(root.join(name)).unwrap(), "mine", "{at}");
            changed += 1;
        }
    }
    assert!(changed > 10);
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
    let result = Folder::on(disk, &root, &ANY).and_then(|f| f.write(&files(AFTER), GENTLY));
    let message = result.map_err(|f| reported(&f)).unwrap_err();
    assert!(message.starts_with("cannot write "), "{message}");
    assert!(
        message.ends_with("src/lib.rs: no storage space"),
        "{message}"
    );
    assert_eq!(content(&root), with_foreign(BEFORE));
    assert!(
        !root.join(".xtask-staged").exists(),
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
        ".git/config",
        "src/.hidden",
        &long,
    ] {
        let refused = write_tree(&root, &files(&[("fine", ""), (name, "")]), &ANY, GENTLY);
        assert!(
            matches!(refused, Err(Failure::File(_))),
            "{name:?} was written"
        );
        assert!(matches!(
            check_tree(&root, &files(&[(name, "")]), &ANY),
            Err(Failure::File(_))
        ));
    }
    assert!(
        write_tree(
            &root,
            &files(&[("a/B.rs", ""), ("a/b.rs", "")]),
            &ANY,
            GENTLY
        )
        .is_err()
    );
    assert!(!root.exists());
    for name in ["console.rs", "auxiliary/com.rs", "com10.rs", "é.md"] {
        ok(write_tree(&root, &files(&[(name, "")]), &ANY, GENTLY));
    }
}

#[test]
fn a_check_names_what_is_stale_missing_and_extra() {
    let (_folder, root) = old_tree();
    let before = content(&root);
    assert_eq!(
        ok(check_tree(&root, &files(AFTER), &ANY)),
        [
            "stale: src/lib.rs",
            "missing: src/new/mod.rs",
            "extra: src/gone.rs"
        ]
    );
    assert_eq!(content(&root), before);
    ok(write_tree(&root, &files(AFTER), &ANY, GENTLY));
    assert_eq!(ok(check_tree(&root, &files(AFTER), &ANY)), [""; 0]);
    assert_eq!(
        ok(check_tree(&root.join("none"), &files(&[("a", "")]), &ANY)),
        ["missing: a"]
    );
}

/// Two folders and a file beside them, as they were before or after.
fn state_of(root: &Path) -> (BTreeMap<String, String>, BTreeMap<String, String>, String) {
    let beside = fs::read_to_string(root.join("CHANGELOG.md")).unwrap();
    (content(&root.join("a")), content(&root.join("b")), beside)
}

#[test]
fn several_folders_are_written_as_one_whatever_fails() {
    let state = |list| (files(list), files(list));
    let whole = [(state(BEFORE), "old"), (state(AFTER), "new")];
    let whole = whole.map(|((a, b), beside)| (a, b, beside.to_owned()));
    for killed in [false, true] {
        for at in 1.. {
            let folder = tempfile::tempdir().unwrap();
            let root = fs::canonicalize(folder.path()).unwrap();
            for name in ["a", "b"] {
                ok(write_tree(&root.join(name), &files(BEFORE), &ANY, GENTLY));
            }
            fs::write(root.join("CHANGELOG.md"), "old").unwrap();
            let disk = faulty(at, killed, io::ErrorKind::Interrupted);
            let result = {
                let all = ok(Whole::on(disk, &root));
                let (a, b) = (
                    ok(Folder::open(&root.join("a"), &ANY)),
                    ok(Folder::open(&root.join("b"), &ANY)),
                );
                let beside = [("CHANGELOG.md".to_owned(), Some("new".to_owned()))];
                let after = files(AFTER);
                all.write(&[(&a, &after), (&b, &after)], &beside, GENTLY)
            };
            // Whoever reads one of the folders next finds all of it as it was, or all of it new.
            drop(ok(reading(&root.join("b"))));
            let found = state_of(&root);
            assert!(whole.contains(&found), "{at}: {found:?}");
            assert!(!root.join(".xtask-staged").exists());
            if result.is_ok() {
                assert_eq!(found, whole[1]);
                break;
            }
        }
    }
}
