//! Which deprecated operation a path is of, where a request does not say which operation it is.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::meta::{Deprecation, Method};

/// A deprecated operation.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct DeprecatedOperation {
    /// The request type, `procore::rfi::v1_0::ListRfis`.
    pub rust_path: &'static str,
    /// The cargo feature of its tool.
    pub feature: &'static str,
    /// The method, upper case.
    pub method: &'static str,
    /// The path template.
    pub path: &'static str,
    /// Procore's title of it.
    pub title: &'static str,
    /// Since when, until when, and what to use instead.
    pub deprecation: Deprecation,
}

/// What is looked up in the description. The runtime is the same for each description: the crate
/// around it implements this for [`Description`].
pub trait Described {
    /// The deprecated operations, of all tools.
    const DEPRECATED: &'static [DeprecatedOperation];

    /// Operations that are not deprecated, by method and path template, with paths that the template
    /// of a deprecated one fits as well.
    const OTHERS: &'static [(&'static str, &'static str)];
}

/// The description that the crate was made from.
#[derive(Debug, Clone, Copy)]
pub struct Description;

/// The deprecated operation that a path is of, which begins with `/rest` or the like.
///
/// Of the templates that fit, the one counts that fixes more, the leftmost segment first; so
/// `/rfis/recycled` is not `/rfis/{id}` where there are both.
pub(crate) fn deprecated(method: Method, path: &str) -> Option<&'static DeprecatedOperation> {
    let segments: Vec<Cow<'_, str>> = segments(path)
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy())
        .collect();
    let openness = |of: &str, template| {
        let same = of == method.as_str();
        same.then(|| openness(template, &segments)).flatten()
    };
    let fit = Description::DEPRECATED.iter().filter_map(|operation| {
        let open = openness(operation.method, operation.path)?;
        Some((open, operation))
    });
    let (open, found) = fit.min_by_key(|(open, _)| *open)?;
    let mut others = Description::OTHERS.iter();
    let nearer = others.any(|(of, template)| openness(of, template).is_some_and(|it| it <= open));
    (!nearer).then_some(found)
}

/// The segments of a path; an empty one is none to a server.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// How much a template leaves open, a digit for each segment; `None` where it does not fit.
fn openness(template: &str, path: &[Cow<'_, str>]) -> Option<u64> {
    let mut template = segments(template);
    let mut open = 0_u64;
    for segment in path {
        let pattern = template.next()?;
        // Cheap first: most templates differ in what is fixed.
        let digit = if pattern == segment {
            0
        } else if !pattern.contains('{') || !fits(pattern, segment) {
            return None;
        } else if pattern.starts_with('{') && pattern.ends_with('}') {
            2
        } else {
            1
        };
        open = open.checked_mul(3)?.checked_add(digit)?;
    }
    template.next().is_none().then_some(open)
}

/// Whether a segment of a path fits one of a template, `{id}.pdf`.
fn fits(pattern: &str, segment: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('{') else {
        return pattern == segment;
    };
    let behind = rest.split_once('}').map_or("", |(_, behind)| behind);
    let Some(value) = segment.strip_prefix(before) else {
        return false;
    };
    // A value has at least one character, and ends where the rest fits.
    let mut ends = value.char_indices().map(|(at, char)| at + char.len_utf8());
    match behind {
        "" => !value.is_empty(),
        _ => ends.any(|end| value.get(end..).is_some_and(|rest| fits(behind, rest))),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{fits, openness, segments};

    #[test]
    fn a_value_is_anything_but_nothing() {
        for (pattern, segment, expected) in [
            ("rfis", "rfis", true),
            ("rfis", "rfi", false),
            ("{id}", "7", true),
            ("{id}", "", false),
            ("{id}.pdf", "7.pdf", true),
            ("{id}.pdf", "a.pdf.pdf", true),
            ("{id}.pdf", ".pdf", false),
            ("{id}.pdf", "7.png", false),
            ("x{a}-{b}", "x\u{e9}-\u{e9}", true),
            ("x{a}-{b}", "x1-", false),
            ("{broken", "7", true),
        ] {
            assert_eq!(fits(pattern, segment), expected, "{pattern} {segment}");
        }
    }

    #[test]
    fn what_is_fixed_further_left_leaves_less_open() {
        let path: Vec<Cow<'_, str>> = segments("/a/b.pdf/c/").map(Cow::from).collect();
        let ordered = [
            "/a/b.pdf/c",
            "/a/b.pdf/{x}",
            "/a/{x}.pdf/{y}",
            "/a/{x}/c",
            "/{x}/b.pdf/c",
        ];
        let open: Vec<_> = ordered
            .iter()
            .map(|it| openness(it, &path).unwrap())
            .collect();
        assert!(open.is_sorted_by(|a, b| a < b), "{open:?}");
        for other in ["/a/b.pdf", "/a/b.pdf/c/d", "/a/b.pdf/d"] {
            assert_eq!(openness(other, &path), None, "{other}");
        }
    }
}
