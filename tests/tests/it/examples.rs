//! The examples of the generated crate, each with its own tests, as parts of this program: together
//! they are compiled once.

#![allow(
    dead_code,
    clippy::duplicate_mod,
    reason = "nobody calls their `main`, and each brings the server that they share"
)]

#[path = "../../../generator/src/emit/templates/examples/blocking.rs"]
mod blocking;
#[path = "../../../generator/src/emit/templates/examples/export.rs"]
mod export;
#[path = "../../../generator/src/emit/templates/examples/files.rs"]
mod files;
#[path = "../../../generator/src/emit/templates/examples/generic.rs"]
mod generic;
#[path = "../../../generator/src/emit/templates/examples/list_rfis.rs"]
mod list_rfis;
#[path = "../../../generator/src/emit/templates/examples/migration.rs"]
mod migration;
#[path = "../../../generator/src/emit/templates/examples/money.rs"]
mod money;
#[path = "../../../generator/src/emit/templates/examples/service_account.rs"]
mod service_account;
#[path = "../../../generator/src/emit/templates/examples/vendor_sync.rs"]
mod vendor_sync;
#[path = "../../../generator/src/emit/templates/examples/web_login.rs"]
mod web_login;
#[path = "../../../generator/src/emit/templates/examples/webhooks.rs"]
mod webhooks;
