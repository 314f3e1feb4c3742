//! `cargo xtask measure`: how true the names of the client are, how safe its arguments.

use std::collections::BTreeSet;
use std::path::PathBuf;

use generator::measures::{measure, text};
use generator::pipeline::read_api;
use generator::specs::naming::NamingTable;

use crate::load::{self, Session};
use crate::{Failure, project, report};

/// Flags of `measure`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The specs folder, or a description in one file.
    #[arg(long, default_value_os_t = project().join("specs"))]
    specs: PathBuf,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Result<(), Failure> {
    let (api, _, _) = read_api(&session.specs(&args.specs)?)?;
    let table = session.table(&args.specs, load::NAMING)?;
    let table = NamingTable::parse(&table.file, &table.text).map_err(|problem| vec![problem])?;
    let structural: BTreeSet<&str> = table.types.iter().map(|row| row.name.as_str()).collect();
    report::print_out(&text(&measure(&api, &structural)));
    Ok(())
}
