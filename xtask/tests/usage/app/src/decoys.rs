//! Nothing here is a use.

use client::webhooks::v2_0::{self, ListCompanyWebhooksHooks as ListWebhooksHooks};

mod client_like {
    pub mod webhooks {
        pub mod v1_0 {
            #[derive(Debug, Default)]
            pub struct CreateWebhooksHook;
        }
    }
}

use client_like::webhooks::v1_0::CreateWebhooksHook;

mod procore {
    pub mod rfi {
        pub mod v1_0 {
            #[derive(Debug, Default)]
            pub struct NewRfi {
                pub assignee_id: i64,
            }
        }
    }
}

#[derive(Debug)]
enum Kind {
    ListWebhooksTriggers,
    DeleteWebhooksHook { filename: String },
}

use Kind::*;

/// See [`client::webhooks::v1_0::ListWebhooksHooks`].
pub fn run() {
    // client::webhooks::v1_0::ListWebhooksHooks
    let text = "client::webhooks::v1_0::ListWebhooksHooks";
    let hooks = ListWebhooksHooks::new(1.into());
    let _: Option<v2_0::ListProjectWebhooksHooks> = None;
    let rfi = procore::rfi::v1_0::NewRfi::default();
    let kinds = [ListWebhooksTriggers, DeleteWebhooksHook { filename: String::new() }];
    println!("{text} {hooks:?} {:?} {:?} {kinds:?}", CreateWebhooksHook, rfi.assignee_id);
    for kind in kinds {
        if let DeleteWebhooksHook { filename } = kind {
            println!("{filename}");
        }
    }
}
