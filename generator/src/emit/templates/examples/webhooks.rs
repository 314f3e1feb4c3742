//! Creates a hook for RFIs, and reads what it delivers.
//!
//! Procore does not sign deliveries: what tells them from forgeries is the `Authorization` header that
//! the hook was created with. A delivery may come twice, so the ids of those that were processed are
//! kept.
//!
//! With `receive` as its argument it takes a delivery from its input, as a web server would from a
//! request.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. HOOK_URL=https://.. HOOK_SECRET=.. \
//!     cargo run --example webhooks --features webhooks
//! ```

use std::collections::BTreeSet;
use std::{env, error, io};

use procore::ids::{CompanyId, HookId};
use procore::webhook::{self, Event};
use procore::webhooks::v1_0::ProjectWebhooksHookDestinationHeadersInput as Headers;
use procore::webhooks::v2_0::{
    CreateCompanyWebhooksHook, CreateCompanyWebhooksTriggers, CreateProjectWebhooksHookBody,
    CreateProjectWebhooksTriggersBody,
};
use procore::{Client, Error, Operation, Secret};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    if env::args().any(|argument| argument == "receive") {
        let mut receiver = Receiver::new(env::var("HOOK_SECRET")?);
        let authorization = env::var("HTTP_AUTHORIZATION").ok();
        let body = io::read_to_string(io::stdin())?;
        let status = receiver.receive(authorization.as_deref(), body.as_bytes());
        println!("{status}, changed RFIs: {:?}", receiver.changed);
        return Ok(());
    }
    let company = CompanyId::from(env::var("PROCORE_COMPANY_ID")?);
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(company.clone())
        .build()?;
    let (url, secret) = (env::var("HOOK_URL")?, env::var("HOOK_SECRET")?);
    let hook = create(&client, company, &url, &secret).await?;
    println!("hook {hook:?}");
    Ok(())
}

// guide: hook
/// Creates a hook with two triggers.
async fn create(
    client: &Client,
    company: CompanyId,
    url: &str,
    secret: &str,
) -> Result<Option<HookId>, Error> {
    let body = CreateProjectWebhooksHookBody::new(url, "rfi-example", "v4.0")
        .destination_headers(Headers::new().authorization(Secret::from(secret)));
    let hook = CreateCompanyWebhooksHook::new(company.clone())
        .body(body)
        .send(client)
        .await?
        .into_inner();
    let Some(id) = hook.id.map(HookId::from) else {
        return Ok(None);
    };
    for event_type in ["create", "update"] {
        let body = CreateProjectWebhooksTriggersBody::new(event_type, "RFIs");
        CreateCompanyWebhooksTriggers::new(company.clone(), id.clone())
            .body(body)
            .send(client)
            .await?;
    }
    Ok(Some(id))
}
// guide: end

// guide: receiver
/// What the web server hands each delivery to: it returns the status to respond with.
///
/// Respond within five seconds, and do what takes longer afterwards: Procore tries again otherwise.
struct Receiver {
    secret: String,
    /// The ids of the events that were processed; a real one keeps them where they outlive it.
    seen: BTreeSet<String>,
    changed: Vec<String>,
}
// guide: end

impl Receiver {
    fn new(secret: String) -> Self {
        Self {
            secret,
            seen: BTreeSet::new(),
            changed: Vec::new(),
        }
    }

    // guide: receive
    fn receive(&mut self, authorization: Option<&str>, body: &[u8]) -> u16 {
        if !webhook::is_authorized(authorization, &self.secret) {
            return 401;
        }
        let Ok(event) = Event::parse(body) else {
            return 400;
        };
        let is_new = match event.id() {
            Some(id) => self.seen.insert(id.to_owned()),
            None => true,
        };
        if is_new
            && event.resource() == Some("RFIs")
            && let Some(id) = event.resource_id()
        {
            self.changed.push(id.into_owned());
        }
        204
    }
    // guide: end
}

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::server::{self, Server};
    use super::{Receiver, create};

    #[tokio::test]
    async fn a_hook_is_created_with_its_triggers() {
        let server = Server::start(|_| server::json(r#"{"data":{"id":"01HOOK"}}"#));
        let url = "https://example.com/hook";

        let hook = create(&server.client(), 7.into(), url, "Bearer s3cret").await;

        assert_eq!(hook.unwrap(), Some("01HOOK".into()));
        let seen = server.seen();
        assert_eq!(seen[0].line, "POST /rest/v2.0/companies/7/webhooks/hooks");
        assert_eq!(
            seen[0].json(),
            json!({
                "destination_headers": {"Authorization": "Bearer s3cret"},
                "destination_url": url,
                "namespace": "rfi-example",
                "payload_version": "v4.0",
            })
        );
        let triggers = "POST /rest/v2.0/companies/7/webhooks/hooks/01HOOK/triggers";
        for (request, event) in seen[1..].iter().zip(["create", "update"]) {
            assert_eq!(request.line, triggers);
            let expected = json!({"event_type": event, "resource_name": "RFIs"});
            assert_eq!(request.json(), expected);
        }
        assert_eq!(seen.len(), 3);
    }

    #[test]
    fn a_delivery_is_checked_and_processed_once() {
        let mut receiver = Receiver::new("Bearer s3cret".to_owned());
        let old = br#"{"api_version":"v2.0","ulid":"01A","resource_name":"RFIs","resource_id":5}"#;
        let new = br#"{"id":"01B","resource_type":"RFIs","resource_id":"6","reason":"update"}"#;
        let secret = Some("Bearer s3cret");

        assert_eq!(receiver.receive(None, old), 401);
        assert_eq!(receiver.receive(Some("Bearer guess"), old), 401);
        assert_eq!(receiver.receive(secret, b"not JSON"), 400);
        assert!(receiver.changed.is_empty());

        for body in [&old[..], new, old] {
            assert_eq!(receiver.receive(secret, body), 204);
        }
        assert_eq!(receiver.changed, ["5", "6"]);
    }
}
