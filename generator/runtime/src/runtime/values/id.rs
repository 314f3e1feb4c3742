//! Ids: what a request is about, with a type for each kind of record, so that two are not swapped.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use crate::runtime::values::param::Param;

/// The id of a record of the kind `K`.
///
/// Procore writes ids as numbers in version 1 of its resources and as texts in version 2; here they
/// are the same, made from either.
///
/// ```text
/// let project = ProjectId::from(81_930);
/// let same: ProjectId = "81930".into();
/// ```
pub struct Id<K> {
    text: String,
    kind: PhantomData<fn() -> K>,
}

impl<K> Id<K> {
    /// The id as Procore writes it in a path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The id as a number, as version 1 of a resource has it; `None` for an id that is none.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.text.parse().ok()
    }

    fn of(text: String) -> Self {
        Self {
            text,
            kind: PhantomData,
        }
    }
}

impl<K> From<String> for Id<K> {
    fn from(id: String) -> Self {
        Self::of(id)
    }
}

impl<K> From<&str> for Id<K> {
    fn from(id: &str) -> Self {
        Self::of(id.to_owned())
    }
}

impl<K> From<&String> for Id<K> {
    fn from(id: &String) -> Self {
        Self::of(id.clone())
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {
        $(impl<K> From<$integer> for Id<K> {
            fn from(id: $integer) -> Self {
                Self::of(id.to_string())
            }
        })*
    };
}
from_integers!(i32 i64 u32 u64);

impl<K> FromStr for Id<K> {
    type Err = std::convert::Infallible;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(id))
    }
}

impl<K> Param for Id<K> {
    fn text(&self) -> String {
        self.text.clone()
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = std::any::type_name::<K>();
        let kind = kind.rsplit("::").next().unwrap_or(kind);
        write!(f, "{kind}Id({})", self.text)
    }
}

// Derived, these would ask the same of the kind, which has no values.
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self::of(self.text.clone())
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

/// Declares kinds of records, and the types of their ids.
///
/// ```text
/// ids!(Company CompanyId "a company", Project ProjectId "a project",);
/// ```
macro_rules! ids {
    ($($kind:ident $id:ident $docs:literal,)*) => {
        $(#[doc = concat!("The id of ", $docs, ".")]
        pub type $id = $crate::runtime::values::id::Id<kinds::$kind>;)*

        /// The kinds of records that have ids; they have no values.
        pub mod kinds {
            $(#[doc = concat!("Of [`", stringify!($id), "`](super::", stringify!($id), "): ", $docs, ".")]
            pub enum $kind {})*
        }
    };
}
pub(crate) use ids;

ids!(
    Company CompanyId "a company",
    Project ProjectId "a project",
);
