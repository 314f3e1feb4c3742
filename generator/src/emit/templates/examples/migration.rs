//! A deprecated request and its replacement side by side: the hooks of a project.
//!
//! The compiler warns where the deprecated one is used, with the date and the replacement; the
//! `expect` below keeps it quiet while both run, and warns in turn when there is nothing left to
//! expect. In production, `RefuseAfterSunset` makes what was forgotten an error on the day when
//! Procore may switch it off, with words that say what to use.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. PROCORE_PROJECT_ID=.. \
//!     cargo run --example migration --features webhooks
//! ```

use std::collections::BTreeSet;
use std::{env, error};

use procore::ids::{CompanyId, ProjectId};
use procore::webhooks::{v1_0, v2_0};
use procore::{Client, ClientBuilder, DeprecationPolicy, Error, Operation, Paged};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let company = CompanyId::from(env::var("PROCORE_COMPANY_ID")?);
    let project = ProjectId::from(env::var("PROCORE_PROJECT_ID")?);
    let builder = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(company.clone());
    let client = client(builder)?;
    // guide: compare
    let old = old_urls(&client, company.clone(), project.clone()).await?;
    let new = new_urls(&client, company, project).await?;
    for url in old.symmetric_difference(&new) {
        println!("only one of both lists {url}");
    }
    // guide: end
    Ok(())
}

// guide: policy
/// A client that sends nothing which is past its sunset date.
fn client(builder: ClientBuilder) -> Result<Client, Error> {
    builder
        .deprecations(DeprecationPolicy::RefuseAfterSunset)
        .build()
}
// guide: end

// guide: old
/// Where the hooks of a project send their deliveries, by version 1.0.
#[expect(
    deprecated,
    reason = "compared with its replacement until the sunset date"
)]
async fn old_urls(
    client: &Client,
    company: CompanyId,
    project: ProjectId,
) -> Result<BTreeSet<String>, Error> {
    let hooks = v1_0::ListWebhooksHooks::new(company, project)
        .send(client)
        .await?;
    let urls = hooks.into_iter().filter_map(|hook| hook.destination_url);
    Ok(urls.collect())
}
// guide: end

// guide: new
/// The same by version 2.0, whose list comes in pages.
async fn new_urls(
    client: &Client,
    company: CompanyId,
    project: ProjectId,
) -> Result<BTreeSet<String>, Error> {
    let mut hooks = v2_0::ListProjectWebhooksHooks::new(company, project).items(client);
    let mut urls = BTreeSet::new();
    while let Some(hook) = hooks.next().await {
        urls.extend(hook?.destination_url);
    }
    Ok(urls)
}
// guide: end

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use procore::{BoxFuture, Clock, ErrorKind};
    use serde_json::json;

    use super::server::{self, Server};
    use super::{client, new_urls, old_urls};

    /// A clock that stands at a year.
    struct Year(u64);

    impl Clock for Year {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + Duration::from_secs((self.0 - 1970) * 31_557_600)
        }

        fn sleep(&self, _duration: Duration) -> BoxFuture<'_, ()> {
            Box::pin(async {})
        }

        fn timer(&self, _duration: Duration) -> BoxFuture<'_, ()> {
            Box::pin(std::future::pending())
        }
    }

    fn server() -> Server {
        let hook = json!({"id": "1", "destination_url": "https://example.com/hook"});
        Server::start(move |request| {
            let old = request.line.contains("/v1.0/");
            server::json(if old {
                json!([hook])
            } else {
                json!({"data": [hook]})
            })
        })
    }

    #[tokio::test]
    async fn both_list_the_same_hooks_before_the_sunset() {
        let server = server();
        let builder = server.signed_out().token("secret").clock(Year(2020));
        let client = client(builder).unwrap();

        let old = old_urls(&client, 7.into(), 42.into()).await.unwrap();
        let new = new_urls(&client, 7.into(), 42.into()).await.unwrap();

        assert_eq!(old.len(), 1);
        assert_eq!(old, new);
    }

    #[tokio::test]
    async fn after_the_sunset_only_the_replacement_is_sent() {
        let server = server();
        let builder = server.signed_out().token("secret").clock(Year(2099));
        let client = client(builder).unwrap();

        let error = old_urls(&client, 7.into(), 42.into()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sunset);
        assert!(
            error.message().contains("ListProjectWebhooksHooks"),
            "{error}"
        );
        assert!(server.lines().is_empty(), "nothing was sent");
        assert!(new_urls(&client, 7.into(), 42.into()).await.is_ok());
    }
}
