//! Values that can have one of several types.

use super::mismatch::Kind;
use super::reader::{Fault, Reader};

/// What is known of a variant of a union.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// `object`, `array`, `string`, `number`, `integer`, `boolean`, or `any`.
    pub kind: &'static str,
    /// The keys that the variant's type knows.
    pub keys: &'static [&'static str],
    /// The keys that must be there.
    pub required: &'static [&'static str],
    /// The values of the discriminator that choose it.
    pub tags: &'static [&'static str],
}

/// The variants that fit the value that comes next, the best one first.
pub fn rank(
    candidates: &[Candidate],
    discriminator: Option<&str>,
    reader: &mut Reader<'_>,
) -> Result<Vec<usize>, Fault> {
    let kind = reader.kind()?;
    if kind == Kind::Object {
        return rank_objects(candidates, discriminator, reader);
    }
    let of = |name: &str| {
        let name = name.to_owned();
        candidates
            .iter()
            .enumerate()
            .filter(move |(_, c)| c.kind == name)
            .map(|(index, _)| index)
    };
    let mut order: Vec<usize> = of(kind.name()).collect();
    if kind == Kind::Integer {
        order.extend(of("number"));
    }
    order.extend(of("any"));
    Ok(order)
}

fn rank_objects(
    candidates: &[Candidate],
    discriminator: Option<&str>,
    reader: &mut Reader<'_>,
) -> Result<Vec<usize>, Fault> {
    let (keys, tag) = outline(discriminator, reader)?;
    let has = |key: &&&str| keys.iter().any(|found| found == **key);
    let tagged = |c: &Candidate| tag.as_deref().is_some_and(|tag| c.tags.contains(&tag));
    let mut order: Vec<usize> = (0..candidates.len())
        .filter(|index| {
            candidates
                .get(*index)
                .is_some_and(|c| matches!(c.kind, "object" | "any"))
        })
        .collect();
    // The sort is stable: among equals the order of the description counts.
    order.sort_by_key(|index| {
        candidates.get(*index).map(|c| {
            let complete = c.required.iter().all(|key| has(&key));
            let shared = c.keys.iter().filter(has).count();
            std::cmp::Reverse((tagged(c), c.kind == "object", complete, shared))
        })
    });
    Ok(order)
}

/// The keys of the object that comes next, and its tag; reads nothing.
fn outline(
    discriminator: Option<&str>,
    reader: &mut Reader<'_>,
) -> Result<(Vec<String>, Option<String>), Fault> {
    let mark = reader.mark();
    let mut keys = Vec::new();
    let mut tag = None;
    reader.object()?;
    while let Some(key) = reader.next_key(keys.is_empty())? {
        if discriminator == Some(&*key) && reader.kind()? == Kind::String {
            tag = Some(reader.string()?.into_owned());
        } else {
            reader.raw()?;
        }
        keys.push(key.into_owned());
    }
    reader.rewind(mark);
    Ok((keys, tag))
}

/// Implements everything a union needs.
///
/// ```text
/// union!(CostCode {
///     Full(CostCodeFull) object ["id", "full_code"] tags [],
///     Text(String) string,
///     ; Other
/// });
/// union!(Pet by "pet_type" { Cat(Cat) object [] tags ["cat"], ; Other });
/// ```
#[allow(
    unused_macros,
    reason = "a set of tools can be without types that need it"
)]
macro_rules! union {
    ($name:ident { $($body:tt)* }) => {
        $crate::runtime::union::union!(@ $name [None] $($body)*);
    };
    ($name:ident by $discriminator:literal { $($body:tt)* }) => {
        $crate::runtime::union::union!(@ $name [Some($discriminator)] $($body)*);
    };
    (@ $name:ident [$discriminator:expr] $(
        $variant:ident($type:ty) $kind:ident
        $([$($key:literal),* $(,)?] tags [$($tag:literal),* $(,)?])?,
    )* ; $other:ident) => {
        impl Default for $name {
            fn default() -> Self {
                Self::$other(serde_json::Value::Null)
            }
        }
        impl $crate::runtime::param::Param for $name {
            fn text(&self) -> String {
                $crate::runtime::wire::to_param(self)
            }
        }
        impl $crate::runtime::wire::Wire for $name {
            fn read(
                reader: &mut $crate::runtime::reader::Reader<'_>,
            ) -> Result<Self, $crate::runtime::reader::Fault> {
                const CANDIDATES: &[$crate::runtime::union::Candidate] = &[$(
                    $crate::runtime::union::Candidate {
                        kind: stringify!($kind),
                        keys: <$type as $crate::runtime::wire::Wire>::KEYS,
                        required: &[$($($key),*)?],
                        tags: &[$($($tag),*)?],
                    },
                )*];
                let mark = reader.mark();
                let from = reader.reported();
                for index in $crate::runtime::union::rank(CANDIDATES, $discriminator, reader)? {
                    let mut at = 0;
                    $(
                        if index == at {
                            match <$type as $crate::runtime::wire::Wire>::read(reader) {
                                Ok(value) => return Ok(Self::$variant(value)),
                                Err($crate::runtime::reader::Fault::Type) => {}
                                Err(fault) => return Err(fault),
                            }
                        }
                        at += 1;
                    )*
                    let _ = at;
                    reader.rewind(mark);
                    reader.forget(from);
                }
                reader.wrong(concat!("one of" $(, " ", stringify!($kind))*));
                <serde_json::Value as $crate::runtime::wire::Wire>::read(reader).map(Self::$other)
            }
            fn write(&self, writer: &mut $crate::runtime::writer::Writer) {
                let integers = [$(stringify!($kind)),*].contains(&"integer");
                match self {
                    $(Self::$variant(value) => {
                        $crate::runtime::wire::Wire::write_variant(value, writer, integers);
                    })*
                    Self::$other(value) => $crate::runtime::wire::Wire::write(value, writer),
                }
            }
        }
        $crate::runtime::serde::bridge!($name);
    };
}
pub(crate) use union;
