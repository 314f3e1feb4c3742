//! What a request costs, in counts: `benches/ratios.rs` measures it in time.
#![allow(missing_docs, clippy::unwrap_used)]

use runtime::runtime::client::Client;
use runtime::runtime::operation::Operation;
use runtime::sample::ListRfis;

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
