//! Where the linter is: a chain on the stack that becomes an [`Origin`] only when it is told.

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

    /// The last step, for messages.
    pub(super) fn name(&self) -> String {
        match self.step {
            Step::Root(origin) => origin
                .pointer
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned(),
            Step::Key(key) => key.to_owned(),
            Step::Index(index) => index.to_string(),
        }
    }
}
