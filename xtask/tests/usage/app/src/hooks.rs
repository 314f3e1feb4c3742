//! Everything of a version is imported; what the file declares itself comes first.

use client::Operation;
use client::ids::{CompanyId, ProjectId};
use client::webhooks::v1_0::*;

/// Not the one of the client.
pub struct DeleteWebhooksHook;

pub fn run() {
    let triggers: Vec<ListWebhooksTriggers> = Vec::new(); // USE: procore::webhooks::v1_0::ListWebhooksTriggers
    let mine = DeleteWebhooksHook;
    let _ = (triggers, mine);
    generic::<u8>(1);
    inner::from_above();
}

/// A parameter of the same name is no use.
fn generic<ListWebhooksHooks: Copy>(value: ListWebhooksHooks) -> ListWebhooksHooks {
    value
}

pub fn path() -> &'static str {
    <ListWebhooksHooks as Operation>::META.path // USE: procore::webhooks::v1_0::ListWebhooksHooks
}

mod inner {
    use super::*;

    pub(super) fn from_above() {
        let hooks = ListWebhooksHooks::new(CompanyId::from(1), ProjectId::from(2)); // USE: procore::webhooks::v1_0::ListWebhooksHooks
        let _ = (hooks, DeleteWebhooksHook);
        block();
    }

    fn block() {
        struct ListWebhooksHooks;
        let _ = ListWebhooksHooks;
        {
            use client::webhooks::v1_0::ListWebhooksHooks; // USE: procore::webhooks::v1_0::ListWebhooksHooks
            let _: Option<ListWebhooksHooks> = None; // USE: procore::webhooks::v1_0::ListWebhooksHooks
        }
        let _ = ListWebhooksHooks;
    }
}
