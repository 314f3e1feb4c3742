//! Names that come from elsewhere, and types that lead to fields.

use client::Response;
use client::portfolio::v1_0::{Project, ProjectListItem};

struct Projects(Vec<ProjectListItem>);

trait Value {
    fn value(&self) -> String;
}

impl Value for Project {
    fn value(&self) -> String {
        format!("{:?}", self.estimated_value) // USE: procore::portfolio::v1_0::Project::estimated_value
    }
}

fn first(projects: &Projects) -> Option<&ProjectListItem> {
    projects.0.first()
}

fn of_response(response: Response<Project>) -> Option<client::Date> {
    match response.into_inner() {
        Project { estimated_start_date: Some(date), .. } => Some(date), // USE: procore::portfolio::v1_0::Project::estimated_start_date
        project => project.estimated_completion_date, // USE: procore::portfolio::v1_0::Project::estimated_completion_date
    }
}

pub fn run() {
    let projects = Projects(vec![ProjectListItem::default()]);
    let value = first(&projects).map(|project| &project.estimated_value); // USE: procore::portfolio::v1_0::ProjectListItem::estimated_value
    println!("{value:?} {}", Project::default().value());
    let guessed = unknown(|| Project::default());
    println!("{:?} {:?}", guessed.name, guessed.estimated_value); // UNRESOLVED: .estimated_value
    let project = 5_u8;
    println!("{project} {:?}", of_response as fn(_) -> _);
}

/// What it returns is what it is given, and no declaration says of what type.
fn unknown<T>(make: impl Fn() -> T) -> T {
    make()
}
