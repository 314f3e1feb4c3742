//! What methods return: those of the client, and those of the standard library that lead from a
//! response to its fields.

use super::facts::Facts;
use super::types::{Around, Ty, of_ref, payload};

use Around::{Field, Future, Items, Iterator, Many, Map, Option, Pages, Response, Result};

/// What a method of a type of the client is.
fn of_item(facts: &Facts<'_>, receiver: &Ty, name: &str) -> Ty {
    let Ty::Item(path) = receiver else {
        return Ty::Unknown;
    };
    let Some(operation) = facts.requests.get(path) else {
        // Setters are named after the fields.
        let is_setter = facts.fields(path).iter().any(|field| field.ident == name);
        return if is_setter || is_same(name) {
            receiver.clone()
        } else {
            Ty::Unknown
        };
    };
    let item = || operation.paging.as_ref().map(|paging| of_ref(&paging.item));
    match name {
        "send" => sent(facts, receiver),
        "items" => item().map_or(Ty::Unknown, |item| item.within(Items)),
        "pages" => item().map_or(Ty::Unknown, |item| item.within(Pages)),
        "body" => receiver.clone(),
        name if name.starts_with("with_") || is_same(name) => receiver.clone(),
        name if operation.parameters.iter().any(|one| one.ident == name) => receiver.clone(),
        _ => Ty::Unknown,
    }
}

/// What sending a request gives.
fn sent(facts: &Facts<'_>, request: &Ty) -> Ty {
    match request {
        Ty::Item(path) if facts.requests.contains_key(path) => payload(facts, path)
            .within(Response)
            .within(Result)
            .within(Future),
        _ => Ty::Unknown,
    }
}

/// Methods that give what they are called on.
fn is_same(name: &str) -> bool {
    matches!(
        name,
        "clone"
            | "to_owned"
            | "as_ref"
            | "as_mut"
            | "as_deref"
            | "as_deref_mut"
            | "borrow"
            | "borrow_mut"
            | "deref"
            | "by_ref"
            | "into_boxed"
    )
}

/// What a method returns; `arguments` are the types of what it is called with.
pub(super) fn returned(facts: &Facts<'_>, receiver: &Ty, name: &str, arguments: &[Ty]) -> Ty {
    let Ty::In(around, inner) = receiver else {
        return match (receiver, name) {
            (Ty::Client, "send") => arguments
                .first()
                .map_or(Ty::Unknown, |one| sent(facts, one)),
            (Ty::Builder, "build") => Ty::Client.within(Result),
            (Ty::Builder, _) => Ty::Builder,
            (Ty::Client | Ty::Local(_) | Ty::Tuple(_), name) if is_same(name) => receiver.clone(),
            _ => of_item(facts, receiver, name),
        };
    };
    let inner = (**inner).clone();
    if is_same(name) {
        return receiver.clone();
    }
    let call = || match arguments.last() {
        Some(Ty::Call(returned)) => (**returned).clone(),
        _ => Ty::Unknown,
    };
    match around {
        Option | Result => of_one(receiver, *around, inner, name, call),
        Many | Iterator | Map => of_many(receiver, *around, inner, name, call),
        Field => match name {
            "value" | "into_value" => inner.within(Option),
            _ => Ty::Unknown,
        },
        Response => match name {
            "payload" | "into_inner" => inner,
            "map" => call().within(Response),
            "into_iter" | "iter" => inner.each().within(Iterator),
            _ => Ty::Unknown,
        },
        Items => match name {
            "next" => inner.within(Result).within(Option).within(Future),
            "collect_up_to" => inner.within(Many).within(Result).within(Future),
            "prefetch" => receiver.clone(),
            _ => Ty::Unknown,
        },
        Pages => match name {
            "next" => {
                let page = inner.within(Many).within(Response);
                page.within(Result).within(Option).within(Future)
            }
            "collect_up_to" => inner.within(Many).within(Result).within(Future),
            "prefetch" => receiver.clone(),
            _ => Ty::Unknown,
        },
        Future => Ty::Unknown,
    }
}

fn of_one(receiver: &Ty, around: Around, inner: Ty, name: &str, call: impl Fn() -> Ty) -> Ty {
    match name {
        "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default" | "unwrap_or_else" => inner,
        "ok" => inner.within(Option),
        "ok_or" | "ok_or_else" => inner.within(Result),
        "context" | "with_context" => inner.within(Result),
        "map_err" | "inspect" | "inspect_err" | "cloned" | "copied" | "take" | "filter" | "or"
        | "or_else" => receiver.clone(),
        "transpose" => match inner {
            Ty::In(other, inner) if matches!(other, Option | Result) => {
                inner.within(around).within(other)
            }
            _ => Ty::Unknown,
        },
        "map" => call().within(around),
        "and_then" => call(),
        "map_or_else" => call(),
        "iter" | "into_iter" | "iter_mut" => inner.within(Iterator),
        "flatten" => inner,
        _ => Ty::Unknown,
    }
}

fn of_many(receiver: &Ty, around: Around, inner: Ty, name: &str, call: impl Fn() -> Ty) -> Ty {
    match name {
        "iter" | "into_iter" | "iter_mut" | "drain" if around != Map => inner.within(Iterator),
        "iter" | "into_iter" | "iter_mut" | "drain" => receiver.each().within(Iterator),
        "values" | "into_values" | "values_mut" if around == Map => inner.within(Iterator),
        "get" | "get_mut" | "remove" if around == Map => inner.within(Option),
        "first" | "last" | "get" | "get_mut" | "first_mut" | "last_mut" | "pop" | "next"
        | "nth" | "find" | "max_by_key" | "min_by_key" | "peek" | "pop_front" | "next_back"
            if around != Map =>
        {
            inner.within(Option)
        }
        "remove" | "swap_remove" if around == Many => inner,
        "map" if around == Iterator => call().within(Iterator),
        "filter_map" | "flat_map" if around == Iterator => call().each().within(Iterator),
        "flatten" if around == Iterator => inner.each().within(Iterator),
        "filter" | "rev" | "skip" | "take" | "chain" | "inspect" | "skip_while" | "take_while"
        | "step_by" | "cloned" | "copied" | "peekable" | "fuse" | "cycle"
            if around == Iterator =>
        {
            receiver.clone()
        }
        "enumerate" if around == Iterator => Ty::Tuple(vec![Ty::Unknown, inner]).within(Iterator),
        // Of which kind, the one says who is given it.
        "collect" if around == Iterator => receiver.clone(),
        "as_slice" | "to_vec" if around == Many => receiver.clone(),
        _ => Ty::Unknown,
    }
}

/// What a closure is called with that is handed to a method.
pub(super) fn handed(receiver: &Ty, name: &str) -> Ty {
    match receiver {
        Ty::In(Option | Result | Response, inner) => match name {
            "map" | "and_then" | "filter" | "inspect" | "is_some_and" | "is_ok_and"
            | "is_none_or" | "map_or" | "map_or_else" => (**inner).clone(),
            _ => Ty::Unknown,
        },
        Ty::In(Many | Iterator, inner) => match name {
            "map" | "for_each" | "filter" | "filter_map" | "flat_map" | "find" | "any" | "all"
            | "inspect" | "position" | "partition" | "take_while" | "skip_while" | "max_by_key"
            | "min_by_key" | "sort_by_key" | "retain" | "find_map" | "is_sorted_by_key" => {
                (**inner).clone()
            }
            _ => Ty::Unknown,
        },
        _ => Ty::Unknown,
    }
}
