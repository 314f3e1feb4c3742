//! Wrappers over any request: one that logs and times, and one that decides by the kind of error.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. PROCORE_PROJECT_ID=.. RFI_ID=.. \
//!     cargo run --example generic --features rfi
//! ```

use std::time::{Duration, Instant};
use std::{env, error};

use procore::ids::ProjectId;
use procore::rfi::v1_0::ShowRfi;
use procore::{Backoff, Client, Error, ErrorKind, Operation, Response};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(env::var("PROCORE_COMPANY_ID")?)
        .build()?;
    let project = ProjectId::from(env::var("PROCORE_PROJECT_ID")?);
    // guide: together
    let request = patient(ShowRfi::new(project, env::var("RFI_ID")?.into()));
    match found(timed(&client, request, |line| eprintln!("{line}")).await)? {
        Some(rfi) => println!("{}", rfi.subject.unwrap_or_default()),
        None => println!("there is no such RFI"),
    }
    // guide: end
    Ok(())
}

// guide: patient
/// Gives a request two minutes, and up to six attempts.
fn patient<O: Operation>(request: O) -> O {
    request
        .with_timeout(Duration::from_secs(120))
        .with_retry(Backoff::default().attempts(6))
}
// guide: end

// guide: timed
/// Sends any request, and logs its title, its status and how long it took.
async fn timed<O: Operation>(
    client: &Client,
    request: O,
    mut log: impl FnMut(String),
) -> Result<Response<O::Response>, Error> {
    let begun = Instant::now();
    let result = request.send(client).await;
    let (title, took) = (O::META.title, begun.elapsed());
    match &result {
        Ok(response) => log(format!("{title}: {} in {took:.1?}", response.status())),
        Err(error) => log(format!("{title}: {} in {took:.1?}", advice(error))),
    }
    result
}
// guide: end

// guide: found
/// The payload; `None` where it does not exist.
fn found<T>(result: Result<Response<T>, Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(response) => Ok(Some(response.into_inner())),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
// guide: end

// guide: advice
/// What to do about an error. The kinds are those that a program can act on.
fn advice(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Authentication => "sign in again".to_owned(),
        ErrorKind::Permission => "ask for access".to_owned(),
        ErrorKind::NotFound => "not found".to_owned(),
        ErrorKind::Validation => format!("change {:?}", error.fields()),
        ErrorKind::RateLimit => format!("wait {:?}", error.retry_after()),
        _ if error.is_retryable() => format!("try later, after {} attempts", error.attempts()),
        _ => error.to_string(),
    }
}
// guide: end

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use procore::rfi::v1_0::ShowRfi;
    use procore::{Backoff, Operation};

    use super::server::{self, Response, Server};
    use super::{found, patient, timed};

    /// A server that responds with these statuses, and then with an RFI.
    fn server(statuses: &'static [u16]) -> Server {
        let next = AtomicUsize::new(0);
        Server::start(move |_| {
            let next = next.fetch_add(1, Ordering::Relaxed);
            match statuses.get(next) {
                Some(status) => Response(*status, Vec::new(), "{}".to_owned()),
                None => server::json(r#"{"id":5,"subject":"Door width"}"#),
            }
        })
    }

    fn show() -> ShowRfi {
        ShowRfi::new(42.into(), 5.into())
    }

    #[tokio::test]
    async fn a_request_is_logged_whatever_it_is() {
        let server = server(&[]);
        let mut log = Vec::new();

        let response = timed(&server.client(), patient(show()), |line| log.push(line)).await;

        let rfi = found(response).unwrap().unwrap();
        assert_eq!(rfi.subject.as_deref(), Some("Door width"));
        assert!(log[0].starts_with("Show RFI: 200 OK in "), "{log:?}");
    }

    #[tokio::test]
    async fn what_does_not_exist_is_none_and_other_errors_stay() {
        let server = server(&[404, 403]);
        let client = server.client();
        let mut log = Vec::new();

        let missing = found(timed(&client, show(), |line| log.push(line)).await);
        assert!(missing.unwrap().is_none());
        assert!(found(timed(&client, show(), |line| log.push(line)).await).is_err());

        assert!(log[0].starts_with("Show RFI: not found"), "{log:?}");
        assert!(log[1].starts_with("Show RFI: ask for access"), "{log:?}");
    }

    #[tokio::test]
    async fn a_gateway_that_fails_once_is_asked_again() {
        let server = server(&[502]);
        let at_once = Backoff::default().base(Duration::ZERO);

        let response = show().with_retry(at_once).send(&server.client()).await;

        assert!(response.is_ok());
        assert_eq!(server.lines().len(), 2);
    }
}
