//! Checksums that a server gives beside a file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use md5::Md5;
use sha2::{Digest, Sha256, Sha512};

/// The checksum that a file should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checksum {
    kind: Kind,
    value: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Md5,
    Sha256,
    Sha512,
}

/// A checksum in the making.
pub(crate) enum Hash {
    Md5(Box<Md5>),
    Sha256(Box<Sha256>),
    Sha512(Box<Sha512>),
}

impl Hash {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(hash) => hash.update(bytes),
            Self::Sha256(hash) => hash.update(bytes),
            Self::Sha512(hash) => hash.update(bytes),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        match self {
            Self::Md5(hash) => hash.finalize().to_vec(),
            Self::Sha256(hash) => hash.finalize().to_vec(),
            Self::Sha512(hash) => hash.finalize().to_vec(),
        }
    }
}

impl Checksum {
    /// The strongest checksum of the whole file that these headers give. `whole` says whether the
    /// whole file comes with them: some headers speak of what comes, others of the file.
    pub(crate) fn of(headers: &HeaderMap, whole: bool) -> Option<Self> {
        let of_file = ["repr-digest", "digest", "x-goog-hash"];
        let of_content = ["content-digest"];
        let lists = of_file.iter().chain(of_content.iter().filter(|_| whole));
        let texts = lists.flat_map(|name| headers.get_all(*name));
        let listed = texts
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| {
                text.split(',').filter_map(|entry| {
                    let (name, value) = entry.trim().split_once('=')?;
                    Self::new(Kind::named(name)?, value)
                })
            });
        let single = [
            ("x-amz-checksum-sha256", Kind::Sha256),
            ("content-md5", Kind::Md5),
        ];
        let single = single
            .iter()
            .filter(|_| whole)
            .filter_map(|(name, kind)| Self::new(*kind, headers.get(*name)?.to_str().ok()?));
        listed.chain(single).max_by_key(|sum| sum.value.len())
    }

    /// One in Base64, perhaps between colons; `None` where it is none, as the checksum of checksums
    /// that some storages give.
    fn new(kind: Kind, text: &str) -> Option<Self> {
        let value = STANDARD.decode(text.trim().trim_matches([':', '"'])).ok()?;
        (value.len() == kind.length()).then_some(Self { kind, value })
    }

    pub(crate) fn begin(&self) -> Hash {
        match self.kind {
            Kind::Md5 => Hash::Md5(Box::default()),
            Kind::Sha256 => Hash::Sha256(Box::default()),
            Kind::Sha512 => Hash::Sha512(Box::default()),
        }
    }

    pub(crate) fn is(&self, found: &[u8]) -> bool {
        self.value == found
    }
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "md5" => Some(Self::Md5),
            "sha-256" => Some(Self::Sha256),
            "sha-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }
}
