//! What a request costs, in counts: `benches/ratios.rs` measures it in time.

use runtime::Client;
use runtime::runtime::prelude::*;
use runtime::sample::{ListRfis, Rfi};

/// A request is moved with each value that is set, and what sends it when it is spawned.
#[test]
fn what_is_moved_stays_small() {
    let client = Client::builder().token("t").company(1).build().unwrap();
    let request = ListRfis::new(7).per_page(100);
    assert_eq!(size_of_val(&request), size_of::<usize>());
    let sending = size_of_val(&request.send(&client));
    assert!(
        sending <= 1_100,
        "{sending} bytes: what is seldom needed belongs into a future of its own, boxed"
    );
}

/// A list has its records whole, whatever they hold: what is seldom there is kept elsewhere.
#[test]
fn what_is_unset_takes_little() {
    assert_eq!(size_of::<Option<Date>>(), 16);
    assert_eq!(size_of::<Option<DateTime>>(), 24);
    assert_eq!(size_of::<Option<CustomFields>>(), 16);
    assert_eq!(size_of::<Option<Base64>>(), 16);
    assert_eq!(size_of::<Extra>(), 8);
    let rfi = size_of::<Rfi>();
    // Two of its fields are unions that can hold any JSON, which has the size that serde_json's features
    // give it.
    let json = 2 * size_of::<serde_json::Value>();
    assert!(rfi <= 368 + json, "{rfi} bytes");
}
