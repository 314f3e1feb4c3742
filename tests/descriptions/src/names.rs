//! The names of two APIs: what is in both must be called the same.

use generator::changes::{Event, Part, Subject, compare};
use generator::ir::Api;

/// What is called otherwise, a line each: operations by method and path, fields by their type and
/// wire name, and types by the places where they stand.
///
/// A type may have another name at a place whose shape changed: when the old name stays with other
/// places (one type became two), or the new one was there before (two became one). It goes to
/// another version when the last operation that used it in its own is gone.
pub fn moved(old: &Api, new: &Api) -> Vec<String> {
    let mut wrong = Vec::new();
    for item in compare(old, new).items {
        for change in item.changes.iter().filter(|c| c.event == Event::Renamed) {
            let was = change.old.as_deref().unwrap_or_default();
            let is = change.new.as_deref().unwrap_or_default();
            match (&item.subject, change.part) {
                (Subject::Operation { key, .. }, Part::Operation) => {
                    wrong.push(format!("{key}: {is}, was {was}"));
                }
                (Subject::Type { .. }, Part::Type) if !is_housed(was, is) => {
                    wrong.push(format!("{is}, was {was}"));
                }
                (Subject::Type { rust }, Part::Field) => {
                    wrong.push(format!("{rust}.{is}, was {was}"));
                }
                _ => {}
            }
        }
    }
    wrong
}

/// Whether only the version of a path differs.
fn is_housed(was: &str, is: &str) -> bool {
    fn ends(path: &str) -> Option<(&str, &str)> {
        let path = path.strip_prefix("procore::")?;
        Some((path.split_once("::")?.0, path.rsplit_once("::")?.1))
    }
    ends(was).is_some() && ends(was) == ends(is)
}
