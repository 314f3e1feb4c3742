//! Brings the vendors of a company in line with a list, by their origin id.
//!
//! The list has a line for each vendor: origin id, name, phone. An empty phone leaves Procore's as it
//! is; `-` removes it.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. \
//!     cargo run --example vendor_sync --features directory < vendors.txt
//! ```

use std::collections::BTreeMap;
use std::{env, error, io};

use procore::directory::v1_0::{
    CreateCompanyVendor, CreateCompanyVendorBody, ListCompanyVendors, NewCompanyVendor,
    UpdateCompanyVendor,
};
use procore::ids::VendorId;
use procore::{Client, Error, Field, Operation, Paged};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let company = env::var("PROCORE_COMPANY_ID")?.parse()?;
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(company)
        .build()?;
    let lines = io::read_to_string(io::stdin())?;
    let vendors: Vec<Vendor> = lines.lines().filter_map(Vendor::parse).collect();
    let done = sync(&client, company, &vendors).await?;
    println!("created {}, updated {}", done.created, done.updated);
    Ok(())
}

// guide: vendor
/// A vendor as the list has it.
#[derive(Debug)]
struct Vendor {
    origin_id: String,
    name: String,
    phone: Field<String>,
}
// guide: end

impl Vendor {
    // guide: parse
    fn parse(line: &str) -> Option<Self> {
        let mut cells = line.split(',').map(str::trim);
        Some(Self {
            origin_id: cells.next().filter(|id| !id.is_empty())?.to_owned(),
            name: cells.next()?.to_owned(),
            phone: match cells.next().unwrap_or_default() {
                "" => Field::Absent,
                "-" => Field::Null,
                phone => Field::from(phone),
            },
        })
    }
    // guide: end

    // guide: body
    /// What is sent: a field that is absent stays as it is, null clears it.
    fn body(&self, company: i64) -> CreateCompanyVendorBody {
        let vendor = NewCompanyVendor::new(&self.name)
            .origin_id(self.origin_id.as_str())
            .business_phone(self.phone.clone());
        CreateCompanyVendorBody::new(company, vendor)
    }
    // guide: end
}

/// How many vendors were created and updated.
#[derive(Debug, Default, PartialEq)]
struct Done {
    created: usize,
    updated: usize,
}

// guide: sync
/// Creates the vendors whose origin id Procore does not have, and updates the others.
async fn sync(client: &Client, company: i64, vendors: &[Vendor]) -> Result<Done, Error> {
    let known = known(client, company).await?;
    let mut done = Done::default();
    for vendor in vendors {
        let body = vendor.body(company);
        if let Some(id) = known.get(&vendor.origin_id) {
            UpdateCompanyVendor::new(id.clone(), body)
                .send(client)
                .await?;
            done.updated += 1;
        } else {
            CreateCompanyVendor::new(body).send(client).await?;
            done.created += 1;
        }
    }
    Ok(done)
}
// guide: end

// guide: known
/// The vendors that Procore has, by origin id.
async fn known(client: &Client, company: i64) -> Result<BTreeMap<String, VendorId>, Error> {
    let mut known = BTreeMap::new();
    let mut vendors = ListCompanyVendors::new(company.into())
        .per_page(100)
        .items(client);
    while let Some(vendor) = vendors.next().await {
        let vendor = vendor?;
        if let (Some(origin_id), Some(id)) = (vendor.origin_id, vendor.id) {
            known.insert(origin_id, id.into());
        }
    }
    Ok(known)
}
// guide: end

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::server::{self, Server};
    use super::{Done, Vendor, sync};

    #[tokio::test]
    async fn absent_null_and_set_are_sent_apart() {
        let server = Server::start(|request| match request.line.starts_with("GET") {
            true => server::json(r#"[{"id":5,"origin_id":"A"},{"id":6,"origin_id":"B"}]"#),
            false => server::json(r#"{"id":9}"#),
        });
        let list = "A, Acme\nB, Bolts, -\nC, Cement, 555 0100\n";
        let vendors: Vec<Vendor> = list.lines().filter_map(Vendor::parse).collect();

        let done = sync(&server.client(), 7, &vendors).await.unwrap();

        let expected = Done {
            created: 1,
            updated: 2,
        };
        assert_eq!(done, expected);
        let sent: Vec<_> = server
            .seen()
            .into_iter()
            .filter(|request| !request.line.starts_with("GET"))
            .map(|request| (request.line.clone(), request.json()))
            .collect();
        let vendor = |vendor| json!({"company_id": 7, "vendor": vendor});
        assert_eq!(
            sent,
            [
                (
                    "PATCH /rest/v1.0/vendors/5".to_owned(),
                    vendor(json!({"name": "Acme", "origin_id": "A"}))
                ),
                (
                    "PATCH /rest/v1.0/vendors/6".to_owned(),
                    vendor(json!({"name": "Bolts", "origin_id": "B", "business_phone": null}))
                ),
                (
                    "POST /rest/v1.0/vendors".to_owned(),
                    vendor(
                        json!({"name": "Cement", "origin_id": "C", "business_phone": "555 0100"})
                    )
                ),
            ]
        );
    }
}
