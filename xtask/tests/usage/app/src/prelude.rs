//! What the other files of the program import from here.

pub use client::directory::v1_0::ListCompanyUsers as OldUsers; // USE: procore::directory::v1_0::ListCompanyUsers
pub use client::directory::{v1_0 as users, v1_3};
pub use client::ids::*;

pub mod nested {
    pub use super::OldUsers as Users; // USE: procore::directory::v1_0::ListCompanyUsers
    // Private: nobody outside can name it.
    use client::directory::v1_1::ShowCompanyUser; // USE: procore::directory::v1_1::ShowCompanyUser

    pub fn shown() -> Option<ShowCompanyUser> { // USE: procore::directory::v1_1::ShowCompanyUser
        None
    }
}
