//! A program that uses what is deprecated in every way that a program can; it is read, and not built.
//! `USE:` at the end of a line says what is used on it, in order.

mod bodies;
mod decoys;
mod hooks;
#[path = "legacy/old_names.rs"]
mod legacy;
mod macros;
mod people;
mod prelude;
mod projects;
mod punch;

use client as procore;
use procore::ids::{CompanyId, ProjectId};
use procore::webhooks::{
    v1_0::{self as hooks_v1, DeleteWebhooksHook as Remove, UpdateWebhooksHook}, // USE: procore::webhooks::v1_0::DeleteWebhooksHook procore::webhooks::v1_0::UpdateWebhooksHook
    v2_0,
};

fn main() {
    let (company, project) = (CompanyId::from(1), ProjectId::from(2));
    let hooks = hooks_v1::ListWebhooksHooks::new(company, project); // USE: procore::webhooks::v1_0::ListWebhooksHooks
    let fine = v2_0::ListProjectWebhooksHooks::new(CompanyId::from(1), ProjectId::from(2));
    let direct = ::client::webhooks::v1_0::ListWebhooksResources::new(ProjectId::from(1)); // USE: procore::webhooks::v1_0::ListWebhooksResources
    println!("{hooks:?} {fine:?} {direct:?}");
    run(|request: Remove| println!("{request:?}")); // USE: procore::webhooks::v1_0::DeleteWebhooksHook
    let update: Option<UpdateWebhooksHook> = None; // USE: procore::webhooks::v1_0::UpdateWebhooksHook
    println!("{update:?} {:?}", legacy::everything());
    decoys::run();
    bodies::run();
    punch::run();
    macros::run();
    projects::run();
    hooks::run();
    people::run();
}

fn run(_: impl Fn(Remove)) {} // USE: procore::webhooks::v1_0::DeleteWebhooksHook
