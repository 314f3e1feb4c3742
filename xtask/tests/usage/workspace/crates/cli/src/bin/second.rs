fn main() {
    let _ = renamed::old::CreateCompanyUser::new; // USE: procore::directory::v1_0::CreateCompanyUser
}
