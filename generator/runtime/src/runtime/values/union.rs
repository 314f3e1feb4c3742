//! Values that can have one of several types: the tag decides, else what fits best.
//!
//! Each variant is tried on the value, strictly: it fits if nothing in it is of another type, and of
//! several the one is taken that knows the most of its keys. Nothing is taken by chance; what fits
//! none is kept as it came. A union within what is only tried is passed over, so that unions within
//! unions cost no more than their depth.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::runtime::error::mismatch::Kind;
use crate::runtime::json::fit::Fit;
use crate::runtime::json::reader::{Fault, Mark, Reader};
use crate::runtime::json::wire::ANYTHING;

/// What is known of a variant of a union.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// `object`, `array`, `string`, `number`, `integer`, `boolean`, or `any`.
    pub kind: &'static str,
    /// How much else its type takes.
    pub loose: u8,
    /// The keys that must be there.
    pub required: &'static [&'static str],
    /// The values of the discriminator that choose it.
    pub tags: &'static [&'static str],
}

impl Candidate {
    fn takes(&self, kind: Kind) -> bool {
        match self.kind {
            "any" => true,
            "number" => matches!(kind, Kind::Integer | Kind::Number),
            name => name == kind.name(),
        }
    }
}

/// What is known of a union.
#[derive(Debug, Clone, Copy)]
pub struct Candidates {
    /// The variants, in the order of the description.
    pub variants: &'static [Candidate],
    /// The key whose value decides which variant it is.
    pub discriminator: Option<&'static str>,
    /// What is expected, for a report of what fits none.
    pub expected: &'static str,
    /// What is expected where the discriminator has a value that names no variant.
    pub expected_tag: &'static str,
}

/// What became of a value.
#[derive(Debug)]
pub enum Chosen<T> {
    /// It is this variant.
    Variant(T),
    /// It fits none; it is still to be read. That is reported, unless it is null.
    None,
    /// It stands in what is only tried, and was passed over.
    Passed,
}

