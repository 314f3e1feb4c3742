//! Bytes that come piece by piece: reading them with a cap, and joining them.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::PoisonError;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use super::executor;
use super::file::{ByteStream, File, Source};
use super::transport::HttpBody;
use crate::runtime::error::BoxError;

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 * 1024;

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("the response has more than {0} bytes, the most that the client reads")]
    TooLarge(u64, Bytes),
    #[error("the response broke off: {0}")]
    Broken(BoxError),
}

/// Reads a body of up to `max` bytes.
pub(crate) async fn read(mut stream: ByteStream, max: u64) -> Result<Bytes, ReadError> {
    let mut first: Option<Bytes> = None;
    let mut body = BytesMut::new();
    while let Some(piece) = next(&mut stream).await {
        let piece = piece.map_err(ReadError::Broken)?;
        let size = body.len() + first.as_ref().map_or(0, Bytes::len) + piece.len();
        if u64::try_from(size).unwrap_or(u64::MAX) > max {
            return Err(ReadError::TooLarge(
                max,
                first.unwrap_or_else(|| body.freeze()),
            ));
        }
        // Most responses come in one piece, which needs no copy.
        match first.take() {
            None if body.is_empty() => first = Some(piece),
            None => body.extend_from_slice(&piece),
            Some(before) => {
                body.extend_from_slice(&before);
                body.extend_from_slice(&piece);
            }
        }
    }
    Ok(first.unwrap_or_else(|| body.freeze()))
}

/// A part of a body.
pub(crate) enum Piece {
    Bytes(Bytes),
    Stream(ByteStream),
}

impl Piece {
    /// The piece as a stream.
    pub(crate) fn into_stream(self) -> ByteStream {
        match self {
            Self::Stream(stream) => stream,
            Self::Bytes(bytes) => from_bytes(bytes),
        }
    }
}

/// The next bytes of a stream.
pub(crate) async fn next(stream: &mut ByteStream) -> Option<Result<Bytes, BoxError>> {
    poll_fn(|cx| stream.as_mut().poll_next(cx)).await
}

/// The content of a file, and its length if known.
pub(crate) async fn open(file: &File) -> Result<(Piece, Option<u64>), String> {
    match file.source() {
        Source::Bytes(bytes) => Ok((Piece::Bytes(bytes.clone()), u64::try_from(bytes.len()).ok())),
        Source::Path(path) => {
            let wrong = |error| format!("the file {} cannot be read: {error}", path.display());
            if executor::is_missing() {
                return Err(executor::MISSING.to_owned());
            }
            let opened = tokio::fs::File::open(path).await.map_err(wrong)?;
            let length = opened.metadata().await.map_err(wrong)?.len();
            Ok((Piece::Stream(from_reader(opened)), Some(length)))
        }
        Source::Stream { length, stream } => {
            let taken = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
            let stream = taken.ok_or_else(|| {
                format!(
                    "the stream of the file `{}` was sent before; make a new one",
                    file.name()
                )
            })?;
            Ok((Piece::Stream(stream), *length))
        }
    }
}

/// One body of several pieces, in memory when all of them are.
pub(crate) fn join(pieces: Vec<(Piece, Option<u64>)>) -> HttpBody {
    let length = pieces.iter().map(|(_, length)| *length).sum();
    if pieces
        .iter()
        .any(|(piece, _)| matches!(piece, Piece::Stream(_)))
    {
        let pieces = pieces.into_iter().map(|(piece, _)| piece).collect();
        return HttpBody::Stream {
            length,
            stream: Box::pin(Joined { pieces }),
        };
    }
    let mut memory = BytesMut::new();
    let mut pieces = pieces.into_iter().filter_map(|(piece, _)| match piece {
        Piece::Bytes(bytes) => Some(bytes),
        Piece::Stream(_) => None,
    });
    let first = pieces.next().unwrap_or_default();
    for bytes in pieces {
        if memory.is_empty() {
            memory.extend_from_slice(&first);
        }
        memory.extend_from_slice(&bytes);
    }
    HttpBody::Bytes(if memory.is_empty() {
        first
    } else {
        memory.freeze()
    })
}

/// Pieces one after the other.
struct Joined {
    pieces: std::collections::VecDeque<Piece>,
}

impl Stream for Joined {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.pieces.front_mut() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.pieces.pop_front();
                    if !bytes.is_empty() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
                Some(Piece::Stream(stream)) => match ready!(stream.as_mut().poll_next(cx)) {
                    Some(piece) => return Poll::Ready(Some(piece)),
                    None => drop(self.pieces.pop_front()),
                },
            }
        }
    }
}

/// Bytes in one piece.
pub(crate) fn from_bytes(bytes: Bytes) -> ByteStream {
    Box::pin(Once(Some(bytes).filter(|bytes| !bytes.is_empty())))
}

struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// What a reader gives, piece by piece.
pub(crate) fn from_reader<R: AsyncRead + Send + Unpin + 'static>(reader: R) -> ByteStream {
    Box::pin(Read {
        reader,
        chunk: vec![0; CHUNK],
    })
}

struct Read<R> {
    reader: R,
    chunk: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Stream for Read<R> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, chunk } = &mut *self;
        let mut buffer = ReadBuf::new(chunk);
        ready!(Pin::new(reader).poll_read(cx, &mut buffer))?;
        let read = buffer.filled();
        Poll::Ready((!read.is_empty()).then(|| Ok(Bytes::copy_from_slice(read))))
    }
}
