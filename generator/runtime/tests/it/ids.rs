//! Ids of different records are different types, made from numbers and texts; enums that are sent
//! take no text by accident.

use std::collections::BTreeSet;

use runtime::runtime::values::param::Param;
use runtime::sample::RfiStatus;
use runtime::sample::ids::{CompanyId, ProjectId};

#[test]
fn an_id_is_the_same_from_numbers_and_from_texts() {
    let number = ProjectId::from(81_930_i64);
    let all = [
        ProjectId::from(81_930),
        ProjectId::from(81_930_u64),
        ProjectId::from("81930"),
        ProjectId::from(String::from("81930")),
        "81930".parse().unwrap(),
    ];
    assert!(all.iter().all(|id| *id == number));
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!((number.as_str(), number.as_i64()), ("81930", Some(81_930)));
    assert_eq!(ProjectId::from("01JM").as_i64(), None);
}

#[test]
fn an_id_is_written_as_it_is_and_shown_with_its_kind() {
    let id = CompanyId::from(8);
    assert_eq!((id.text(), id.to_string()), ("8".into(), "8".into()));
    assert_eq!(format!("{id:?}"), "CompanyId(8)");
}

#[test]
fn a_value_that_is_not_listed_has_to_be_called_so() {
    assert_eq!(RfiStatus::other("open"), RfiStatus::Open);
    assert_eq!(
        RfiStatus::other("waiting"),
        RfiStatus::Unknown("waiting".into())
    );
    assert_eq!("draft".parse(), Ok(RfiStatus::other("draft")));
}
