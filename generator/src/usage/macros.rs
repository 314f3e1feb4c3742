//! The tokens of macros: what in them is code, and which paths and names they hold.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use syn::parse::{Parse, Parser};
use syn::punctuated::Punctuated;
use syn::{Block, Expr, File, Item, Pat, Stmt, Token};

use super::tree::Route;

/// Macros that take expressions, and do with them what functions would.
const PLAIN: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "anyhow",
    "bail",
    "dbg",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "ensure",
    "eprint",
    "eprintln",
    "error",
    "format",
    "format_args",
    "info",
    "join",
    "matches",
    "panic",
    "print",
    "println",
    "select",
    "todo",
    "trace",
    "try_join",
    "unimplemented",
    "unreachable",
    "vec",
    "warn",
    "write",
    "writeln",
];
/// Macros that do not use what they name.
const TEXT: &[&str] = &[
    "cfg",
    "compile_error",
    "concat",
    "env",
    "include_bytes",
    "include_str",
    "option_env",
    "stringify",
];

/// Whether the arguments of a macro are code as they stand.
pub(super) fn is_plain(name: &str) -> bool {
    PLAIN.contains(&name)
}

/// Whether a macro names things without using them.
pub(super) fn is_text(name: &str) -> bool {
    TEXT.contains(&name)
}

/// Tokens, as far as they can be parsed.
pub(super) enum Code {
    Expressions(Vec<Expr>),
    Statements(Vec<Stmt>),
    Items(Vec<Item>),
    /// Parts of it, between commas and arrows.
    Parts(Vec<Part>),
}

/// A part of tokens.
pub(super) enum Part {
    Expression(Expr),
    Pattern(Pat),
    Tokens(TokenStream),
}

/// Parses the tokens of a macro as what they look like.
pub(super) fn code(tokens: &TokenStream) -> Code {
    let expressions = Punctuated::<Expr, Token![,]>::parse_terminated;
    if let Ok(all) = expressions.parse2(tokens.clone()) {
        return Code::Expressions(all.into_iter().collect());
    }
    let repeated = |input: syn::parse::ParseStream<'_>| -> syn::Result<Vec<Expr>> {
        let value: Expr = input.parse()?;
        input.parse::<Token![;]>()?;
        Ok(vec![value, input.parse()?])
    };
    if let Ok(all) = repeated.parse2(tokens.clone()) {
        return Code::Expressions(all);
    }
    if let Ok(file) = syn::parse2::<File>(tokens.clone()) {
        return Code::Items(file.items);
    }
    if let Ok(statements) = Block::parse_within.parse2(tokens.clone()) {
        return Code::Statements(statements);
    }
    let parts = split(tokens).into_iter().map(part);
    Code::Parts(parts.collect())
}

fn part(tokens: TokenStream) -> Part {
    if let Ok(expression) = Expr::parse.parse2(tokens.clone()) {
        return Part::Expression(expression);
    }
    match Pat::parse_multi_with_leading_vert.parse2(tokens.clone()) {
        Ok(pattern) => Part::Pattern(pattern),
        Err(_) => Part::Tokens(tokens),
    }
}

/// Tokens between commas, semicolons, arrows and single equals signs.
fn split(tokens: &TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut parts: Vec<Vec<TokenTree>> = vec![Vec::new()];
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        let sign = |index: usize| match tokens.get(index) {
            Some(TokenTree::Punct(sign)) => Some((sign.as_char(), sign.spacing())),
            _ => None,
        };
        match sign(index - 1) {
            Some((',' | ';', _)) => parts.push(Vec::new()),
            Some(('=', Spacing::Joint)) if matches!(sign(index), Some(('>', _))) => {
                index += 1;
                parts.push(Vec::new());
            }
            // Not one of `==`, `+=`, `<=` and the like.
            Some(('=', Spacing::Alone))
                if !matches!(
                    index.checked_sub(2).and_then(sign),
                    Some((_, Spacing::Joint))
                ) =>
            {
                parts.push(Vec::new());
            }
            _ => {
                if let Some(last) = parts.last_mut() {
                    last.push(token.clone());
                }
            }
        }
    }
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.map(|part| part.into_iter().collect()).collect()
}

/// A path among tokens.
pub(super) struct Named {
    pub(super) route: Route,
    pub(super) spans: Vec<Span>,
}

/// The paths among tokens, however deep, and however the tokens are to be read.
pub(super) fn paths(tokens: &TokenStream) -> Vec<Named> {
    let mut found = Vec::new();
    paths_of(tokens, &mut found);
    found
}

fn paths_of(tokens: &TokenStream, found: &mut Vec<Named>) {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let sign = |index: usize, wanted: char| matches!(tokens.get(index), Some(TokenTree::Punct(sign)) if sign.as_char() == wanted);
    let colons = |index: usize| sign(index, ':') && sign(index + 1, ':');
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let (is_after_dot, is_fragment) = match index.checked_sub(1) {
            // `..` before a name is a range.
            Some(before) => {
                let is_range = before > 0 && sign(before - 1, '.');
                (sign(before, '.') && !is_range, sign(before, '$'))
            }
            None => (false, false),
        };
        match token {
            TokenTree::Group(group) => {
                paths_of(&group.stream(), found);
                index += 1;
            }
            TokenTree::Ident(first) if !is_after_dot => {
                let is_global = index >= 2 && colons(index - 2);
                let mut named = Named {
                    route: Route {
                        is_global,
                        names: vec![plain(first, is_fragment)],
                    },
                    spans: vec![first.span()],
                };
                index += 1;
                while colons(index) {
                    let Some(TokenTree::Ident(next)) = tokens.get(index + 2) else {
                        break;
                    };
                    named.route.names.push(plain(next, false));
                    named.spans.push(next.span());
                    index += 3;
                }
                // `$name` is whatever is put in its place.
                if !is_fragment || first == "crate" {
                    found.push(named);
                }
            }
            _ => index += 1,
        }
    }
}

fn plain(name: &Ident, is_fragment: bool) -> String {
    let name = name.to_string();
    if is_fragment && name == "crate" {
        return "$crate".to_owned();
    }
    name.strip_prefix("r#")
        .map_or(name.clone(), ToOwned::to_owned)
}

/// The names that tokens declare or import: within them they mean what nothing outside tells.
pub(super) fn declared(tokens: &TokenStream, found: &mut BTreeSet<String>) {
    let mut is_name = false;
    let mut is_import = false;
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                if is_name || is_import {
                    found.insert(word.clone());
                }
                is_name = matches!(
                    word.as_str(),
                    "struct" | "enum" | "union" | "type" | "trait" | "mod" | "as"
                );
                is_import |= word == "use";
            }
            TokenTree::Punct(sign) => {
                is_name = false;
                is_import &= sign.as_char() != ';';
            }
            TokenTree::Group(group) => {
                is_name = false;
                if is_import && group.delimiter() == Delimiter::Brace {
                    super::tree::words(group.stream(), found);
                }
                declared(&group.stream(), found);
            }
            TokenTree::Literal(_) => is_name = false,
        }
    }
    // The beginnings of paths are no names that an import declares.
    for root in ["crate", "self", "super", super::facts::CLIENT] {
        found.remove(root);
    }
}