/// Reads the variant that the value is. `read` reads the variant of a number.
pub(crate) fn choose<T>(
    union: &Candidates,
    reader: &mut Reader<'_>,
    read: fn(usize, &mut Reader<'_>) -> Result<Option<T>, Fault>,
) -> Result<Chosen<T>, Fault> {
    let kind = reader.kind()?;
    if kind == Kind::Null {
        return Ok(Chosen::None);
    }
    let start = reader.position();
    if reader.trying.is_some_and(|tried| tried != start) {
        if !union.variants.iter().any(|variant| variant.takes(kind)) {
            reader.wrong_kind(union.expected, kind);
        }
        reader.fit.passed += 1;
        reader.raw()?;
        return Ok(Chosen::Passed);
    }
    let outline = outline(union, kind, reader)?;
    let before = Before::of(reader);
    let (tried, decided) = eligible(union, kind, &outline);
    let choice = match tried.as_slice() {
        [only] => Best::Again(*only),
        several => best_of(union, several, &outline, reader, read)?,
    };
    let index = match choice {
        Best::Read(value) => return Ok(Chosen::Variant(value)),
        Best::Again(index) => Some(index),
        Best::None => None,
    };
    if let Some(index) = index {
        reader.fit = Fit::default();
        match read(index, reader) {
            Ok(Some(value)) => {
                let score = Score::of(union, index, &outline, reader.fit);
                if decided || score.is_perfect() || score.is_likely() {
                    let fit = std::mem::replace(&mut reader.fit, before.fit);
                    reader.fit.add(fit);
                    return Ok(Chosen::Variant(value));
                }
            }
            Ok(None) | Err(Fault::Type) => {}
            Err(Fault::Syntax) => return Err(Fault::Syntax),
        }
        before.restore(reader);
    }
    let by_tag = union
        .variants
        .iter()
        .any(|variant| !variant.tags.is_empty());
    let expected = if by_tag && !matches!(outline.tag, Tag::Absent) {
        union.expected_tag
    } else {
        union.expected
    };
    reader.wrong_kind(expected, kind);
    Ok(Chosen::None)
}

/// The best of several variants.
enum Best<T> {
    /// It is read already.
    Read(T),
    /// It was only tried, and has to be read again: for its reports, or for the unions in it.
    Again(usize),
    /// None fits, or two alike.
    None,
}

/// Tries the variants of these numbers.
fn best_of<T>(
    union: &Candidates,
    tried: &[usize],
    outline: &Outline<'_>,
    reader: &mut Reader<'_>,
    read: fn(usize, &mut Reader<'_>) -> Result<Option<T>, Fault>,
) -> Result<Best<T>, Fault> {
    let before = Before::of(reader);
    let start = reader.position();
    let mut ranking = Ranking::default();
    let mut kept = None;
    for &index in tried {
        reader.rewind(before.mark);
        reader.fit = Fit::default();
        reader.trying = Some(start);
        match read(index, reader) {
            Ok(Some(value)) => {
                let score = Score::of(union, index, outline, reader.fit);
                if ranking.add(index, score) {
                    let whole = score.fit.passed == 0 && score.fit.wrong == 0;
                    kept = whole.then(|| (value, reader.mark(), reader.fit));
                }
                if score.is_exact() {
                    break;
                }
            }
            Ok(None) | Err(Fault::Type) => {}
            Err(Fault::Syntax) => return Err(Fault::Syntax),
        }
    }
    before.restore(reader);
    Ok(match (ranking.best(), kept) {
        (Some(_), Some((value, end, fit))) => {
            reader.rewind(end);
            reader.fit.add(fit);
            Best::Read(value)
        }
        (Some(index), None) => Best::Again(index),
        (None, _) => Best::None,
    })
}

/// Where the reader stood before a value was tried.
struct Before {
    mark: Mark,
    fit: Fit,
    trying: Option<usize>,
    reported: usize,
}

impl Before {
    fn of(reader: &Reader<'_>) -> Self {
        Self {
            mark: reader.mark(),
            fit: reader.fit,
            trying: reader.trying,
            reported: reader.reported(),
        }
    }

    fn restore(&self, reader: &mut Reader<'_>) {
        reader.rewind(self.mark);
        reader.fit = self.fit;
        reader.trying = self.trying;
        reader.forget(self.reported);
    }
}

/// The value of the discriminator.
enum Tag<'a> {
    /// Not there, or null.
    Absent,
    /// A string, or the word of a truth value.
    Text(Cow<'a, str>),
    /// A number, as its text.
    Number(&'a str),
    /// What no tag can be.
    Other,
}

impl<'a> Tag<'a> {
    /// The tag that JSON text is, where none of those that are known has more bytes than `longest`.
    fn of(text: &'a str, longest: usize) -> Self {
        match text.as_bytes().first() {
            Some(b'n') | None => Self::Absent,
            Some(b'"') => {
                let plain = text.get(1..text.len() - 1).unwrap_or_default();
                // An escape is at most six bytes for one.
                if plain.len() > longest.saturating_mul(6) {
                    Self::Other
                } else if plain.contains('\\') {
                    serde_json::from_str(text)
                        .map_or(Self::Other, |text: String| Self::Text(text.into()))
                } else {
                    Self::Text(plain.into())
                }
            }
            Some(b't' | b'f') => Self::Text(text.into()),
            Some(b'{' | b'[') => Self::Other,
            Some(_) => Self::Number(text),
        }
    }

    fn names(&self, variant: &Candidate) -> bool {
        match self {
            Self::Text(text) => variant.tags.contains(&&**text),
            Self::Number(text) => {
                let number = text.parse::<f64>().ok();
                let same =
                    |tag: &&str| tag == text || number.is_some() && tag.parse().ok() == number;
                variant.tags.iter().any(same)
            }
            Self::Absent | Self::Other => false,
        }
    }
}

/// What is seen of an object before it is read.
struct Outline<'a> {
    /// Those of its keys that a variant must have: no more than the description names, however many
    /// the object has.
    keys: Vec<&'static str>,
    tag: Tag<'a>,
}

/// The keys of the object that comes next, and its tag, where they matter; reads nothing.
fn outline<'a>(
    union: &Candidates,
    kind: Kind,
    reader: &mut Reader<'a>,
) -> Result<Outline<'a>, Fault> {
    let mut outline = Outline {
        keys: Vec::new(),
        tag: Tag::Absent,
    };
    let matters = |variant: &Candidate| !variant.required.is_empty();
    if kind != Kind::Object || union.discriminator.is_none() && !union.variants.iter().any(matters)
    {
        return Ok(outline);
    }
    let tags = union.variants.iter().flat_map(|variant| variant.tags);
    let longest = tags.map(|tag| tag.len()).max().unwrap_or(0);
    let mark = reader.mark();
    reader.object()?;
    let mut first = true;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        let text = reader.raw()?;
        if union.discriminator == Some(&*key) {
            outline.tag = Tag::of(text, longest);
        }
        let mut required = union.variants.iter().flat_map(|variant| variant.required);
        if let Some(key) = required.find(|required| **required == key)
            && !outline.keys.contains(key)
        {
            outline.keys.push(key);
        }
    }
    reader.rewind(mark);
    Ok(outline)
}

