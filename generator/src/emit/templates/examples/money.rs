//! Sums the potential change orders of a project by status, to the cent.
//!
//! A `Decimal` keeps the digits that Procore sent; to calculate, its text goes into a decimal type,
//! here that of `rust_decimal`. Nothing passes through binary floating point.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. PROCORE_PROJECT_ID=.. \
//!     cargo run --example money --features change-orders
//! ```

use std::collections::BTreeMap;
use std::{env, error};

use procore::change_orders::v1_0::ListPotentialChangeOrders;
use procore::ids::ProjectId;
use procore::{Client, Paged};
use rust_decimal::Decimal as Sum;

type Sums = BTreeMap<String, Sum>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(env::var("PROCORE_COMPANY_ID")?)
        .build()?;
    let project = ProjectId::from(env::var("PROCORE_PROJECT_ID")?);
    for (status, sum) in sums(&client, project).await? {
        println!("{status}: {sum}");
    }
    Ok(())
}

// guide: sums
/// The grand totals of the change orders, summed by status; one without a total counts nothing.
async fn sums(client: &Client, project: ProjectId) -> Result<Sums, Box<dyn error::Error>> {
    let mut sums = Sums::new();
    let mut orders = ListPotentialChangeOrders::new(project).items(client);
    while let Some(order) = orders.next().await {
        let order = order?;
        let status = order.status.as_ref().map(|status| status.as_str());
        let sum = sums.entry(status.unwrap_or("none").to_owned()).or_default();
        if let Some(total) = order.grand_total {
            let total = total.as_str().parse::<Sum>();
            *sum += total.map_err(|error| error.to_string())?;
        }
    }
    Ok(sums)
}
// guide: end

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use super::server::{self, Server};
    use super::sums;

    #[tokio::test]
    async fn sums_are_exact() {
        let server = Server::start(|_| {
            server::json(
                r#"[{"id":1,"status":"approved","grand_total":"0.10"},
                    {"id":2,"status":"approved","grand_total":0.2},
                    {"id":3,"status":"draft","grand_total":"90071992547409.93"},
                    {"id":4,"status":"draft","grand_total":null}]"#,
            )
        });

        let sums = sums(&server.client(), 42.into()).await.unwrap();

        let shown: Vec<_> = sums
            .iter()
            .map(|(status, sum)| format!("{status} {sum}"))
            .collect();
        assert_eq!(shown, ["approved 0.30", "draft 90071992547409.93"]);
    }
}
