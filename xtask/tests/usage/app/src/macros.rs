//! What stands in the arguments and in the definitions of macros.

use client::directory::v1_0::{ListCompanyUsers, ShowCompanyUser}; // USE: procore::directory::v1_0::ListCompanyUsers procore::directory::v1_0::ShowCompanyUser
use client::ids::CompanyId;
use client::punch_list::v1_0::{PunchItem, ShowPunchItem};

macro_rules! users {
    ($company:expr) => {
        $crate::prelude::OldUsers::new($company) // USE: procore::directory::v1_0::ListCompanyUsers
    };
}

/// What it means is what it means where it is called.
macro_rules! at_the_caller {
    () => {
        ListCompanyUsers::new(CompanyId::from(1)) // UNRESOLVED: ListCompanyUsers::new
    };
}

macro_rules! declare {
    ($name:ident) => {
        #[derive(Debug)]
        struct $name;
    };
}

mod declared {
    declare!(ListWebhooksHooks);

    pub fn run() {
        println!("{:?}", ListWebhooksHooks);
    }
}

pub fn run() {
    let all = vec![ListCompanyUsers::new(CompanyId::from(1)), users!(CompanyId::from(2))]; // USE: procore::directory::v1_0::ListCompanyUsers
    assert!(all.len() == 2, "{:?}", client::directory::v1_2::ListCompanyUsers::new(CompanyId::from(1))); // USE: procore::directory::v1_2::ListCompanyUsers
    let item = PunchItem::default();
    println!("{:?}", item.images); // USE: procore::punch_list::v1_0::PunchItem::images
    println!("{}", stringify!(ListCompanyUsers));
    if matches!(item, PunchItem { images: Some(_), .. }) { // USE: procore::punch_list::v1_0::PunchItem::images
        println!("{:?}", at_the_caller!());
    }
    named!(ShowCompanyUser); // UNRESOLVED: ShowCompanyUser
    let _: Option<ShowPunchItem> = None;
    declared::run();
}

macro_rules! named {
    ($name:ident) => {
        println!("{}", stringify!($name))
    };
}
use named;
