//! Regular expressions that are constants of the code.

use regex::Regex;

/// A regular expression of the code's own making.
#[allow(
    clippy::expect_used,
    reason = "patterns are constants; the first test that touches one compiles it"
)]
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is well formed")
}

/// A constant pattern, compiled once.
macro_rules! pattern {
    ($pattern:expr) => {
        std::sync::LazyLock::new(|| crate::announce::pattern::compile($pattern))
    };
}
pub(super) use pattern;
