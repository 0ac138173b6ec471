//! A value that is written often and changed seldom.

use std::ops::Deref;
use std::sync::OnceLock;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that keeps the bytes it is written as: plans change once a round, and every visit writes all of them.
#[derive(Debug, Clone)]
pub(crate) struct Encoded<T> {
    value: T,
    bytes: OnceLock<Vec<u8>>,
}

impl<T> From<T> for Encoded<T> {
    fn from(value: T) -> Self {
        Self { value, bytes: OnceLock::new() }
    }
}

impl<T> Deref for Encoded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Encoded<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Serialize> Serialize for Encoded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(bytes) = self.bytes.get() {
            return serializer.serialize_bytes(bytes);
        }
        let bytes = postcard::to_stdvec(&self.value).map_err(S::Error::custom)?;
        serializer.serialize_bytes(self.bytes.get_or_init(|| bytes))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Encoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        let value = postcard::from_bytes(bytes).map_err(D::Error::custom)?;
        Ok(Self { value, bytes: OnceLock::from(bytes.to_vec()) })
    }
}
