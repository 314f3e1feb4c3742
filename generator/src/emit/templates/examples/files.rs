//! Attaches a file to a reply of an RFI, and downloads the attachments of all replies.
//!
//! The file goes to Procore's storage first, piece by piece; the reply refers to it.
//!
//! ```text
//! PROCORE_ACCESS_TOKEN=.. PROCORE_COMPANY_ID=.. PROCORE_PROJECT_ID=.. RFI_ID=.. \
//!     cargo run --example files --features rfi -- plan.pdf
//! ```

use std::path::{Path, PathBuf};
use std::{env, error};

use procore::ids::{ProjectId, RfiId};
use procore::rfi::v1_0::{CreateRfiReply, CreateRfiReplyBody, ListRfiReplies, NewRfiReply};
use procore::{Client, Error, File, Operation, Paged, UploadTo};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let client = Client::builder()
        .token(env::var("PROCORE_ACCESS_TOKEN")?)
        .company(env::var("PROCORE_COMPANY_ID")?)
        .build()?;
    let project = ProjectId::from(env::var("PROCORE_PROJECT_ID")?);
    let rfi = RfiId::from(env::var("RFI_ID")?);
    if let Some(path) = env::args().nth(1) {
        attach(&client, &project, &rfi, File::from_path(path)).await?;
    }
    for path in download(&client, project, &rfi, Path::new(".")).await? {
        println!("{}", path.display());
    }
    Ok(())
}

/// Uploads a file, and adds a reply with it.
async fn attach(
    client: &Client,
    project: &ProjectId,
    rfi: &RfiId,
    file: File,
) -> Result<(), Error> {
    // guide: upload
    let uploaded = client
        .upload(UploadTo::project(project.clone()), file)
        .progress(|sent, total| eprintln!("{sent} of {total:?} bytes"))
        .send()
        .await?;
    // guide: end
    // guide: reply
    let reply = NewRfiReply::new()
        .body("See the attached plan.")
        .upload_ids([uploaded.uuid]);
    let body = CreateRfiReplyBody::new(reply);
    CreateRfiReply::new(project.clone(), rfi.clone(), body)
        .send(client)
        .await?;
    // guide: end
    Ok(())
}

// guide: download
/// Downloads the attachments of all replies into a folder, each under its id and name; one that
/// breaks off is resumed.
async fn download(
    client: &Client,
    project: ProjectId,
    rfi: &RfiId,
    folder: &Path,
) -> Result<Vec<PathBuf>, Error> {
    let mut paths = Vec::new();
    let mut replies = ListRfiReplies::new(project, rfi.clone()).items(client);
    while let Some(reply) = replies.next().await {
        for attachment in reply?.attachments.unwrap_or_default() {
            let (Some(id), Some(url)) = (attachment.id, attachment.url) else {
                continue;
            };
            let name = attachment.name.unwrap_or_default();
            let path = folder.join(format!("{id}-{}", file_name(&name)));
            client.download_to(&url, &path).await?;
            paths.push(path);
        }
    }
    Ok(paths)
}
// guide: end

// guide: name
/// A name without a folder: it comes from other people.
fn file_name(name: &str) -> String {
    name.replace(['/', '\\'], "_")
}
// guide: end

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use std::{env, fs, process};

    use procore::File;
    use serde_json::json;

    use super::server::{self, Response, Server};
    use super::{attach, download};

    #[tokio::test]
    async fn a_file_goes_to_the_storage_and_then_into_a_reply() {
        let server = Server::start(|request| match request.line.as_str() {
            "POST /rest/v1.1/projects/42/uploads" => server::json(json!({
                "uuid": "u-1",
                "url": format!("{}/storage", request.server),
                "fields": {"key": "k"},
            })),
            "POST /storage" => Response(204, Vec::new(), String::new()),
            _ => server::json(r#"{"id":1}"#),
        });
        let file = File::from_bytes("plan.txt", "Door width: 900");

        attach(&server.client(), &42.into(), &5.into(), file)
            .await
            .unwrap();

        let seen = server.seen();
        let storage = &seen[1];
        assert_eq!(storage.line, "POST /storage");
        assert!(storage.body.contains("Door width: 900"));
        assert!(!storage.headers.contains("authorization"), "no token there");
        assert_eq!(seen[2].line, "POST /rest/v1.0/projects/42/rfis/5/replies");
        assert_eq!(seen[2].json()["reply"]["upload_ids"], json!(["u-1"]));
    }

    #[tokio::test]
    async fn attachments_are_written_to_a_folder() {
        let folder = env::temp_dir().join(format!("procore-files-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let server = Server::start(|request| match request.line.as_str() {
            "GET /file" => Response(
                200,
                vec![("content-type", "text/plain".to_owned())],
                "900 mm".to_owned(),
            ),
            _ => server::json(json!([{
                "id": 1,
                "attachments": [
                    {"id": 8, "name": "../door.txt", "url": format!("{}/file", request.server)},
                ],
            }])),
        });

        let paths = download(&server.client(), 42.into(), &5.into(), &folder).await;

        let paths = paths.unwrap();
        assert_eq!(paths, [folder.join("8-.._door.txt")]);
        assert_eq!(fs::read_to_string(&paths[0]).unwrap(), "900 mm");
        let _ = fs::remove_dir_all(folder);
    }
}
