//! Signs in as a service account (client credentials) and lists the projects that it can see.
//!
//! Nothing has to be done for the token: it is fetched with the first request, kept in memory, and
//! renewed in time.
//!
//! ```text
//! PROCORE_CLIENT_ID=.. PROCORE_CLIENT_SECRET=.. PROCORE_COMPANY_ID=.. \
//!     cargo run --example service_account --features portfolio
//! ```

use std::{env, error};

use procore::ids::CompanyId;
use procore::portfolio::v1_1::ListProjects;
use procore::{Client, ClientBuilder, Error, OAuth, Paged};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    // guide: credentials
    let company = CompanyId::from(env::var("PROCORE_COMPANY_ID")?);
    let oauth = OAuth::client_credentials(
        env::var("PROCORE_CLIENT_ID")?,
        env::var("PROCORE_CLIENT_SECRET")?,
    );
    let client = client(Client::builder().company(company.clone()), oauth)?;
    // guide: end
    for name in project_names(&client, company).await? {
        println!("{name}");
    }
    Ok(())
}

// guide: client
/// A client of a service account.
fn client(builder: ClientBuilder, oauth: OAuth) -> Result<Client, Error> {
    builder.oauth(oauth).build()
}
// guide: end

// guide: names
/// The names of the projects, of 1,000 at most.
async fn project_names(client: &Client, company: CompanyId) -> Result<Vec<String>, Error> {
    let projects = ListProjects::new(company).items(client);
    let projects = projects.collect_up_to(1_000).await?;
    let names = projects.iter().filter_map(|project| project.name());
    Ok(names.map(str::to_owned).collect())
}
// guide: end

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use procore::{ErrorKind, OAuth};

    use super::server::{self, Response, Server};
    use super::{client, project_names};

    #[tokio::test]
    async fn the_token_is_fetched_once() {
        let server = Server::start(|request| match request.line.as_str() {
            "POST /oauth/token" => server::json(r#"{"access_token":"fresh","expires_in":5400}"#),
            _ => server::json(r#"[{"id":1,"name":"Tower"}]"#),
        });
        let oauth = OAuth::client_credentials("app", "hidden");
        let client = client(server.signed_out(), oauth).unwrap();

        for _ in 0..2 {
            let names = project_names(&client, 7.into()).await.unwrap();
            assert_eq!(names, ["Tower"]);
        }

        let (asked, listed): (Vec<_>, Vec<_>) = server
            .seen()
            .into_iter()
            .partition(|request| request.line == "POST /oauth/token");
        assert_eq!(asked.len(), 1);
        for part in ["grant_type=client_credentials", "client_id=app"] {
            assert!(asked[0].body.contains(part), "{part}");
        }
        for request in listed {
            assert!(request.headers.contains("authorization: bearer fresh"));
        }
    }

    #[tokio::test]
    async fn a_wrong_secret_is_an_authentication_error() {
        let server = Server::start(|_| {
            let body = r#"{"error":"invalid_client"}"#;
            Response(401, Vec::new(), body.to_owned())
        });
        let oauth = OAuth::client_credentials("app", "wrong");
        let client = client(server.signed_out(), oauth).unwrap();

        let error = project_names(&client, 7.into()).await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert!(!error.to_string().contains("wrong"), "{error}");
    }
}
