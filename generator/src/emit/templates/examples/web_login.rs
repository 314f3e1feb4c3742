//! Signs a user in with the browser (authorization code), keeps the token in a file, and shows who
//! the user is. With `sign-out` as its argument it revokes the token.
//!
//! The first run prints where to sign in and reads the URL that the browser was sent back to; a web
//! server takes that from its request. Later runs find the token in the file, renewed when it has
//! expired.
//!
//! ```text
//! PROCORE_CLIENT_ID=.. PROCORE_CLIENT_SECRET=.. PROCORE_REDIRECT_URI=http://localhost:8080/back \
//!     cargo run --example web_login --features platform-services
//! ```

use std::io::{self, Write};
use std::path::Path;
use std::{env, error};

use procore::platform_services::v1_0::ShowUserInfo;
use procore::{Client, ClientBuilder, Error, ErrorKind, FileStore, OAuth, Operation, Url};

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    // guide: oauth
    let oauth = OAuth::authorization_code(
        env::var("PROCORE_CLIENT_ID")?,
        env::var("PROCORE_CLIENT_SECRET").ok(),
        env::var("PROCORE_REDIRECT_URI")?,
    );
    let client = client(Client::builder(), oauth, Path::new("procore-token.json"))?;
    // guide: end
    // guide: sign_out
    if env::args().any(|argument| argument == "sign-out") {
        client.sign_out().await?;
        return Ok(());
    }
    // guide: end
    // guide: who
    let login = match who(&client).await {
        Err(error) if error.kind() == ErrorKind::Authentication => {
            sign_in(&client, ask).await?;
            who(&client).await?
        }
        known => known?,
    };
    // guide: end
    println!("{login}");
    Ok(())
}

// guide: store
/// A client whose token is in a file, which several programs can share.
fn client(builder: ClientBuilder, oauth: OAuth, file: &Path) -> Result<Client, Error> {
    builder
        .oauth(oauth)
        .token_store(FileStore::new(file))
        .build()
}
// guide: end

// guide: sign_in
/// Signs a user in: `browse` sends them to a URL, and returns the one that they came back to.
///
/// The state in that URL is compared with the one that was sent: another one is refused.
async fn sign_in(
    client: &Client,
    browse: impl FnOnce(&Url) -> Result<Url, Box<dyn error::Error>>,
) -> Result<(), Box<dyn error::Error>> {
    let begun = client.authorize()?;
    let returned = browse(&begun.url)?;
    client.sign_in(&begun, &returned).await?;
    Ok(())
}
// guide: end

/// Asks the user on the terminal.
fn ask(url: &Url) -> Result<Url, Box<dyn error::Error>> {
    println!("Sign in at {url}");
    print!("The URL that you were sent to: ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().parse()?)
}

/// The login of the user.
async fn who(client: &Client) -> Result<String, Error> {
    let me = ShowUserInfo::new().send(client).await?.into_inner();
    Ok(me.login.unwrap_or_default())
}

#[cfg(test)]
#[path = "support/server.rs"]
mod server;

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::{env, fs, process};

    use procore::{Client, ErrorKind, OAuth, Url};

    use super::server::{self, Response, Server};
    use super::{client, sign_in, who};

    /// A login host, and an API that refuses the token which a code was exchanged for.
    fn server() -> Server {
        Server::start(|request| match request.line.as_str() {
            "POST /oauth/token" => {
                let renewed = request.body.contains("grant_type=refresh_token");
                let access = if renewed { "second" } else { "first" };
                server::json(format!(
                    r#"{{"access_token":"{access}","refresh_token":"r","expires_in":5400}}"#
                ))
            }
            "POST /oauth/revoke" => server::json("{}"),
            _ if request.headers.contains("bearer second") => {
                server::json(r#"{"id":1,"login":"ann@example.com"}"#)
            }
            _ => Response(401, Vec::new(), "{}".to_owned()),
        })
    }

    /// A folder that no other test uses.
    fn folder(name: &str) -> PathBuf {
        let folder = env::temp_dir().join(format!("procore-{}-{name}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn at(server: &Server, folder: &Path) -> Client {
        let oauth = OAuth::authorization_code("app", None, "http://localhost:8080/back");
        client(server.signed_out(), oauth, &folder.join("token.json")).unwrap()
    }

    fn state(url: &Url) -> String {
        let mut pairs = url.query_pairs();
        let state = pairs.find(|(name, _)| name == "state");
        state.map(|(_, value)| value.into_owned()).unwrap()
    }

    #[tokio::test]
    async fn a_user_signs_in_once_and_the_token_is_renewed() {
        let (server, folder) = (server(), folder("once"));
        let first = at(&server, &folder);
        let nobody = who(&first).await.unwrap_err();
        assert_eq!(nobody.kind(), ErrorKind::Authentication);

        sign_in(&first, |url| {
            let state = state(url);
            Ok(format!("http://localhost:8080/back?code=c&state={state}").parse()?)
        })
        .await
        .unwrap();
        assert_eq!(who(&first).await.unwrap(), "ann@example.com");

        // Another run finds the token.
        let later = at(&server, &folder);
        assert_eq!(who(&later).await.unwrap(), "ann@example.com");
        let asked = server.lines();
        let asked = asked.iter().filter(|line| *line == "POST /oauth/token");
        assert_eq!(asked.count(), 2, "one for the code, one to renew");

        later.sign_out().await.unwrap();
        let revoked = server.seen().pop().unwrap();
        assert_eq!(revoked.line, "POST /oauth/revoke");
        assert!(who(&later).await.is_err());
        let _ = fs::remove_dir_all(folder);
    }

    #[tokio::test]
    async fn a_state_of_another_sign_in_is_refused() {
        let (server, folder) = (server(), folder("state"));
        let client = at(&server, &folder);

        let refused = sign_in(&client, |_| {
            Ok("http://localhost:8080/back?code=c&state=forged".parse()?)
        });

        assert!(refused.await.unwrap_err().to_string().contains("state"));
        assert!(server.lines().is_empty(), "nothing was asked for");
        let _ = fs::remove_dir_all(folder);
    }
}
