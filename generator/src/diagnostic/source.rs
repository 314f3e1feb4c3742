//! The texts that diagnostics are about.

/// One input file, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file as the user named it, or relative to the specs folder; `/` between folders.
    pub name: String,
    /// Its content, which nobody has checked yet.
    pub bytes: Vec<u8>,
}

impl Source {
    /// The file `name` with its content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            bytes: bytes.into(),
        }
    }
}
