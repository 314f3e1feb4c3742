//! A library that hands on what it imports.

pub extern crate api as client;

pub use client::directory::v1_0 as old;
pub use client::directory::v1_0::ShowCompanyUser; // USE: procore::directory::v1_0::ShowCompanyUser

pub(crate) mod private {
    pub use api::directory::v1_1::ListCompanyUsers; // USE: procore::directory::v1_1::ListCompanyUsers
}

pub fn user() -> Option<private::ListCompanyUsers> { // USE: procore::directory::v1_1::ListCompanyUsers
    None
}

pub async fn changes() -> Result<api::rfi::v1_0::RfiChanges, std::io::Error> {
    Ok(Default::default())
}
