//! The passes: each makes one decision about the lowered API, in the order in which they stand in
//! [`run`].

mod bodies;
mod boxes;
mod custom_fields;
mod decimals;
pub mod deprecations;
mod enums;
mod ids;
mod modules;
mod outcomes;
mod paging;
mod queries;
mod select;
mod unions;
mod variants;

use crate::diagnostic::Diagnostic;
use crate::ir::Api;
use crate::lower::Lowered;
use crate::specs::Specs;

pub use bodies::find_wrappers;
pub use boxes::break_cycles;
pub use custom_fields::fold_custom_fields;
pub use decimals::find_decimals;
pub use deprecations::{link_deprecations, name_instead};
pub use enums::unite_enums;
pub use ids::type_ids;
pub use modules::place;
pub use outcomes::name_outcomes;
pub use paging::find_paging;
pub use queries::{check_wires, write_queries};
pub use select::{UnknownTool, named_tools, select};
pub use unions::{find_tags, order_variants};
pub use variants::{find_common, name_variants};

/// Runs all passes; warnings come along with the API.
pub fn run(mut lowered: Lowered, specs: &Specs) -> Result<(Api, Vec<Diagnostic>), Vec<Diagnostic>> {
    write_queries(&mut lowered);
    let problems = check_wires(&lowered);
    if !problems.is_empty() {
        return Err(problems);
    }
    let problems = unite_enums(&mut lowered);
    if !problems.is_empty() {
        return Err(problems);
    }
    type_ids(&mut lowered);
    fold_custom_fields(&mut lowered);
    find_wrappers(&mut lowered);
    find_decimals(&mut lowered);
    let problems = name_outcomes(&mut lowered);
    if !problems.is_empty() {
        return Err(problems);
    }
    find_paging(&mut lowered);
    find_tags(&mut lowered);
    order_variants(&mut lowered);
    name_variants(&mut lowered);
    break_cycles(&mut lowered);
    find_common(&mut lowered);
    name_instead(&mut lowered);
    let warnings = link_deprecations(&mut lowered, specs)?;
    Ok((place(lowered)?, warnings))
}
