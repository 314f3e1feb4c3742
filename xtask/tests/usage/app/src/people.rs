//! Re-exports, aliases, and names that another file gives.

use crate::prelude::nested::*;
use crate::prelude::{self, *};

type Old = prelude::users::ShowCompanyUser; // USE: procore::directory::v1_0::ShowCompanyUser
type Listed<T> = Result<Vec<T>, std::fmt::Error>;

/// Not the one that `prelude::nested` keeps to itself.
struct ShowCompanyUser;

pub fn run() {
    let users = Users::new(CompanyId::from(1)); // USE: procore::directory::v1_0::ListCompanyUsers
    let again = OldUsers::new(CompanyId::from(1)); // USE: procore::directory::v1_0::ListCompanyUsers
    let new = v1_3::ListCompanyUsersForCompany::new(CompanyId::from(1));
    let alias: Option<Old> = None;
    let all: Listed<v1_3::ShowCompanyUser> = Ok(Vec::new()); // USE: procore::directory::v1_3::ShowCompanyUser
    let _ = (users, again, new, alias, all, ShowCompanyUser, shown());
}

impl From<Old> for ShowCompanyUser {
    fn from(_: Old) -> Self {
        Self
    }
}
