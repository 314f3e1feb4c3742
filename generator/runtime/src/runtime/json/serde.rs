//! serde's traits for the types of the API, so that they fit into other people's structs and files.
//!
//! The client itself does not go through here. Both directions use the reader and the writer, and
//! hand JSON text over to serde, once for all types.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::reader::{Fault, Reader};
use super::wire::{Wire, to_text};
use crate::runtime::error::mismatch::Kind;

/// The name under which `serde_json` hands out the text of a value. Should it ever change, text is
/// rebuilt from a [`Value`] instead, and only digits beyond 64 bits are rounded.
const RAW: &str = "$serde_json::private::RawValue";

/// Reads `T` leniently from any format that describes itself.
pub fn deserialize<'de, T: Wire, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = deserializer.deserialize_newtype_struct(RAW, Text(PhantomData))?;
    decode(&text).map_err(D::Error::custom)
}

/// Reads `T` leniently from JSON text. Mismatches are not reported here, so a number must not lose
/// digits, unless it can be kept as it came.
pub(crate) fn decode<T: Wire>(text: &str) -> Result<T, String> {
    let mut reader = Reader::new(text).exact();
    let read = T::read_item(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|fault| match fault {
        Fault::Syntax => reader.take_stop().to_string(),
        Fault::Type => reader.take_mismatches().0.pop().map_or_else(
            || "found null where there must be a value".to_owned(),
            |mismatch| mismatch.to_string(),
        ),
    })
}

/// Writes `value` to any format.
pub fn serialize<T: Wire, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    Json(&to_text(value)).serialize(serializer)
}

/// Takes the JSON text of a value.
struct Text<'de>(PhantomData<&'de ()>);

impl<'de> Visitor<'de> for Text<'de> {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        if map.next_key::<RawKey>()?.is_none() {
            return Err(A::Error::custom("expected the text of a value"));
        }
        map.next_value_seed(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        Value::deserialize(d).map(|value| Cow::Owned(value.to_string()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Text<'de> {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

/// The only key of the map in which the text is handed out.
struct RawKey;

impl<'de> Deserialize<'de> for RawKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_identifier(serde::de::IgnoredAny)
            .map(|_| Self)
    }
}

/// JSON text, handed over event by event.
struct Json<'a>(&'a str);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::Error;
        let broken = |_| S::Error::custom("a value is not valid JSON");
        let mut reader = Reader::new(self.0);
        let mut first = true;
        match reader.kind().map_err(broken)? {
            Kind::Object => {
                reader.object().map_err(broken)?;
                let mut map = serializer.serialize_map(None)?;
                while let Some(key) = reader.next_key(first).map_err(broken)? {
                    first = false;
                    map.serialize_entry(&key, &Json(reader.raw().map_err(broken)?))?;
                }
                map.end()
            }
            Kind::Array => {
                reader.array().map_err(broken)?;
                let mut seq = serializer.serialize_seq(None)?;
                while reader.next_item(first).map_err(broken)? {
                    first = false;
                    seq.serialize_element(&Json(reader.raw().map_err(broken)?))?;
                }
                seq.end()
            }
            Kind::String => serializer.serialize_str(&reader.string().map_err(broken)?),
            Kind::Boolean => serializer.serialize_bool(reader.boolean().map_err(broken)?),
            Kind::Null => serializer.serialize_unit(),
            Kind::Integer | Kind::Number => number(self.0.trim(), serializer),
        }
    }
}

/// A number, as a machine number where that keeps every digit.
fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(integer) = text.parse::<i64>() {
        return serializer.serialize_i64(integer);
    }
    if let Ok(integer) = text.parse::<u64>() {
        return serializer.serialize_u64(integer);
    }
    match text.parse::<f64>() {
        Ok(float)
            if float.is_finite() && (float.to_string() == text || format!("{float:?}") == text) =>
        {
            serializer.serialize_f64(float)
        }
        _ => match RawValue::from_string(text.to_owned()) {
            Ok(raw) => raw.serialize(serializer),
            Err(error) => Err(serde::ser::Error::custom(error)),
        },
    }
}

/// Implements serde's traits through the reader and the writer.
macro_rules! bridge {
    ($name:ident $(<$parameter:ident>)?) => {
        impl$(<$parameter: $crate::runtime::json::wire::Wire>)? serde::Serialize for $name$(<$parameter>)? {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::json::serde::serialize(self, serializer)
            }
        }
        impl<'de $(, $parameter: $crate::runtime::json::wire::Wire)?> serde::Deserialize<'de>
            for $name$(<$parameter>)?
        {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::json::serde::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use bridge;
