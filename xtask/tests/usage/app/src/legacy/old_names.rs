//! A module whose file is called otherwise.

pub mod inner;

pub use inner::{Everything, everything};

pub(crate) const NAME: &str = "procore::webhooks::v1_0::ListWebhooksHooks";
