//! What `cargo xtask` says of itself: the commands by the journey that they are a part of.

use std::process::ExitCode;

use clap::{Command, CommandFactory as _, FromArgMatches as _};

use crate::{Cli, report};

/// The journeys, each with its commands in the order in which they are used.
const JOURNEYS: &[(&str, &[&str])] = &[
    (
        "Make the client",
        &["fetch", "import", "generate", "update", "vendor"],
    ),
    (
        "Look something up",
        &[
            "find",
            "deprecations",
            "migration",
            "report",
            "measure",
            "compare",
        ],
    ),
    ("Review a new description", &["lint", "diff", "semver"]),
    ("Follow deprecations", &["usage", "import-notices"]),
    ("Check the project", &["conformance", "corpus", "shared"]),
    ("Set up your shell", &["completions"]),
];

/// Where a command stands that no journey has.
const OTHERS: &str = "Further";

const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}{after-help}Options:
{options}

`cargo xtask COMMAND --help` says more of a command.
";

/// The arguments that the program was called with. Without any it lists its commands: that is what was
/// asked for, so it is no error.
pub(crate) fn arguments() -> Result<Cli, ExitCode> {
    let mut command = command();
    if std::env::args_os().len() <= 1 {
        report::print_out(&command.render_help().to_string());
        return Err(ExitCode::SUCCESS);
    }
    let matches = command.get_matches_mut();
    Cli::from_arg_matches(&matches).map_err(|error| {
        let _ = error.print();
        ExitCode::from(2)
    })
}

/// The commands, with a help that lists them by journey.
pub(crate) fn command() -> Command {
    let command = Cli::command().bin_name("cargo xtask");
    let listed = listed(&command);
    command.help_template(TEMPLATE).after_help(listed)
}

fn listed(command: &Command) -> String {
    let known = |name: &str| JOURNEYS.iter().any(|(_, names)| names.contains(&name));
    let all = || command.get_subcommands().filter(|it| !it.is_hide_set());
    let width = all().map(|it| it.get_name().len()).max().unwrap_or(0);
    let mut out = String::new();
    let mut group = |title: &str, commands: Vec<&Command>| {
        if commands.is_empty() {
            return;
        }
        out += &format!("{title}:\n");
        for command in commands {
            let about = command.get_about().map(ToString::to_string);
            let (name, about) = (command.get_name(), about.unwrap_or_default());
            out += &format!("  {name:width$}  {about}\n");
        }
        out.push('\n');
    };
    for (title, names) in JOURNEYS {
        let found = names
            .iter()
            .filter_map(|name| command.find_subcommand(name));
        group(title, found.collect());
    }
    group(OTHERS, all().filter(|it| !known(it.get_name())).collect());
    out
}
