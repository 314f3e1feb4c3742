//! Values of query, path and header parameters, ranges and sort orders among them.

use std::marker::PhantomData;
use std::ops::{RangeFrom, RangeInclusive, RangeToInclusive};

use serde_json::Value;

use crate::runtime::json::digits::float_text;
use crate::runtime::json::wire::to_param;

/// A value that can be part of a query, a path or a header.
pub trait Param {
    /// Its text, not yet percent-encoded.
    fn text(&self) -> String;

    /// Whether it must not be shown.
    fn is_secret(&self) -> bool {
        false
    }
}

impl Param for i64 {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Param for bool {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Param for f64 {
    fn text(&self) -> String {
        float_text(*self)
    }
}

impl Param for String {
    fn text(&self) -> String {
        self.clone()
    }
}

impl Param for &str {
    fn text(&self) -> String {
        (*self).to_owned()
    }
}

impl Param for Value {
    fn text(&self) -> String {
        to_param(self)
    }
}

impl<T: Param> Param for Option<T> {
    fn text(&self) -> String {
        self.as_ref().map(Param::text).unwrap_or_default()
    }

    fn is_secret(&self) -> bool {
        self.as_ref().is_some_and(Param::is_secret)
    }
}

impl<T: Param> Param for Box<T> {
    fn text(&self) -> String {
        (**self).text()
    }

    fn is_secret(&self) -> bool {
        (**self).is_secret()
    }
}

/// The range of a filter, `A...B` on the wire; both ends are included, and each may be open.
///
/// ```text
/// filter_created_at(first..=last)
/// filter_created_at(first..)
/// filter_created_at(day)               // that one value
/// ```
///
/// A range of instants takes dates too: Procore reads either.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Range<T> {
    text: String,
    of: PhantomData<fn() -> T>,
}

impl<T> Range<T> {
    fn between(from: Option<&dyn Param>, to: Option<&dyn Param>) -> Self {
        let end = |end: Option<&dyn Param>| end.map(Param::text).unwrap_or_default();
        Self::of(format!("{}...{}", end(from), end(to)))
    }

    /// A range that is written like this.
    pub(crate) fn of(text: String) -> Self {
        Self {
            text,
            of: PhantomData,
        }
    }
}

impl<T: Param> Range<T> {
    /// From `from` to `to`; `None` leaves the end open.
    pub fn new(from: Option<T>, to: Option<T>) -> Self {
        fn end<T: Param>(end: &Option<T>) -> Option<&dyn Param> {
            end.as_ref().map(|end| end as &dyn Param)
        }
        Self::between(end(&from), end(&to))
    }
}

impl<T> Param for Range<T> {
    fn text(&self) -> String {
        self.text.clone()
    }
}

impl<T: Param> From<T> for Range<T> {
    fn from(value: T) -> Self {
        Self::of(value.text())
    }
}

impl<T: Param> From<(Option<T>, Option<T>)> for Range<T> {
    fn from((from, to): (Option<T>, Option<T>)) -> Self {
        Self::new(from, to)
    }
}

impl<T: Param> From<RangeInclusive<T>> for Range<T> {
    fn from(range: RangeInclusive<T>) -> Self {
        Self::between(Some(range.start()), Some(range.end()))
    }
}

impl<T: Param> From<RangeFrom<T>> for Range<T> {
    fn from(range: RangeFrom<T>) -> Self {
        Self::between(Some(&range.start), None)
    }
}

impl<T: Param> From<RangeToInclusive<T>> for Range<T> {
    fn from(range: RangeToInclusive<T>) -> Self {
        Self::between(None, Some(&range.end))
    }
}

/// The order of a list: one field or several, each up or down.
///
/// ```text
/// sort(ListRfisSort::Number)
/// sort(Sort::desc(ListRfisSort::Number))
/// sort(vec![Sort::asc(ListRfisSort::Status), Sort::desc(ListRfisSort::Number)])
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sort<T>(Vec<(T, Direction)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Direction {
    Up,
    Down,
}

impl<T> Sort<T> {
    /// Smallest first.
    pub fn asc(field: T) -> Self {
        Self(vec![(field, Direction::Up)])
    }

    /// Largest first.
    pub fn desc(field: T) -> Self {
        Self(vec![(field, Direction::Down)])
    }

    /// Then by `next`.
    #[must_use]
    pub fn then(mut self, next: impl Into<Self>) -> Self {
        self.0.extend(next.into().0);
        self
    }
}

impl<T: Param> Param for Sort<T> {
    fn text(&self) -> String {
        let fields = self.0.iter().map(|(field, direction)| match direction {
            Direction::Up => field.text(),
            Direction::Down => format!("-{}", field.text()),
        });
        fields.collect::<Vec<_>>().join(",")
    }
}

impl<T> From<T> for Sort<T> {
    fn from(field: T) -> Self {
        Self::asc(field)
    }
}

impl<T> From<Vec<Self>> for Sort<T> {
    fn from(fields: Vec<Self>) -> Self {
        Self(fields.into_iter().flat_map(|sort| sort.0).collect())
    }
}

impl From<&str> for Sort<String> {
    fn from(field: &str) -> Self {
        match field.strip_prefix('-') {
            Some(field) => Self::desc(field.to_owned()),
            None => Self::asc(field.to_owned()),
        }
    }
}
