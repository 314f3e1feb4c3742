//! The bodies of requests, and how they are encoded: multipart with bracketed names, streamed files.

use std::borrow::Cow;

use bytes::Bytes;

use crate::runtime::http::file::{File, Source};
use crate::runtime::http::stream::{Piece, join, open};
use crate::runtime::http::transport::HttpBody;
use crate::runtime::json::writer::FormValue;

/// A body, encoded.
#[derive(Clone, Default)]
pub(crate) enum Body {
    #[default]
    Empty,
    Bytes(Cow<'static, str>, Bytes),
    Multipart(Vec<(String, FormValue)>),
    File(Cow<'static, str>, File),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(media_type, bytes) => write!(f, "{media_type}, {} bytes", bytes.len()),
            Self::Multipart(fields) => write!(f, "multipart/form-data, {} fields", fields.len()),
            Self::File(media_type, file) => write!(f, "{media_type}, {file:?}"),
        }
    }
}

/// Whether the body can be sent more than once.
pub(crate) fn repeatable(body: &Body) -> bool {
    let file = |file: &File| !matches!(file.source(), Source::Stream { .. });
    match body {
        Body::Empty | Body::Bytes(..) => true,
        Body::File(_, one) => file(one),
        Body::Multipart(fields) => fields.iter().all(|(_, value)| match value {
            FormValue::Text(_) => true,
            FormValue::File(one) => file(one),
        }),
    }
}

/// The media type of a body that is the same each time it is sent.
pub(crate) fn fixed_media_type(body: &Body) -> Option<&str> {
    let media_type = match body {
        Body::Empty | Body::Multipart(_) => return None,
        Body::Bytes(media_type, _) => media_type,
        Body::File(media_type, file) => file.media_type().unwrap_or(media_type),
    };
    Some(media_type).filter(|media_type| !media_type.is_empty())
}

/// The body on the wire, if it is there already.
pub(crate) fn in_memory(body: &Body) -> Option<HttpBody> {
    match body {
        Body::Empty => Some(HttpBody::Empty),
        Body::Bytes(_, bytes) => Some(HttpBody::Bytes(bytes.clone())),
        Body::File(..) | Body::Multipart(_) => None,
    }
}

/// The body on the wire, and its media type if that is another one each time.
pub(crate) async fn encode(body: &Body) -> Result<(HttpBody, Option<String>), String> {
    match body {
        Body::Empty => Ok((HttpBody::Empty, None)),
        Body::Bytes(_, bytes) => Ok((HttpBody::Bytes(bytes.clone()), None)),
        Body::File(_, file) => {
            let (piece, length) = open(file).await?;
            Ok((join(vec![(piece, length)]), None))
        }
        Body::Multipart(fields) => {
            let boundary = boundary()?;
            let body = multipart(fields, &boundary).await?;
            Ok((
                body,
                Some(format!("multipart/form-data; boundary={boundary}")),
            ))
        }
    }
}

/// A boundary that no content has.
fn boundary() -> Result<String, String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| error.to_string())?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A multipart body of `fields`.
pub(crate) async fn multipart(
    fields: &[(String, FormValue)],
    boundary: &str,
) -> Result<HttpBody, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    for (name, value) in fields {
        text.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"",
            quoted(name)
        ));
        match value {
            FormValue::Text(value) => text.push_str(&format!("\r\n\r\n{value}\r\n")),
            FormValue::File(file) => {
                let media_type = file.media_type().unwrap_or("application/octet-stream");
                let media_type = media_type.replace(['\r', '\n'], " ");
                let name = quoted(file.name());
                text.push_str(&format!(
                    "; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n"
                ));
                push(&mut pieces, std::mem::take(&mut text));
                pieces.push(open(file).await?);
                text.push_str("\r\n");
            }
        }
    }
    text.push_str(&format!("--{boundary}--\r\n"));
    push(&mut pieces, text);
    Ok(join(pieces))
}

/// A name in a header of a part, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn push(pieces: &mut Vec<(Piece, Option<u64>)>, text: String) {
    let length = u64::try_from(text.len()).ok();
    pieces.push((Piece::Bytes(text.into()), length));
}
