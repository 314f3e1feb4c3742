//! Where the linter is: a chain on the stack that becomes an [`Origin`] only when something is reported.

use crate::diagnostic::Origin;

/// A place in a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    up: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root(&'a Origin),
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    pub(super) fn root(origin: &'a Origin) -> Self {
        Self {
            up: None,
            step: Step::Root(origin),
        }
    }

    pub(super) fn key(&'a self, key: &'a str) -> Place<'a> {
        Place {
            up: Some(self),
            step: Step::Key(key),
        }
    }

    pub(super) fn index(&'a self, index: usize) -> Place<'a> {
        Place {
            up: Some(self),
            step: Step::Index(index),
        }
    }

    pub(super) fn origin(&self) -> Origin {
        match (self.step, self.up) {
            (Step::Root(origin), _) => origin.clone(),
            (Step::Key(key), Some(up)) => up.origin().child(key),
            (Step::Index(index), Some(up)) => up.origin().child(&index.to_string()),
            (_, None) => Origin::default(),
        }
    }

    /// The last step, for messages; an index with what it is of.
    pub(super) fn name(&self) -> String {
        let pointer = self.origin().pointer;
        let is_index = |step: &str| step.bytes().all(|byte| byte.is_ascii_digit());
        let last = pointer.rfind('/').unwrap_or(0);
        let start = match pointer[..last].rfind('/') {
            Some(start) if is_index(&pointer[last + 1..]) => start,
            _ => last,
        };
        let name = pointer.get(start + 1..).unwrap_or("the document");
        name.replace("~1", "/").replace("~0", "~")
    }
}
