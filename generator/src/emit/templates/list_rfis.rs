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
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(env::var("PROCORE_COMPANY_ID")?.parse()?)
        .build()?;
    let project = ProjectId::from(env::var("PROCORE_PROJECT_ID")?);
    for line in open_rfis(&client, project).await? {
        println!("{line}");
    }
    Ok(())
}

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

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::thread;

    use super::{Client, open_rfis};

    const FIRST: &str = r#"[{"id":1,"number":"1","subject":"Door width"},{"id":2,"number":"2"}]"#;
    const SECOND: &str = r#"[{"id":3,"number":"3","subject":"Paint"}]"#;

    /// Responds to one request after another; returns the first line and the headers of each.
    fn serve(listener: &TcpListener, responses: &[&str]) -> std::io::Result<Vec<String>> {
        responses
            .iter()
            .map(|response| respond(&listener.accept()?.0, response))
            .collect()
    }

    fn respond(mut stream: &TcpStream, response: &str) -> std::io::Result<String> {
        let mut head = String::new();
        let mut reader = BufReader::new(stream);
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
        let length = response.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntotal: 3\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{response}"
        )?;
        Ok(head.to_lowercase())
    }

    #[tokio::test]
    async fn the_rfis_of_a_project_are_listed_from_a_server() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || serve(&listener, &[FIRST, SECOND]).unwrap());
        let client = Client::builder()
            .base_url(base)
            .token("secret")
            .company(7)
            .build()
            .unwrap();

        let lines = open_rfis(&client, 42.into()).await.unwrap();

        assert_eq!(lines, ["1: Door width", "2: ", "3: Paint"]);
        let requests = server.join().unwrap();
        assert!(
            requests[0].starts_with("get /rest/v1.0/projects/42/rfis?"),
            "{requests:?}"
        );
        for part in ["filters[status]=open", "per_page=100"] {
            assert!(requests[0].contains(part), "{part} in {requests:?}");
        }
        assert!(requests[1].contains("&page=2"), "{requests:?}");
        for request in &requests {
            assert!(
                request.contains("authorization: bearer secret"),
                "{request}"
            );
            assert!(request.contains("procore-company-id: 7"), "{request}");
        }
    }
}
