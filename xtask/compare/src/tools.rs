//! The table of generators, `tools.yaml`: how each is had, run and read.

use std::path::Path;

use serde::Deserialize;

/// The table that the program has in it.
pub const TABLE: &str = include_str!("../tools.yaml");

/// One generator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// As `--with` and the report have it.
    pub name: String,
    /// The version that is measured; none for this project.
    #[serde(default)]
    pub version: Option<String>,
    /// Where it is had from.
    pub install: Install,
    /// The program and its arguments.
    pub run: Vec<String>,
    /// Flags of `cargo check` for what it makes.
    #[serde(default)]
    pub check: Vec<String>,
    /// What the line of a method of an operation begins with.
    pub operation: String,
    /// The file or folder of the output that has these lines.
    pub operations_in: String,
    /// What makes a crate of its output, where it writes none.
    #[serde(default)]
    pub adds: Vec<Added>,
}

impl Tool {
    /// Its name as that of a file.
    #[must_use]
    pub fn file_name(&self) -> String {
        self.name.replace(' ', "-")
    }
}

/// What a generator is installed from.
#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Install {
    /// Who has it.
    pub from: Registry,
    /// Its name there.
    pub package: String,
}

/// Where packages are.
#[derive(Debug, Clone, Copy, Deserialize, PartialEq, Eq)]
pub enum Registry {
    /// Built with the versions that it was published with.
    #[serde(rename = "crates.io")]
    Crates,
    /// Without what it depends on.
    #[serde(rename = "pypi")]
    Pypi,
    /// This workspace.
    #[serde(rename = "project")]
    Project,
}

/// A file that is added to an output.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Added {
    /// Its path in the output.
    pub file: String,
    /// What it holds.
    pub text: String,
    /// A file of the output whose text comes after that.
    #[serde(default)]
    pub append: Option<String>,
}

/// What stands for the placeholders of a row.
pub struct Places<'a> {
    /// The description.
    pub description: &'a Path,
    /// The folder of the output.
    pub out: &'a Path,
    /// Where the generator is installed.
    pub tool: &'a Path,
    /// This project.
    pub project: &'a Path,
}

impl Places<'_> {
    /// A text of the table with its placeholders replaced.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        let places = [
            ("{description}", self.description),
            ("{out}", self.out),
            ("{tool}", self.tool),
            ("{project}", self.project),
        ];
        places.iter().fold(text.to_owned(), |text, (name, path)| {
            text.replace(name, &path.to_string_lossy())
        })
    }
}

/// Reads a table.
///
/// # Errors
///
/// Says what is wrong with it.
pub fn parse(table: &str) -> Result<Vec<Tool>, String> {
    let tools: Vec<Tool> = serde_yaml::from_str(table).map_err(|error| error.to_string())?;
    for (index, tool) in tools.iter().enumerate() {
        let name = &tool.name;
        if tool.run.is_empty() {
            return Err(format!("{name}: `run` has no program"));
        }
        if tool.operation.is_empty() {
            return Err(format!("{name}: `operation` is empty"));
        }
        // What is not pinned cannot be measured again.
        if tool.version.is_none() && tool.install.from != Registry::Project {
            return Err(format!("{name}: there is no `version`"));
        }
        if tools[..index].iter().any(|other| other.name == *name) {
            return Err(format!("{name}: there are two rows of that name"));
        }
    }
    Ok(tools)
}

/// The rows with these names, in the order of the table; all of them where no name is given.
///
/// # Errors
///
/// Says which name there is not, and which there are.
pub fn chosen(mut tools: Vec<Tool>, names: &[String]) -> Result<Vec<Tool>, String> {
    if let Some(unknown) = names
        .iter()
        .find(|name| tools.iter().all(|tool| tool.name != **name))
    {
        let known: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
        return Err(format!(
            "no generator is called {unknown}; there are {}",
            known.join(", ")
        ));
    }
    tools.retain(|tool| names.is_empty() || names.contains(&tool.name));
    Ok(tools)
}
