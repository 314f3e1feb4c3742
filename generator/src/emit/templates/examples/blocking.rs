//! A script without async: one runtime, and a function that waits.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. PROCORE_PROJECT_ID=.. \
//!     cargo run --example blocking --features rfi
//! ```

use std::{env, error, io};

use procore::ids::ProjectId;
use procore::rfi::v1_0::{ListRfis, RfiListItem};
use procore::{Client, Error, Items, Paged};
use tokio::runtime::{Builder, Runtime};

fn main() -> Result<(), Box<dyn error::Error>> {
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(env::var("PROCORE_COMPANY_ID")?)
        .build()?;
    let project = ProjectId::from(env::var("PROCORE_PROJECT_ID")?);
    // guide: loop
    let runtime = runtime()?;
    for rfi in items(&runtime, ListRfis::new(project).items(&client)) {
        println!("{}", line(&rfi?));
    }
    // guide: end
    Ok(())
}

// guide: runtime
/// A runtime of this thread, with timers and sockets.
fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
// guide: end

// guide: items
/// The items of a list as an iterator that waits for each page.
fn items<O: Paged + 'static>(
    runtime: &Runtime,
    mut items: Items<O>,
) -> impl Iterator<Item = Result<O::Item, Error>> {
    std::iter::from_fn(move || runtime.block_on(items.next()))
}
// guide: end

fn line(rfi: &RfiListItem) -> String {
    let number = rfi.number.as_deref().unwrap_or_default();
    let subject = rfi.subject.as_deref().unwrap_or_default();
    format!("{number}: {subject}")
}

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use procore::Paged;
    use procore::rfi::v1_0::ListRfis;

    use super::server::{Response, Server};
    use super::{items, line, runtime};

    #[test]
    fn all_pages_are_read_without_async() {
        let server = Server::start(|request| {
            let second = request.line.contains("page=2");
            let id = if second { 2 } else { 1 };
            let page = format!(r#"[{{"id":{id},"number":"{id}","subject":"Door"}}]"#);
            Response(200, vec![("total", "2".to_owned())], page)
        });
        let runtime = runtime().unwrap();

        let rfis = items(&runtime, ListRfis::new(42.into()).items(&server.client()));
        let lines: Result<Vec<_>, _> = rfis.map(|rfi| rfi.map(|rfi| line(&rfi))).collect();

        assert_eq!(lines.unwrap(), ["1: Door", "2: Door"]);
    }
}
