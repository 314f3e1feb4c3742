use api::directory::v1_3::*;

#[test]
fn lists() {
    let _ = ListCompanyUsers::new(1.into()); // USE: procore::directory::v1_3::ListCompanyUsers
}
