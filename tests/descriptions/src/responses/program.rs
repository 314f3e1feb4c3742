//! The program that decodes the samples: a crate that depends on the client with the tools that the
//! samples need, and no HTTP client.

use std::collections::{BTreeMap, BTreeSet};

use generator::FileTree;
use generator::ir::{Api, Operation};

use super::HEADERS_FILE;
use super::samples::Sample;

/// The files of the crate; `client` is where the client lies.
pub(crate) fn files(asked: &[(&Sample, &Operation)], api: &Api, client: &str) -> FileTree {
    let manifest = include_str!("decode.toml")
        .replace("{path}", &client.replace('\\', "/"))
        .replace("{features}", &format!("{:?}", features(asked, api)));
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest),
        (
            "src/decode.rs".to_owned(),
            include_str!("decode.rs").to_owned(),
        ),
        ("src/main.rs".to_owned(), main(asked)),
    ])
}

/// The features of the tools that the operations are of.
fn features<'a>(asked: &[(&Sample, &Operation)], api: &'a Api) -> Vec<&'a str> {
    let modules: BTreeSet<&str> = asked
        .iter()
        .map(|(_, operation)| operation.rust.module.as_str())
        .collect();
    let tools = api
        .tools
        .iter()
        .filter(|tool| modules.contains(tool.module.as_str()));
    let mut features = BTreeSet::from(["testing"]);
    for tool in tools {
        features.insert(&tool.feature);
        features.extend(tool.needs.iter().map(String::as_str));
    }
    features.into_iter().collect()
}

fn main(asked: &[(&Sample, &Operation)]) -> String {
    let mut text = "//! Made by `cargo xtask shared`; it is made again on each run.\n\
                    #![allow(deprecated)]\n\n\
                    mod decode;\n\n\
                    fn main() {\n    let decoder = decode::Decoder::new();\n"
        .to_owned();
    for (sample, operation) in asked {
        let (file, status) = (&sample.file, sample.status);
        text += &format!(
            "    decoder.sample::<{}>({file:?}, {status});\n",
            operation.rust
        );
    }
    let paged = asked
        .iter()
        .find(|(_, operation)| operation.paging.is_some());
    if let Some((_, operation)) = paged {
        text += &format!(
            "    decoder.paging::<{}>({HEADERS_FILE:?});\n",
            operation.rust
        );
    }
    text + "}\n"
}