/// The variants that come into question, and whether the only one is chosen by its tag.
fn eligible(union: &Candidates, kind: Kind, outline: &Outline<'_>) -> (Vec<usize>, bool) {
    let of = |wanted: &dyn Fn(&Candidate) -> bool| -> Vec<usize> {
        let variants = union.variants.iter().enumerate();
        let wanted = variants.filter(|(_, variant)| variant.takes(kind) && wanted(variant));
        wanted.map(|(index, _)| index).collect()
    };
    if matches!(outline.tag, Tag::Absent) {
        return (of(&|_| true), false);
    }
    let named = of(&|variant| outline.tag.names(variant));
    if named.is_empty() {
        // A variant that no tag chooses can have any.
        return (of(&|variant| variant.tags.is_empty()), false);
    }
    let decided = named.len() == 1;
    (named, decided)
}

/// How well a variant fits.
#[derive(Debug, Clone, Copy)]
struct Score {
    fit: Fit,
    /// Keys that must be there and are not.
    missing: usize,
    loose: u8,
}

impl Score {
    fn of(union: &Candidates, index: usize, outline: &Outline<'_>, fit: Fit) -> Self {
        let variant = union.variants.get(index);
        let required = variant.map_or(&[][..], |variant| variant.required);
        let has = |key: &&&str| outline.keys.contains(*key);
        Self {
            fit,
            missing: required.len() - required.iter().filter(has).count(),
            loose: variant.map_or(ANYTHING, |variant| variant.loose),
        }
    }

    /// Whether everything is as the description has it, and something speaks for the variant.
    fn is_perfect(&self) -> bool {
        self.faults() == 0 && (self.fit.named > 0 || self.fit.unknown == 0)
    }

    /// Whether the keys speak for the variant, though not everything is as described.
    fn is_likely(&self) -> bool {
        self.fit.named > 0
    }

    /// Whether no other variant can fit better.
    fn is_exact(&self) -> bool {
        self.is_perfect() && self.fit.unknown == 0 && self.fit.absent == 0 && self.loose == 0
    }

    fn faults(&self) -> usize {
        self.fit.wrong + self.fit.unlisted + self.missing
    }

    /// The order among those that fit.
    fn among_perfect(&self) -> impl Ord + use<> {
        let Fit {
            unknown, absent, ..
        } = self.fit;
        (
            Reverse(self.loose == ANYTHING),
            Reverse(unknown),
            Reverse(self.loose),
            Reverse(absent),
        )
    }

    /// The order among the others: those come first that know the most.
    fn among_likely(&self) -> impl Ord + use<> {
        let Fit {
            named,
            unknown,
            absent,
            ..
        } = self.fit;
        (
            named,
            Reverse(self.faults()),
            Reverse(unknown),
            Reverse(absent),
        )
    }
}

/// The best so far.
#[derive(Debug, Default)]
struct Ranking {
    best: Option<(usize, Score)>,
    /// Whether another one is as likely, so that neither is taken.
    tied: bool,
}

