//! The text of a JSONPath, by the grammar of RFC 9535.

use serde_json::Value;

use super::query::{Condition, Operator, Query, Segment, Selector, Term};

/// Conditions in conditions; one more is an error, before the stack ends.
const DEEPEST: usize = 64;
/// The largest number that JSON is sure to keep.
const LARGEST: i64 = (1 << 53) - 1;

/// What was read, or what was expected, and where.
type Read<T> = Result<T, String>;

pub(super) fn parse(text: &str) -> Read<Vec<Segment>> {
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
    };
    reader.expect("$")?;
    let segments = reader.segments()?;
    if reader.rest().is_empty() {
        Ok(segments)
    } else {
        Err(reader.wrong("`.`, `[` or the end"))
    }
}

struct Reader<'a> {
    text: &'a str,
    /// The byte that is read next.
    at: usize,
    depth: usize,
}

/// What a part of a condition is before it is known how it is used.
enum Part {
    Query(Query),
    Term(Term),
    Matches(Condition),
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Goes past `token` if it comes next.
    fn take(&mut self, token: &str) -> bool {
        let is_next = self.rest().starts_with(token);
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    fn expect(&mut self, token: &str) -> Read<()> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.wrong(&format!("`{token}`")))
        }
    }

    fn wrong(&self, expected: &str) -> String {
        let position = self.text.get(..self.at).unwrap_or_default().chars().count();
        format!("at position {position}, expected {expected}")
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        let left = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        self.at += rest.len() - left.len();
    }

    fn segments(&mut self) -> Read<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            let before = self.at;
            self.blanks();
            let is_deep = self.take("..");
            let selectors = if self.peek() == Some('[') {
                self.bracketed()?
            } else if is_deep || self.take(".") {
                vec![self.short()?]
            } else {
                // Blanks belong to a query only before a segment.
                self.at = before;
                return Ok(segments);
            };
            segments.push(Segment { is_deep, selectors });
        }
    }

    /// What may follow a dot.
    fn short(&mut self) -> Read<Selector> {
        if self.take("*") {
            return Ok(Selector::All);
        }
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        let rest = self.rest();
        if !rest.starts_with(is_first) {
            return Err(self.wrong("a name or `*`"));
        }
        let end = rest.find(|c: char| !is_first(c) && !c.is_ascii_digit());
        let name = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.at += name.len();
        Ok(Selector::Name(name.to_owned()))
    }

    fn bracketed(&mut self) -> Read<Vec<Selector>> {
        self.expect("[")?;
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(self.selector()?);
            self.blanks();
            if !self.take(",") {
                self.expect("]")?;
                return Ok(selectors);
            }
        }
    }

    fn selector(&mut self) -> Read<Selector> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('*') => {
                self.next();
                Ok(Selector::All)
            }
            Some('?') => {
                self.next();
                self.blanks();
                Ok(Selector::Filter(self.any()?))
            }
            Some('-' | '0'..='9' | ':') => self.index_or_slice(),
            _ => Err(self.wrong("a name, a number, `*`, `:` or `?`")),
        }
    }

    fn index_or_slice(&mut self) -> Read<Selector> {
        let start = self.optional_integer()?;
        let after = self.at;
        self.blanks();
        if !self.take(":") {
            self.at = after;
            return start
                .map(Selector::Index)
                .ok_or_else(|| self.wrong("a number"));
        }
        self.blanks();
        let end = self.optional_integer()?;
        let after = self.at;
        self.blanks();
        let step = if self.take(":") {
            self.blanks();
            self.optional_integer()?
        } else {
            self.at = after;
            None
        };
        let step = step.unwrap_or(1);
        Ok(Selector::Slice { start, end, step })
    }

    fn optional_integer(&mut self) -> Read<Option<i64>> {
        if !matches!(self.peek(), Some('-' | '0'..='9')) {
            return Ok(None);
        }
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let end = digits.find(|c: char| !c.is_ascii_digit());
        let digits = digits
            .get(..end.unwrap_or(digits.len()))
            .unwrap_or_default();
        let sign = usize::from(rest.starts_with('-'));
        let number = rest.get(..sign + digits.len()).unwrap_or_default();
        let is_whole = !digits.starts_with('0') || number == "0";
        match number.parse::<i64>() {
            Ok(value) if is_whole && (-LARGEST..=LARGEST).contains(&value) => {
                self.at += number.len();
                Ok(Some(value))
            }
            _ => Err(self.wrong("a whole number below 2^53, without zeros in front")),
        }
    }

    /// A text in single or double quotes.
    fn string(&mut self) -> Read<String> {
        let quote = self.next();
        let mut text = String::new();
        loop {
            let before = self.at;
            match self.next() {
                end if end.is_some() && end == quote => return Ok(text),
                Some('\\') => text.push(self.escaped(quote)?),
                Some(c) if c >= ' ' => text.push(c),
                _ => {
                    self.at = before;
                    return Err(self.wrong("the end of the text, a quote"));
                }
            }
        }
    }

    fn escaped(&mut self, quote: Option<char>) -> Read<char> {
        let before = self.at;
        let c = match self.next() {
            Some('b') => '\u{8}',
            Some('t') => '\t',
            Some('n') => '\n',
            Some('f') => '\u{c}',
            Some('r') => '\r',
            Some(c @ ('/' | '\\')) => c,
            Some('u') => return self.unicode(),
            Some(c) if Some(c) == quote => c,
            _ => {
                self.at = before;
                return Err(self.wrong("what may follow `\\`"));
            }
        };
        Ok(c)
    }

    /// The character of `\u`, whose second half may stand in a `\u` of its own.
    fn unicode(&mut self) -> Read<char> {
        let unit = self.hex()?;
        let code = match unit {
            0xD800..=0xDBFF if self.take("\\u") => {
                let low = self.hex()?;
                if !(0xDC00..=0xDFFF).contains(&low) {
                    return Err(self.wrong("the second half of a character before this"));
                }
                0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
            }
            _ => unit,
        };
        char::from_u32(code).ok_or_else(|| self.wrong("a whole character before this"))
    }

    fn hex(&mut self) -> Read<u32> {
        let digits = self.rest().get(..4).unwrap_or_default();
        if digits.len() < 4 || !digits.bytes().all(|c| c.is_ascii_hexdigit()) {
            return Err(self.wrong("four hexadecimal digits"));
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| self.wrong("four hexadecimal digits"))
    }

    fn any(&mut self) -> Read<Condition> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("no condition so deep in others"));
        }
        let parts = self.list(
            "||",
            |reader| reader.list("&&", Self::basic, Condition::All),
            Condition::Any,
        );
        self.depth -= 1;
        parts
    }

    /// One part, or several with `operator` between them.
    fn list(
        &mut self,
        operator: &str,
        part: impl Fn(&mut Self) -> Read<Condition>,
        together: impl Fn(Vec<Condition>) -> Condition,
    ) -> Read<Condition> {
        let first = part(self)?;
        let mut parts = vec![first];
        loop {
            let before = self.at;
            self.blanks();
            if !self.take(operator) {
                self.at = before;
                break;
            }
            self.blanks();
            parts.push(part(self)?);
        }
        Ok(match (parts.len(), parts.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                parts.extend(last);
                together(parts)
            }
        })
    }

    fn basic(&mut self) -> Read<Condition> {
        if self.take("!") {
            self.blanks();
            let condition = if self.peek() == Some('(') {
                self.in_parentheses()?
            } else {
                let part = self.part()?;
                self.test(part)?
            };
            return Ok(Condition::Not(Box::new(condition)));
        }
        if self.peek() == Some('(') {
            return self.in_parentheses();
        }
        let left = self.part()?;
        let before = self.at;
        self.blanks();
        let Some(operator) = self.operator() else {
            self.at = before;
            return self.test(left);
        };
        let left = self.term(left)?;
        self.blanks();
        let right = self.part()?;
        Ok(Condition::Compare(left, operator, self.term(right)?))
    }

    fn in_parentheses(&mut self) -> Read<Condition> {
        self.expect("(")?;
        self.blanks();
        let condition = self.any()?;
        self.blanks();
        self.expect(")")?;
        Ok(condition)
    }

    fn operator(&mut self) -> Option<Operator> {
        const OPERATORS: [(&str, Operator); 6] = [
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let found = OPERATORS.iter().find(|(token, _)| self.take(token));
        found.map(|(_, operator)| *operator)
    }

    /// A part that is a condition by itself.
    fn test(&self, part: Part) -> Read<Condition> {
        match part {
            Part::Query(query) => Ok(Condition::Exists(query)),
            Part::Matches(condition) => Ok(condition),
            Part::Term(_) => Err(self.wrong("a comparison")),
        }
    }

    /// A part that has a value.
    fn term(&self, part: Part) -> Read<Term> {
        match part {
            Part::Term(term) => Ok(term),
            Part::Query(query) if is_singular(&query) => Ok(Term::Value(query)),
            Part::Query(_) => Err(self.wrong("a query of one node before this")),
            Part::Matches(_) => Err(self.wrong("a value before this")),
        }
    }

    fn part(&mut self) -> Read<Part> {
        match self.peek() {
            Some('@' | '$') => Ok(Part::Query(self.query()?)),
            Some('\'' | '"') => Ok(Part::Term(Term::Literal(self.string()?.into()))),
            Some('-' | '0'..='9') => Ok(Part::Term(Term::Literal(self.number()?))),
            Some('a'..='z') => self.word(),
            _ => Err(self.wrong("a query, a function or a value")),
        }
    }

    fn query(&mut self) -> Read<Query> {
        let is_absolute = self.next() == Some('$');
        let segments = self.segments()?;
        Ok(Query {
            is_absolute,
            segments,
        })
    }

    fn number(&mut self) -> Read<Value> {
        let rest = self.rest();
        let may_be = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
        let end = rest.find(|c| !may_be(c)).unwrap_or(rest.len());
        let number = rest.get(..end).unwrap_or_default();
        let value = serde_json::from_str(number).map_err(|_| self.wrong("a number of JSON"))?;
        self.at += end;
        Ok(value)
    }

    /// `true`, `false`, `null`, or a function.
    fn word(&mut self) -> Read<Part> {
        let rest = self.rest();
        let may_be = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let end = rest.find(|c| !may_be(c)).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let literal = match word {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            "length" | "count" | "match" | "search" | "value" => None,
            _ => return Err(self.wrong("`length`, `count`, `match`, `search` or `value`")),
        };
        self.at += end;
        if let Some(value) = literal {
            return Ok(Part::Term(Term::Literal(value)));
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong("no function so deep in others"));
        }
        self.expect("(")?;
        self.blanks();
        let part = match word {
            "count" => Part::Term(Term::Count(self.any_query()?)),
            "value" => Part::Term(Term::Value(self.any_query()?)),
            "length" => Part::Term(Term::Length(Box::new(self.argument()?))),
            _ => {
                let text = self.argument()?;
                self.blanks();
                self.expect(",")?;
                self.blanks();
                let pattern = self.argument()?;
                Part::Matches(Condition::Matches(text, pattern, word == "match"))
            }
        };
        self.blanks();
        self.expect(")")?;
        self.depth -= 1;
        Ok(part)
    }

    fn argument(&mut self) -> Read<Term> {
        let part = self.part()?;
        self.term(part)
    }

    fn any_query(&mut self) -> Read<Query> {
        match self.peek() {
            Some('@' | '$') => self.query(),
            _ => Err(self.wrong("a query")),
        }
    }
}

/// Whether it finds one node at most, whatever the document.
fn is_singular(query: &Query) -> bool {
    query.segments.iter().all(|segment| {
        let one = matches!(
            segment.selectors.as_slice(),
            [Selector::Name(_) | Selector::Index(_)]
        );
        one && !segment.is_deep
    })
}
