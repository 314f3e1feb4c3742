//! How well a value fits a type: what the reader counts, and a union chooses by.

/// How well a value fits the type that it was read as: counted while reading, at every depth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fit {
    /// Values of another JSON type than the description gives.
    pub(crate) wrong: usize,
    /// Values that an enum does not name.
    pub(crate) unlisted: usize,
    /// Keys that no type names.
    pub(crate) unknown: usize,
    /// Keys that a type names, and whose value it took.
    pub(crate) named: usize,
    /// Keys that a type names, and that are not there.
    pub(crate) absent: usize,
    /// Unions that were passed over.
    pub(crate) passed: usize,
}

impl Fit {
    pub(crate) fn add(&mut self, other: Self) {
        self.wrong += other.wrong;
        self.unlisted += other.unlisted;
        self.unknown += other.unknown;
        self.named += other.named;
        self.absent += other.absent;
        self.passed += other.passed;
    }
}
