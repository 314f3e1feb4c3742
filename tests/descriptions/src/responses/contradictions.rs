//! Values that whole responses had where an enum does not declare them. The samples are parts of
//! these responses, so the table of contradictions knows of more.

use serde_json::{Value, json};

/// A value of an enum that is not declared, in a response that has nothing else.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Contradiction {
    /// The id of the operation.
    pub(crate) operation: String,
    /// The response.
    pub(crate) response: Value,
}

/// Reads the rows of the table that are about enums.
pub(crate) fn parse(table: &str) -> Vec<Contradiction> {
    let rows = table
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter_map(|row| match row.as_slice() {
        [operation, "enum", pointer, detail, ..] => Some((*operation, *pointer, *detail)),
        _ => None,
    })
    .flat_map(|(operation, pointer, detail)| {
        // `'a' not in ['b', 'c'] | 'd' not in ...`
        let values = detail.split(" | ").filter_map(|part| {
            let (value, _) = part.split_once(" not in ")?;
            Some(value.trim_matches('\''))
        });
        values.map(move |value| Contradiction {
            operation: operation.to_owned(),
            response: at(pointer, value.into()),
        })
    })
    .collect()
}

/// A response with `value` at `$[].field`.
fn at(pointer: &str, value: Value) -> Value {
    let steps = pointer.trim_start_matches('$').replace("[]", ".[]");
    let steps = steps.split('.').filter(|step| !step.is_empty());
    steps.rev().fold(value, |value, step| match step {
        "[]" => json!([value]),
        field => json!({ field: value }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_about_enums_become_responses_with_their_values() {
        let table = "operationId\tkind\tpointer\tdetail\n\
                     ListRfis\tnull\t$[].id\tdeclared integer\n\
                     ListRfis\tenum\t$[].items[].status\t'On hold' not in ['open'] | 'x' not in ['o\n";
        let response = |value: &str| json!([{"items": [{"status": value}]}]);
        let expected = ["On hold", "x"].map(|value| Contradiction {
            operation: "ListRfis".to_owned(),
            response: response(value),
        });
        assert_eq!(parse(table), expected);
    }
}
