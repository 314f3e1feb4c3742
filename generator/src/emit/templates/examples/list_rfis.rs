//! Lists the open RFIs of a project.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. PROCORE_PROJECT_ID=.. \
//!     cargo run --example list_rfis --features rfi
//! ```

use std::env;

use procore::ids::ProjectId;
use procore::rfi::v1_0::{ListRfis, RfiStatus};
use procore::{Client, Error, Paged};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // guide: connect
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(env::var("PROCORE_COMPANY_ID")?)
        .build()?;
    let project = ProjectId::from(env::var("PROCORE_PROJECT_ID")?);
    // guide: end
    for line in open_rfis(&client, project).await? {
        println!("{line}");
    }
    Ok(())
}

// guide: list
/// Number and subject of each open RFI; the next page is fetched when it is needed.
async fn open_rfis(client: &Client, project: ProjectId) -> Result<Vec<String>, Error> {
    let request = ListRfis::new(project)
        .filter_status(RfiStatus::Open)
        .per_page(100);
    let mut rfis = request.items(client);
    let mut lines = Vec::new();
    while let Some(rfi) = rfis.next().await {
        let rfi = rfi?;
        let number = rfi.number.unwrap_or_default();
        let subject = rfi.subject.unwrap_or_default();
        lines.push(format!("{number}: {subject}"));
    }
    Ok(lines)
}
// guide: end

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use super::open_rfis;
    use super::server::{Response, Server};

    const FIRST: &str = r#"[{"id":1,"number":"1","subject":"Door width"},{"id":2,"number":"2"}]"#;
    const SECOND: &str = r#"[{"id":3,"number":"3","subject":"Paint"}]"#;

    #[tokio::test]
    async fn the_open_rfis_of_all_pages_are_listed() {
        let server = Server::start(|request| {
            let second = request.line.contains("page=2");
            let page = if second { SECOND } else { FIRST };
            Response(200, vec![("total", "3".to_owned())], page.to_owned())
        });

        let lines = open_rfis(&server.client(), 42.into()).await.unwrap();

        assert_eq!(lines, ["1: Door width", "2: ", "3: Paint"]);
        let requests = server.seen();
        let first = &requests[0].line;
        assert!(
            first.starts_with("GET /rest/v1.0/projects/42/rfis?"),
            "{first}"
        );
        for part in ["filters[status]=open", "per_page=100"] {
            assert!(first.contains(part), "{part} in {first}");
        }
        assert!(requests[1].line.contains("&page=2"), "{requests:?}");
        for request in &requests {
            let headers = &request.headers;
            assert!(headers.contains("authorization: bearer secret"));
            assert!(headers.contains("procore-company-id: 7"), "{headers}");
        }
    }
}
