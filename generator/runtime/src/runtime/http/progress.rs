//! How far a transfer has come, as a caller sees it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::file::ByteStream;
use super::stream::from_reader;
use super::transport::HttpBody;
use crate::runtime::error::BoxError;

/// What is called with the bytes that have passed, and with all that there are, if known.
pub(crate) type Progress = Arc<dyn Fn(u64, Option<u64>) + Send + Sync>;

/// A stream that reports its progress.
pub(crate) struct Counted {
    pub(crate) content: ByteStream,
    /// How many bytes have passed.
    pub(crate) passed: u64,
    pub(crate) total: Option<u64>,
    pub(crate) progress: Option<Progress>,
}

impl Stream for Counted {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = ready!(self.content.as_mut().poll_next(cx));
        if let Some(Ok(bytes)) = &piece {
            self.passed += u64::try_from(bytes.len()).unwrap_or(0);
            if let Some(progress) = &self.progress {
                progress(self.passed, self.total);
            }
        }
        Poll::Ready(piece)
    }
}

/// A body that reports its progress. One in memory is sent piece by piece for it.
pub(crate) fn counted(body: HttpBody, progress: &Progress) -> HttpBody {
    let (length, content) = match body {
        HttpBody::Empty => return HttpBody::Empty,
        HttpBody::Bytes(bytes) => {
            let length = u64::try_from(bytes.len()).ok();
            (length, from_reader(std::io::Cursor::new(bytes)))
        }
        HttpBody::Stream { length, stream } => (length, stream),
    };
    HttpBody::Stream {
        length,
        stream: Box::pin(Counted {
            content,
            passed: 0,
            total: length,
            progress: Some(Arc::clone(progress)),
        }),
    }
}
