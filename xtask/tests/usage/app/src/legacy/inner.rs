//! A module of a module whose file is called otherwise.

/// `procore::webhooks::v1_0::ListWebhooksHooks` in words is no use.
#[derive(Debug)]
pub enum Everything {
    Deliveries(Box<client::webhooks::v1_0::ListWebhooksDeliveries>), // USE: procore::webhooks::v1_0::ListWebhooksDeliveries
    Nothing(&'static str),
}

#[cfg(any())]
use client::webhooks::v1_0::BulkDeleteTriggers; // USE: procore::webhooks::v1_0::BulkDeleteTriggers

pub fn everything() -> Everything {
    Everything::Nothing(super::NAME)
}
