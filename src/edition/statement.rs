//! What HR says of one edition, in one line.

use std::fmt;
use std::str::FromStr;

use crate::chain::{BadStatement, Claim, Digest, FORMAT, optional_digest};
use crate::vocabulary::PublicKey;

/// The first field, before the version.
const NAME: &str = "listening-post-content/";
/// The names of editions have eight digits, so that they sort.
pub const NUMBER_MOST: u32 = 99_999_999;
/// More bytes no signature file has.
pub const SIGNATURE_MOST: u64 = 4096;

/// What HR says of one edition: `key:value` fields with tabs between, one way to write each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// From 1; one more each time.
    pub number: u32,
    /// The list of files.
    pub sha256: Digest,
    /// The statement of the edition before; none before the first.
    pub previous: Option<Digest>,
    /// The key that the next edition is signed with, where it is another.
    pub next: Option<PublicKey>,
    /// The key that this one is signed with.
    pub key: PublicKey,
}

impl Edition {
    /// Where editions lie.
    pub const FOLDER: &str = "content/v1";

    /// What the next edition names this one by.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_string().as_bytes())
    }

    /// The key that the next edition must be signed with.
    #[must_use]
    pub fn heir(&self) -> PublicKey {
        self.next.unwrap_or(self.key)
    }

    /// The path of an edition's list of files, below a lake.
    #[must_use]
    pub fn manifest_path(number: u32) -> String {
        format!("{}/{}", Self::FOLDER, file(number))
    }

    /// The path of its signature.
    #[must_use]
    pub fn signature_path(number: u32) -> String {
        format!("{}.sig", Self::manifest_path(number))
    }

    /// The path of a file that editions name by its digest.
    #[must_use]
    pub fn file_path(sha256: Digest) -> String {
        format!("{}/files/{sha256}", Self::FOLDER)
    }
}

fn file(number: u32) -> String {
    format!("{number:08}.json")
}

impl Claim for Edition {
    const UNTRUSTED: &str = "an edition of content for Listening Post kiosks";

    fn key(&self) -> PublicKey {
        self.key
    }

    fn sha256(&self) -> Digest {
        self.sha256
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let previous = self.previous.map_or_else(|| "none".to_owned(), |digest| digest.to_string());
        let next = self.next.map_or_else(|| "none".to_owned(), |key| key.to_string());
        write!(
            f,
            "format:{NAME}{FORMAT}\tedition:{}\tfile:{}\tsha256:{}\tprevious:{previous}\tnext:{next}\tkey:{}",
            self.number,
            file(self.number),
            self.sha256,
            self.key,
        )
    }
}

impl FromStr for Edition {
    type Err = BadStatement;
    fn from_str(line: &str) -> Result<Self, BadStatement> {
        let mut fields = line.split('\t');
        let version = fields.next().and_then(|field| field.strip_prefix("format:")?.strip_prefix(NAME)?.parse().ok());
        match version.ok_or(BadStatement::Malformed)? {
            FORMAT => {}
            newer if newer > FORMAT => return Err(BadStatement::Newer(newer)),
            _ => return Err(BadStatement::Malformed),
        }
        let edition = read(fields).ok_or(BadStatement::Malformed)?;
        if edition.to_string() == line { Ok(edition) } else { Err(BadStatement::Malformed) }
    }
}

fn read<'a>(mut fields: impl Iterator<Item = &'a str>) -> Option<Edition> {
    let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix(':');
    let number = field("edition")?.parse().ok().filter(|number| (1..=NUMBER_MOST).contains(number))?;
    field("file")?;
    let sha256 = field("sha256")?.parse().ok()?;
    let previous = optional_digest(field("previous")?).ok()?;
    let next = match field("next")? {
        "none" => None,
        key => Some(key.parse().ok()?),
    };
    Some(Edition { number, sha256, previous, next, key: field("key")?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::SigningKey;
    use crate::random::Random;

    #[test]
    fn an_edition_reads_back_as_it_is_written_and_in_no_other_way() {
        let key = |seed| SigningKey::generate(&mut Random::seeded(seed)).public();
        let edition =
            Edition { number: 4, sha256: Digest::of(b"list"), previous: None, next: Some(key(2)), key: key(1) };
        let line = edition.to_string();
        assert!(line.starts_with("format:listening-post-content/1\tedition:4\tfile:00000004.json\t"), "{line}");
        assert_eq!(line.parse(), Ok(edition));
        for other in [
            line.replace("edition:4", "edition:04"),
            line.replace("edition:4", "edition:0"),
            line.replace("edition:4", "edition:5"),
            line.replace("previous:none", "previous:"),
            format!("{line}\t"),
            line.replace("content/1", "round/1"),
        ] {
            assert_eq!(other.parse::<Edition>(), Err(BadStatement::Malformed), "{other}");
        }
        assert_eq!(line.replace("content/1", "content/2").parse::<Edition>(), Err(BadStatement::Newer(2)));
    }
}
