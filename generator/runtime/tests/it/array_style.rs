//! Lists in queries: as Procore's guide has them, or as the operation declares them.

use runtime::sample::*;
use runtime::testing::Canned;
use runtime::testing::MockTransport;
use runtime::{ArrayStyle, Client, Operation, Paged};
use serde_json::json;

fn client(mock: &MockTransport) -> Client {
    let builder = Client::builder().token("t").company(1);
    builder.transport(mock.clone()).build().unwrap()
}

/// The queries of `request`, sent once.
async fn query(request: ListRfis) -> String {
    let mock = MockTransport::new(|_| Canned::json(&json!([])));
    request.send(&client(&mock)).await.unwrap();
    let url = mock.seen()[0].url.clone();
    url.split_once('?')
        .map(|(_, query)| query.to_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn lists_are_written_as_the_guide_has_them_unless_the_declared_form_is_asked_for() {
    let request = ListRfis::new(7)
        .filter_id([1, 2])
        .page(3)
        .labels(["a,b", "c d"])
        .members(["x", "y"])
        .watchers(["u", "v"]);
    let guide = "filters[id][]=1&filters[id][]=2&page=3\
                 &labels[]=a,b&labels[]=c%20d&members[]=x&members[]=y\
                 &watchers[]=u&watchers[]=v";
    assert_eq!(query(request.clone()).await, guide);
    let guided = request.clone().with_array_style(ArrayStyle::Guide);
    assert_eq!(query(guided).await, guide);
    // What declares nothing stays as it is.
    assert_eq!(
        query(request.with_array_style(ArrayStyle::Declared)).await,
        "filters[id]=1,2&page=3&labels=a%2Cb,c%20d&members=x&members=y&watchers[]=u&watchers[]=v"
    );
}

#[tokio::test]
async fn the_style_holds_whenever_it_is_set_and_for_every_page() {
    let styled = ListRfis::new(7).with_array_style(ArrayStyle::Declared);
    assert_eq!(query(styled.clone()).await, "");
    assert_eq!(query(styled.clone().filter_id([])).await, "");
    assert_eq!(query(styled.clone().filter_id([5])).await, "filters[id]=5");

    let mock = MockTransport::sequence([
        Canned::json(&json!([{"id": 1}])).with_header("total", "2"),
        Canned::json(&json!([{"id": 2}])).with_header("total", "2"),
    ]);
    let pages = styled.filter_id([1, 2]).pages(&client(&mock));
    assert_eq!(pages.collect_up_to(9).await.unwrap().len(), 2);
    let urls: Vec<String> = mock.seen().into_iter().map(|seen| seen.url).collect();
    assert!(urls[0].ends_with("?filters[id]=1,2&page=1"), "{urls:?}");
    assert!(urls[1].ends_with("?filters[id]=1,2&page=2"), "{urls:?}");
}
