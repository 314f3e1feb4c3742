//! The parts of a JSONPath.

use serde_json::Value;

/// One step of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    /// `..`: of the node and all that is below it, not of the node alone.
    pub(super) is_deep: bool,
    pub(super) selectors: Vec<Selector>,
}

/// Which children a step goes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Selector {
    Name(String),
    All,
    Index(i64),
    Slice {
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    },
    Filter(Condition),
}

/// What a filter asks of a node.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    /// The query finds something.
    Exists(Query),
    Compare(Term, Operator, Term),
    /// `match` and `search`: a text, a pattern, and whether it must match the whole of the text.
    Matches(Term, Term, bool),
}

/// A query in a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    /// From `$`, not from `@`.
    pub(super) is_absolute: bool,
    pub(super) segments: Vec<Segment>,
}

/// What has a value, or none.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    Literal(Value),
    /// The one node that it finds: `value` of any query, or a query that finds one at most.
    Value(Query),
    Length(Box<Term>),
    Count(Query),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
