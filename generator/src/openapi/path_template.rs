//! Path templates: `/rest/v1.0/links/{id}`.

/// A path with what its parameters are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate<'a> {
    /// The path as it stands in the description.
    pub text: &'a str,
    /// The names of its parameters, each once, as far as they can be read.
    pub parameters: Vec<&'a str>,
    /// What is wrong with it.
    pub faults: Vec<Fault<'a>>,
    /// The path with every parameter as `{}`: two operations of one method that have it in common
    /// are one to a server.
    pub erased: String,
}

/// What is wrong with a path template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault<'a> {
    /// A brace has no partner in its segment; what follows is not read.
    Unbalanced,
    /// A parameter has no name.
    Unnamed,
    /// A parameter stands there twice.
    Repeated(&'a str),
}

impl<'a> PathTemplate<'a> {
    /// Reads a path; one that is malformed is read up to where it breaks.
    pub fn parse(text: &'a str) -> Self {
        let mut template = Self {
            text,
            parameters: Vec::new(),
            faults: Vec::new(),
            erased: String::with_capacity(text.len()),
        };
        let mut rest = text;
        while let Some(start) = rest.find(['{', '}']) {
            let inner = rest[start..].strip_prefix('{');
            let end = inner.and_then(|inner| inner.find(['{', '}', '/']).map(|end| (inner, end)));
            let Some((inner, end)) = end.filter(|(inner, end)| inner[*end..].starts_with('}'))
            else {
                template.faults.push(Fault::Unbalanced);
                break;
            };
            let name = &inner[..end];
            if name.is_empty() {
                template.faults.push(Fault::Unnamed);
            } else if template.parameters.contains(&name) {
                template.faults.push(Fault::Repeated(name));
            } else {
                template.parameters.push(name);
            }
            template.erased.push_str(&rest[..start]);
            template.erased.push_str("{}");
            rest = &inner[end + 1..];
        }
        template.erased.push_str(rest);
        template
    }
}

/// The segments of a path that are no parameters.
pub fn fixed_segments(path: &str) -> impl Iterator<Item = &str> {
    segments(path).filter(|segment| !is_parameter(segment))
}

/// The segments of a path, without empty ones.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// Whether a segment begins with a parameter.
pub fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// Whether there can be a path that both templates fit, `/rfis/recycled` for `/rfis/{id}`.
pub fn overlap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<&str>, Vec<&str>) = (segments(one).collect(), segments(other).collect());
    let open = |segment: &str| segment.contains('{');
    one.len() == other.len()
        && one
            .iter()
            .zip(&other)
            .all(|(one, other)| one == other || open(one) || open(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_named_and_erased() {
        let path = PathTemplate::parse("/rest/v1.0/{id}/files/{name}.{ending}");
        assert_eq!(path.parameters, ["id", "name", "ending"]);
        assert_eq!(path.erased, "/rest/v1.0/{}/files/{}.{}");
        assert!(path.faults.is_empty());
    }

    #[test]
    fn what_is_malformed_is_read_up_to_there() {
        let faults = |text| PathTemplate::parse(text).faults;
        assert_eq!(faults("/{a"), [Fault::Unbalanced]);
        assert_eq!(faults("/a}"), [Fault::Unbalanced]);
        assert_eq!(faults("/{a/b}"), [Fault::Unbalanced]);
        assert_eq!(faults("/{}"), [Fault::Unnamed]);
        assert_eq!(faults("/{a}/{a}"), [Fault::Repeated("a")]);
        assert_eq!(PathTemplate::parse("/{a}/{b").erased, "/{}/{b");
    }

    #[test]
    fn templates_overlap_where_a_path_can_be_of_both() {
        for (other, expected) in [
            ("/a/b/{c}", true),
            ("/a/recycled/c", true),
            ("/a/{x}.pdf/{y}", true),
            ("/a/{id}/d", false),
            ("/a/{id}", false),
            ("/b/{id}/c", false),
        ] {
            assert_eq!(overlap("/a/{id}/c", other), expected, "{other}");
        }
    }

    #[test]
    fn fixed_segments_are_the_rest() {
        let all: Vec<&str> = fixed_segments("/a/{b}//c").collect();
        assert_eq!(all, ["a", "c"]);
    }
}
