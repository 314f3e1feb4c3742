//! The two forms of a list in a query: Procore's guide has one, most declarations have another.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, utf8_percent_encode};

/// How a request writes the lists in its query.
///
/// Procore's guide to requests repeats the name, with brackets: `ids[]=1&ids[]=2`. The description
/// of most operations declares commas instead: `ids=1,2`. The guide describes how the servers read
/// a query and holds for all resources, so its form is the default. Ask for the declared form where
/// a server ignores a filter, or reads only one value of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ArrayStyle {
    /// `ids[]=1&ids[]=2`, as in Procore's guide.
    #[default]
    Guide,
    /// As the operation declares it: see [`Meta::arrays`](super::meta::Meta::arrays). A list
    /// whose form is not declared is written as in the guide.
    Declared,
}

/// How an operation declares a list in its query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ArrayForm {
    /// `ids=1,2`
    Commas,
    /// `ids=1&ids=2`
    Repeated,
}

/// The lists of an operation that are declared in another form than that of the guide: the name as
/// it is declared, and the form.
pub type DeclaredArrays = &'static [(&'static str, ArrayForm)];

/// Writes a query with its lists in their declared forms, percent-encoded.
pub(super) fn encode_declared(
    out: &mut String,
    query: &[(Cow<'static, str>, String)],
    arrays: DeclaredArrays,
    unescaped: &'static AsciiSet,
) {
    let start = out.len();
    for (index, (name, value)) in query.iter().enumerate() {
        let declared = arrays.iter().find(|(list, _)| is_list(name, list));
        let (name, commas) = match declared {
            Some((declared, form)) => (*declared, *form == ArrayForm::Commas),
            None => (&**name, false),
        };
        let mut values = vec![value];
        if commas {
            let same = |(other, _): &&(Cow<'static, str>, String)| is_list(other, name);
            if query.iter().take(index).any(|pair| same(&pair)) {
                // It went along with the first one.
                continue;
            }
            values = query.iter().filter(same).map(|(_, value)| value).collect();
        }
        if out.len() > start {
            out.push('&');
        }
        out.extend(utf8_percent_encode(name, unescaped));
        out.push('=');
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let text = utf8_percent_encode(value, unescaped);
            match commas {
                // A comma within a value is none between two of them.
                true => out.push_str(&text.to_string().replace(',', "%2C")),
                false => out.extend(text),
            }
        }
    }
}

/// Whether `name`, as the guide's form has it, is that of the list declared as `declared`.
fn is_list(name: &str, declared: &str) -> bool {
    let bare = |name| str::strip_suffix(name, "[]");
    bare(name) == Some(bare(declared).unwrap_or(declared))
}
