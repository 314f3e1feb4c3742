//! Whether a delivery comes from where its hook was set up.

/// Whether a delivery has the `Authorization` header that its hook was created with
/// (`destination_headers`), compared in a time that does not depend on how much of it is right.
///
/// An empty `expected` allows nothing: a secret that was not configured is no secret.
#[must_use]
pub fn is_authorized(header: Option<&str>, expected: &str) -> bool {
    let Some(header) = header.filter(|_| !expected.is_empty()) else {
        return false;
    };
    let (header, expected) = (header.as_bytes(), expected.as_bytes());
    // As many steps as the header has bytes, whatever is expected.
    let differences = header.iter().enumerate().fold(0, |differences, (i, byte)| {
        let wanted = expected[i % expected.len()];
        std::hint::black_box(differences | (byte ^ wanted))
    });
    (differences == 0) & (header.len() == expected.len())
}
