//! Tokens to text, with the blank lines that a reader expects.

use proc_macro2::{Literal, TokenStream};

use crate::diagnostic::{Code, Diagnostic, Origin};

/// The text of the items in `tokens`, a blank line between them.
///
/// Tokens that are no items are an error of this program, reported with the place they were made from.
pub(super) fn items(tokens: TokenStream, origin: &Origin) -> Result<String, Diagnostic> {
    let file = syn::parse2::<syn::File>(tokens).map_err(|error| {
        Diagnostic::error(
            Code::EmitSyntax,
            origin.clone(),
            format!("the code made here is no Rust: {error}"),
        )
        .help("this is a defect of the generator; please report it with this line")
    })?;
    let texts = file.items.into_iter().map(|item| {
        let file = syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        };
        space_members(&prettyplease::unparse(&file))
    });
    Ok(texts.collect::<Vec<_>>().join("\n"))
}

/// Puts a blank line around each member of an impl that takes several lines.
///
/// No literal or comment that is emitted holds a line break, so indentation alone says it.
fn space_members(text: &str) -> String {
    if !text.contains("impl") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut in_impl = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        in_impl |= line.starts_with("impl");
        let Some(next) = lines.peek() else { break };
        let ends = matches!(line, "    }" | "    };") && *next != "}";
        let begins = next.starts_with("    fn ") && line.ends_with(';');
        if in_impl && (ends || begins) {
            out.push('\n');
        }
    }
    out
}

/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}
