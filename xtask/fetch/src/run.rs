//! A run: what is fetched, side by side, and what became of it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use progress::{Progress, Unit};
use tokio::task::JoinSet;
use url::Url;

use crate::client::{Client, Fault, may_ask};
use crate::download::{Download, Limits, Shared, is_description};
use crate::index::{self, Link};
use crate::store::{Entry, Form, Store, now};

/// After so many documents that failed, the others are not asked for.
const FAILURES: usize = 10;
/// Retries of a run: so many, and one more for every ten documents.
const RETRIES: usize = 20;

/// How to fetch.
pub(crate) struct Options {
    pub(crate) form: Form,
    pub(crate) out: PathBuf,
    pub(crate) parallel: usize,
    pub(crate) limit: u64,
    pub(crate) retries: u32,
    pub(crate) delay: Duration,
    pub(crate) allow_missing: bool,
    pub(crate) force: bool,
    pub(crate) quiet: bool,
}

/// What was fetched.
pub(crate) struct Fetched {
    pub(crate) documents: usize,
    pub(crate) bytes: u64,
    pub(crate) place: PathBuf,
    pub(crate) manifest: PathBuf,
    pub(crate) elapsed: Duration,
}

/// Why nothing was.
pub(crate) enum Failure {
    /// Documents did not arrive; what did is kept.
    There(Vec<String>),
    /// A flag or a file on this side.
    Here(String),
}

/// A run and its documents, for all that fetch some of them.
struct Run {
    shared: Shared,
    store: Store,
    progress: Progress,
    form: Form,
    allow_missing: bool,
    links: Vec<Link>,
    next: AtomicUsize,
    missing: Mutex<Vec<String>>,
    failures: Mutex<Vec<String>>,
}

pub(crate) fn run(url: &Url, options: &Options) -> Result<Fetched, Failure> {
    may_ask(url).map_err(Failure::Here)?;
    let store =
        Store::open(&options.out, options.form, url, options.force).map_err(Failure::Here)?;
    let client = Client::new().map_err(Failure::Here)?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Here(error.to_string()))?
        .block_on(fetch(url, options, store, client))
}

async fn fetch(
    url: &Url,
    options: &Options,
    store: Store,
    client: Client,
) -> Result<Fetched, Failure> {
    let mut shared = Shared {
        client,
        limits: Limits::new(options.limit, RETRIES),
        retries: options.retries,
        delay: options.delay,
    };
    let progress = Progress::new(options.quiet);
    let links = match options.form {
        Form::Document => vec![Link {
            slug: "full_oas".to_owned(),
            url: url.clone(),
        }],
        Form::Resources => listed(url, &shared, &store, &progress).await?,
    };
    shared.limits = Limits::new(options.limit, RETRIES + links.len() / 10);
    let count = u64::try_from(links.len()).unwrap_or(0);
    match options.form {
        // How large it is, its server says.
        Form::Document => progress.counted("fetching the document", Unit::Bytes, 0),
        Form::Resources => progress.counted("fetching the documents", Unit::Steps, count),
    }
    let run = Arc::new(Run {
        shared,
        store,
        progress,
        form: options.form,
        allow_missing: options.allow_missing,
        links,
        next: AtomicUsize::new(0),
        missing: Mutex::default(),
        failures: Mutex::default(),
    });
    let mut workers = JoinSet::new();
    for _ in 0..options.parallel.min(run.links.len()) {
        workers.spawn(work(Arc::clone(&run)));
    }
    while let Some(worker) = workers.join_next().await {
        worker.map_err(|error| Failure::Here(error.to_string()))?;
    }
    run.progress.end();
    finish(&run)
}

/// The documents of the index.
async fn listed(
    url: &Url,
    shared: &Shared,
    store: &Store,
    progress: &Progress,
) -> Result<Vec<Link>, Failure> {
    let there = |message: String| Failure::There(vec![message]);
    // Not among the documents: its name would be a hidden file's.
    let path = store.partial(".index.json");
    let download = Download::new(url, &path);
    let arrived = download
        .run(shared, |_| Ok(()), &|_, _| ())
        .await
        .map_err(|fault| there(fault.message().to_owned()))?;
    let index =
        index::read(&arrived.bytes, url).map_err(|error| there(format!("{url}: {error}")))?;
    if index.other_versions > 0 {
        progress.say(&format!(
            "the index names {} documents of other versions, which are not fetched",
            index.other_versions
        ));
    }
    Ok(index.links)
}

/// Fetches documents until there are no more.
async fn work(run: Arc<Run>) {
    while let Some(link) = run.links.get(run.next.fetch_add(1, Ordering::Relaxed)) {
        if run
            .failures
            .lock()
            .is_ok_and(|failures| failures.len() >= FAILURES)
        {
            break;
        }
        let result = one(&run, link).await;
        let list = match result {
            Ok(()) => {
                if run.form == Form::Resources {
                    run.progress.step("");
                }
                continue;
            }
            Err(Fault::Missing(message)) if run.allow_missing => {
                run.progress.say(&format!("missing: {message}"));
                (&run.missing, link.url.to_string())
            }
            Err(fault) => (&run.failures, fault.message().to_owned()),
        };
        if let Ok(mut messages) = list.0.lock() {
            messages.push(list.1);
        }
    }
}

async fn one(run: &Run, link: &Link) -> Result<(), Fault> {
    let file = format!("{}.json", link.slug);
    if let Some(bytes) = run.store.has(&file, &link.url) {
        return run.shared.limits.take(bytes);
    }
    let path = run.store.partial(&file);
    let progress = |done, all: Option<u64>| {
        if run.form == Form::Document {
            run.progress.reach(done, all.unwrap_or(0));
        }
    };
    let download = Download::new(&link.url, &path);
    let arrived = download.run(&run.shared, is_description, &progress).await?;
    let entry = Entry {
        file,
        url: link.url.to_string(),
        bytes: u64::try_from(arrived.bytes.len()).unwrap_or(u64::MAX),
        sha256: arrived.sha256,
        fetched_at: now(),
    };
    run.store.add(entry).map_err(Fault::Lasting)
}

/// All is there, or what failed.
fn finish(run: &Run) -> Result<Fetched, Failure> {
    let poisoned = |_| Failure::Here("a download failed".to_owned());
    let failures = run.failures.lock().map_err(|_| poisoned(()))?;
    let missing = run.missing.lock().map_err(|_| poisoned(()))?;
    if !failures.is_empty() {
        let mut problems: Vec<String> = failures.iter().take(FAILURES).cloned().collect();
        problems.sort();
        let asked = run.next.load(Ordering::Relaxed);
        if asked < run.links.len() {
            problems.push(format!(
                "{} documents failed, so the other {} were not asked for",
                failures.len(),
                run.links.len() - asked
            ));
        }
        return Err(Failure::There(problems));
    }
    let files: Vec<String> = run
        .links
        .iter()
        .filter(|link| !missing.iter().any(|url| *url == link.url.as_str()))
        .map(|link| format!("{}.json", link.slug))
        .collect();
    if files.is_empty() {
        return Err(Failure::There(vec!["no document is there".to_owned()]));
    }
    let bytes = run
        .store
        .finish(&files, missing.clone())
        .map_err(Failure::Here)?;
    Ok(Fetched {
        documents: files.len(),
        bytes,
        place: run.store.place(),
        manifest: run.store.manifest(),
        elapsed: run.progress.elapsed(),
    })
}
