//! A program that knows the client by way of another package only.

use names::{old::ListCompanyUsers, ShowCompanyUser as User}; // USE: procore::directory::v1_0::ListCompanyUsers procore::directory::v1_0::ShowCompanyUser
use other::prelude::*;
use other::thing::CreateCompanyUser; // UNRESOLVED: other::thing::CreateCompanyUser

async fn run() -> Result<(), std::io::Error> {
    let first = ListCompanyUsers::new(1.into()); // USE: procore::directory::v1_0::ListCompanyUsers
    let through = names::client::directory::v1_2::ListCompanyUsers::new(1.into()); // USE: procore::directory::v1_2::ListCompanyUsers
    let changes = renamed::changes().await?.assignee_id(1); // USE: procore::rfi::v1_0::RfiChanges::assignee_id
    let globbed = ListWebhooksHooks::new(1.into(), 2.into()); // UNRESOLVED: ListWebhooksHooks::new
    let _ = (first, through, changes, globbed, None::<User>, names::private::ListCompanyUsers); // USE: procore::directory::v1_0::ShowCompanyUser // UNRESOLVED: names::private::ListCompanyUsers
    Ok(())
}

include!(concat!(env!("OUT_DIR"), "/made.rs")); // UNRESOLVED: include!

mod missing; // UNRESOLVED: missing
