//! Exports the RFIs of all projects of a company as CSV.
//!
//! Only a page of them is in memory at a time: a row is written when it is there.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. \
//!     cargo run --example export --features portfolio,rfi > rfis.csv
//! ```

use std::io::{self, Write};
use std::{env, error};

use procore::Client;
use procore::Paged;
use procore::ids::{CompanyId, ProjectId};
use procore::portfolio::v1_1::ListProjects;
use procore::rfi::v1_0::{ListRfis, RfiListItem};

type BoxResult<T> = Result<T, Box<dyn error::Error>>;

#[tokio::main]
async fn main() -> BoxResult<()> {
    let company = CompanyId::from(env::var("PROCORE_COMPANY_ID")?);
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(company.clone())
        .build()?;
    // guide: main
    let rows = export(&client, company, &mut io::stdout().lock()).await?;
    eprintln!("{rows} RFIs");
    // guide: end
    Ok(())
}

// guide: export
/// Writes a row for each RFI, and returns how many there are.
async fn export(client: &Client, company: CompanyId, out: &mut impl Write) -> BoxResult<usize> {
    writeln!(out, "project,number,subject,status,due")?;
    let mut rows = 0;
    let mut projects = ListProjects::new(company).per_page(300).items(client);
    while let Some(project) = projects.next().await {
        let project = project?;
        let (Some(id), Some(name)) = (project.id(), project.name()) else {
            continue;
        };
        let rfis = ListRfis::new(ProjectId::from(id)).per_page(100);
        // The next page is fetched while this one is written.
        let mut pages = rfis.pages(client).prefetch();
        while let Some(page) = pages.next().await {
            for rfi in page? {
                writeln!(out, "{}", row(name, &rfi))?;
                rows += 1;
            }
        }
    }
    Ok(rows)
}
// guide: end

// guide: row
fn row(project: &str, rfi: &RfiListItem) -> String {
    let text = |value: &Option<String>| cell(value.as_deref().unwrap_or_default());
    let status = rfi.status.as_ref().map(|status| status.as_str());
    let due = rfi.due_date.as_ref().map(ToString::to_string);
    [
        cell(project),
        text(&rfi.number),
        text(&rfi.subject),
        cell(status.unwrap_or_default()),
        text(&due),
    ]
    .join(",")
}
// guide: end

/// A cell of CSV: in quotes where it needs them.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use super::export;
    use super::server::{Response, Server};

    fn page(total: usize, body: &str) -> Response {
        Response(200, vec![("total", total.to_string())], body.to_owned())
    }

    #[tokio::test]
    async fn the_rfis_of_every_project_are_rows() {
        let server = Server::start(|request| {
            let (path, query) = request.line.split_once('?').unwrap_or_default();
            match path {
                "GET /rest/v1.1/projects" => page(
                    2,
                    r#"[{"id":1,"name":"Tower, east"},{"id":2,"name":"Bridge"}]"#,
                ),
                "GET /rest/v1.0/projects/1/rfis" if query.contains("page=2") => {
                    page(2, r#"[{"id":11,"number":"2","status":"closed"}]"#)
                }
                "GET /rest/v1.0/projects/1/rfis" => page(
                    2,
                    r#"[{"id":10,"number":"1","subject":"12\" door","due_date":"2026-03-01"}]"#,
                ),
                "GET /rest/v1.0/projects/2/rfis" => page(0, "[]"),
                _ => Response(404, Vec::new(), String::new()),
            }
        });
        let mut out = Vec::new();

        let rows = export(&server.client(), 7.into(), &mut out).await.unwrap();

        assert_eq!(rows, 2);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "project,number,subject,status,due\n\
             \"Tower, east\",1,\"12\"\" door\",,2026-03-01\n\
             \"Tower, east\",2,,closed,\n"
        );
        assert_eq!(server.lines().len(), 4, "{:?}", server.lines());
    }

    #[tokio::test]
    async fn an_export_that_fails_says_so() {
        let server = Server::start(|_| Response(403, Vec::new(), "{}".to_owned()));
        let mut out = Vec::new();

        let error = export(&server.client(), 7.into(), &mut out).await;

        assert!(error.unwrap_err().to_string().contains("List projects"));
    }
}
