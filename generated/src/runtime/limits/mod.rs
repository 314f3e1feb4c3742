//! How often and how long: the clock, the rate limit, and what is sent again.

pub mod budget;
pub mod clock;
pub(crate) mod gate;
pub(crate) mod http_date;
pub mod rate;
pub(crate) mod retries;
pub mod retry;