impl Ranking {
    /// Whether this is the best now.
    fn add(&mut self, index: usize, score: Score) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let order = match &self.best {
            None => Greater,
            Some((_, best)) => match (score.is_perfect(), best.is_perfect()) {
                // Among equals the order of the description counts.
                (true, true) => match score.among_perfect().cmp(&best.among_perfect()) {
                    Greater => Greater,
                    _ => Less,
                },
                (false, false) => score.among_likely().cmp(&best.among_likely()),
                (perfect, _) => perfect.cmp(&!perfect),
            },
        };
        match order {
            Greater => {
                self.best = Some((index, score));
                self.tied = false;
            }
            Equal => self.tied = true,
            Less => {}
        }
        order == Greater
    }

    /// What is taken: what fits, or what alone is likely.
    fn best(&self) -> Option<usize> {
        let (index, score) = self.best?;
        (score.is_perfect() || score.is_likely() && !self.tied).then_some(index)
    }
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
        $crate::runtime::values::union::union!(@ $name [None] [""] $($body)*);
    };
    ($name:ident by $discriminator:literal { $($body:tt)* }) => {
        $crate::runtime::values::union::union!(
            @ $name [Some($discriminator)] [concat!("object with a known `", $discriminator, "`")]
            $($body)*
        );
    };
    (@ $name:ident [$discriminator:expr] [$expected:expr] $(
        $variant:ident($type:ty) $kind:ident
        $([$($key:literal),* $(,)?] tags [$($tag:literal),* $(,)?])?,
    )* ; $other:ident) => {
        impl Default for $name {
            fn default() -> Self {
                Self::$other(serde_json::Value::Null)
            }
        }
        impl $crate::runtime::values::param::Param for $name {
            fn text(&self) -> String {
                $crate::runtime::json::wire::to_param(self)
            }
        }
        impl $crate::runtime::json::wire::Wire for $name {
            const LOOSE: u8 = 1;

            fn read(
                reader: &mut $crate::runtime::json::reader::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::reader::Fault> {
                const CANDIDATES: $crate::runtime::values::union::Candidates =
                    $crate::runtime::values::union::Candidates {
                        variants: &[$(
                            $crate::runtime::values::union::Candidate {
                                kind: stringify!($kind),
                                loose: <$type as $crate::runtime::json::wire::Wire>::LOOSE,
                                required: &[$($($key),*)?],
                                tags: &[$($($tag),*)?],
                            },
                        )*],
                        discriminator: $discriminator,
                        expected: concat!("one of" $(, " ", stringify!($kind))*),
                        expected_tag: $expected,
                    };
                fn variant(
                    index: usize,
                    reader: &mut $crate::runtime::json::reader::Reader<'_>,
                ) -> Result<Option<$name>, $crate::runtime::json::reader::Fault> {
                    let mut at = 0;
                    $(
                        if index == at {
                            return <$type as $crate::runtime::json::wire::Wire>::read(reader)
                                .map(|value| Some($name::$variant(value)));
                        }
                        at += 1;
                    )*
                    let _ = (index, at, reader);
                    Ok(None)
                }
                match $crate::runtime::values::union::choose(&CANDIDATES, reader, variant)? {
                    $crate::runtime::values::union::Chosen::Variant(value) => Ok(value),
                    $crate::runtime::values::union::Chosen::Passed => Ok(Self::default()),
                    $crate::runtime::values::union::Chosen::None => {
                        <serde_json::Value as $crate::runtime::json::wire::Wire>::read(reader)
                            .map(Self::$other)
                    }
                }
            }
            fn write(&self, writer: &mut $crate::runtime::json::writer::Writer) {
                let integers = [$(stringify!($kind)),*].contains(&"integer");
                match self {
                    $(Self::$variant(value) => {
                        $crate::runtime::json::wire::Wire::write_variant(value, writer, integers);
                    })*
                    Self::$other(value) => $crate::runtime::json::wire::Wire::write(value, writer),
                }
            }
            fn null() -> Option<Self> {
                Some(Self::default())
            }
        }
        $crate::runtime::json::serde::bridge!($name);
    };
}
pub(crate) use union;
