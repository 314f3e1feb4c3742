//! Setters of deprecated fields, along chains and through variables.

use client::punch_list::v1_0::{CreatePunchItemBody, NewPunchItem, PunchItemChanges, UpdatePunchItemBody};
use client::rfi::v1_0::{CreateRfiBody, NewRfi, RfiChanges, RfiQuestionInput};

/// A builder of the program itself.
#[derive(Default)]
struct Report {
    assignee_id: i64,
}

impl Report {
    fn assignee_id(mut self, value: i64) -> Self {
        self.assignee_id = value;
        self
    }
}

fn question() -> RfiQuestionInput {
    RfiQuestionInput::new("Which door?")
}

fn changes() -> RfiChanges {
    RfiChanges::new().assignee_ids(vec![1])
}

pub fn run() {
    let chain = NewRfi::new(question(), 1, "Door").draft(true).assignee_id(7); // USE: procore::rfi::v1_0::NewRfi::assignee_id
    let body = CreateRfiBody::new(chain);
    let begun = RfiChanges::new();
    let bound = begun.assignee_ids(vec![7]);
    let bound = bound
        .ball_in_court_id(7); // USE: procore::rfi::v1_0::RfiChanges::ball_in_court_id
    let returned = changes().assignee_id(8); // USE: procore::rfi::v1_0::RfiChanges::assignee_id
    let named = RfiChanges::assignee_id(RfiChanges::new(), 9); // USE: procore::rfi::v1_0::RfiChanges::assignee_id
    let mine = Report::default().assignee_id(7);
    let fine = CreatePunchItemBody::new(1, NewPunchItem::new("Door")).attachments(vec![]);
    let files = UpdatePunchItemBody::new(1, PunchItemChanges::new("Door")).attachments(vec![]); // USE: procore::punch_list::v1_0::UpdatePunchItemBody::attachments
    let _ = (body, bound, returned, named, mine.assignee_id, fine, files);
}
