//! Deprecated fields, of values whose types come from declarations, signatures and responses.

use client::ids::{ProjectId, PunchItemId};
use client::punch_list::v1_0::{self as punch, ListPunchItems, PunchItem, ShowPunchItem};
use client::{Client, Error, Operation, Paged};

struct Own {
    images: Vec<u8>,
    item: PunchItem,
}

impl Own {
    fn count(&self) -> usize {
        let own = self.images.len();
        own + self.item.images.iter().flatten().count() // USE: procore::punch_list::v1_0::PunchItem::images
    }

    fn item(&self) -> &PunchItem {
        &self.item
    }
}

fn parameter(item: &PunchItem, other: Own) -> bool {
    let Own { images, item: inner } = other;
    item.images.is_some() || images.is_empty() || inner.images.is_none() // USE: procore::punch_list::v1_0::PunchItem::images procore::punch_list::v1_0::PunchItem::images
}

async fn responses(client: &Client) -> Result<(), Error> {
    let shown = ShowPunchItem::new(PunchItemId::from(1), ProjectId::from(2)).send(client).await?;
    let images = shown.payload().images.clone(); // USE: procore::punch_list::v1_0::PunchItem::images
    let request = ShowPunchItem::new(PunchItemId::from(1), ProjectId::from(2)).include_deleted(true);
    let PunchItem { name, images: renamed, .. } = client.send(request).await?.into_inner(); // USE: procore::punch_list::v1_0::PunchItem::images
    let list = ListPunchItems::new(ProjectId::from(2)).send(client).await?;
    for item in list.payload() {
        println!("{:?} {:?}", item.name, item.latitude); // USE: procore::punch_list::v1_0::ListDeletedPunchItemsResponse::latitude
    }
    let mut items = ListPunchItems::new(ProjectId::from(2)).per_page(100).items(client);
    while let Some(item) = items.next().await {
        let place = item?.longitude; // USE: procore::punch_list::v1_0::ListDeletedPunchItemsResponse::longitude
        println!("{place:?} {name:?} {images:?} {renamed:?}");
    }
    let heights: Vec<_> = list.into_iter().filter_map(|item| item.altitude).collect(); // USE: procore::punch_list::v1_0::ListDeletedPunchItemsResponse::altitude
    println!("{heights:?}");
    Ok(())
}

pub fn run() {
    let own = Own { images: Vec::new(), item: PunchItem::default() };
    let found = if own.count() > 0 { Some(own.item()) } else { None };
    println!("{:?}", found.and_then(|item| item.images.as_ref())); // USE: procore::punch_list::v1_0::PunchItem::images
    println!("{}", parameter(&punch::PunchItem::default(), own));
    let _ = responses;
}
