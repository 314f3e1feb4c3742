//! Enums that stay open: a value that the description does not name is kept.

/// Implements everything an enum of strings needs.
///
/// ```text
/// string_enum!(RfiStatus { Open "open", Closed "closed", ; Unknown });
/// ```
#[allow(
    unused_macros,
    reason = "a set of tools can be without types that need it"
)]
macro_rules! string_enum {
    ($name:ident { $($variant:ident $value:literal,)* ; $unknown:ident }) => {
        impl $name {
            /// The values that the description names.
            pub const ALL: &'static [&'static str] = &[$($value),*];

            /// The value of this text, which need not be one that the description names.
            #[must_use]
            pub fn other(value: impl Into<String>) -> Self {
                let value = value.into();
                Self::named(&value).unwrap_or(Self::$unknown(value))
            }

            fn named(value: &str) -> Option<Self> {
                match value {
                    $($value => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => value,
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;
            fn from_str(value: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::other(value))
            }
        }
        impl $crate::runtime::values::param::Param for $name {
            fn text(&self) -> String {
                self.as_str().to_owned()
            }
        }
        impl $crate::runtime::json::wire::Wire for $name {
            fn read(
                reader: &mut $crate::runtime::json::reader::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::reader::Fault> {
                let value = reader.string().map(|value| {
                    Self::named(&value).unwrap_or_else(|| Self::$unknown(value.into_owned()))
                })?;
                reader.fit.unlisted += usize::from(matches!(value, Self::$unknown(_)));
                Ok(value)
            }
            fn write(&self, writer: &mut $crate::runtime::json::writer::Writer) {
                writer.string(self.as_str());
            }
        }
        $crate::runtime::json::serde::bridge!($name);
    };
}
pub(crate) use string_enum;

/// Implements everything an enum of integers needs.
///
/// ```text
/// integer_enum!(Level { One 1, Two 2, ; Unknown });
/// ```
#[allow(
    unused_macros,
    reason = "a set of tools can be without types that need it"
)]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident $value:literal,)* ; $unknown:ident }) => {
        impl $name {
            /// The values that the description names.
            pub const ALL: &'static [i64] = &[$($value),*];

            /// The value of this number, which need not be one that the description names.
            #[must_use]
            pub fn other(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$unknown(value),
                }
            }

            /// The value on the wire.
            #[must_use]
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$unknown(value) => *value,
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.as_i64())
            }
        }
        impl $crate::runtime::values::param::Param for $name {
            fn text(&self) -> String {
                self.as_i64().to_string()
            }
        }
        impl $crate::runtime::json::wire::Wire for $name {
            fn read(
                reader: &mut $crate::runtime::json::reader::Reader<'_>,
            ) -> Result<Self, $crate::runtime::json::reader::Fault> {
                let value = reader.integer().map(Self::other)?;
                reader.fit.unlisted += usize::from(matches!(value, Self::$unknown(_)));
                Ok(value)
            }
            fn write(&self, writer: &mut $crate::runtime::json::writer::Writer) {
                writer.integer(self.as_i64());
            }
        }
        $crate::runtime::json::serde::bridge!($name);
    };
}
pub(crate) use integer_enum;
