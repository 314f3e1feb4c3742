//! The recorded responses that there are, and what their programs' lines say of them.

use generator::ir::OperationKey;

/// A recorded response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Its file.
    pub file: String,
    /// The operation that it is a response of.
    pub operation: OperationKey,
    /// Its status.
    pub status: u16,
}

impl Sample {
    /// Reads the table of the recorded responses.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(table: &str) -> Result<Vec<Self>, String> {
        let mut lines = table.lines();
        let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let column = |name: &str| {
            let found = head.iter().position(|column| *column == name);
            found.ok_or_else(|| format!("it has no column `{name}`"))
        };
        let file = column("file")?;
        let method = column("method")?;
        let path = column("path_template")?;
        let status = column("status")?;
        lines
            .filter(|line| !line.is_empty())
            .map(|line| {
                let cells: Vec<&str> = line.split('\t').collect();
                let cell = |index: usize| cells.get(index).copied().unwrap_or_default().to_owned();
                let status = cell(status);
                Ok(Self {
                    file: cell(file),
                    operation: OperationKey {
                        method: cell(method),
                        path: cell(path),
                    },
                    status: status
                        .parse()
                        .map_err(|_| format!("`{status}` is no status"))?,
                })
            })
            .collect()
    }
}
