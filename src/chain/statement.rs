//! What a kiosk says of one of its round files, in one line.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::{BadDigest, Claim, Digest, Place, PublicKey};
use crate::export::Format;
use crate::vocabulary::Round;

/// The version of statements that this program writes, and the newest it reads.
pub const FORMAT: u32 = 1;

/// The first field, before the version.
const NAME: &str = "listening-post-round/";

/// What a kiosk says of one of its round files: `key:value` fields with tabs between, as minisign's own comments are.
///
/// There is one way to write a statement; a line that says the same otherwise is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Which kiosk's and round's it is.
    pub place: Place,
    /// The format of the file.
    pub format: Format,
    /// The file.
    pub sha256: Digest,
    /// The sealed spill that was written with it, if there is a pool to seal to.
    pub spill: Option<Digest>,
    /// The statement of the kiosk's round before; none before the first.
    pub previous: Option<Digest>,
    /// The key that it is signed with.
    pub key: PublicKey,
}

/// A line that is no statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadStatement {
    /// Its version is above [`FORMAT`].
    #[error("it was written by a newer listening-post (format {0}, this one knows {FORMAT})")]
    Newer(u32),
    /// It is not of the one form that statements have.
    #[error("its trusted comment is not a statement")]
    Malformed,
}

impl Statement {
    /// What the next statement names this one by.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.to_string().as_bytes())
    }
}

impl Claim for Statement {
    const UNTRUSTED: &str = "a round of a Listening Post kiosk";

    fn key(&self) -> PublicKey {
        self.key
    }

    fn sha256(&self) -> Digest {
        self.sha256
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest = |digest: Option<Digest>| digest.map_or_else(|| "none".to_owned(), |digest| digest.to_string());
        write!(
            f,
            "format:{NAME}{FORMAT}\tkiosk:{}\tcut_week:{}\tfile:{}\tsha256:{}\tspill:{}\tprevious:{}\tkey:{}",
            self.place.kiosk,
            self.place.round,
            self.place.file(self.format),
            self.sha256,
            digest(self.spill),
            digest(self.previous),
            self.key,
        )
    }
}

impl FromStr for Statement {
    type Err = BadStatement;
    fn from_str(line: &str) -> Result<Self, BadStatement> {
        let mut fields = line.split('\t');
        let version = fields.next().and_then(|field| field.strip_prefix("format:")?.strip_prefix(NAME)?.parse().ok());
        match version.ok_or(BadStatement::Malformed)? {
            FORMAT => {}
            newer if newer > FORMAT => return Err(BadStatement::Newer(newer)),
            _ => return Err(BadStatement::Malformed),
        }
        let statement = read(fields).ok_or(BadStatement::Malformed)?;
        if statement.to_string() == line { Ok(statement) } else { Err(BadStatement::Malformed) }
    }
}

fn read<'a>(mut fields: impl Iterator<Item = &'a str>) -> Option<Statement> {
    let mut field = |name: &str| fields.next()?.strip_prefix(name)?.strip_prefix(':');
    let kiosk: Uuid = field("kiosk")?.parse().ok()?;
    let round: Round = field("cut_week")?.parse().ok()?;
    let (_, extension) = field("file")?.rsplit_once('.')?;
    Some(Statement {
        place: Place { round, kiosk },
        format: Format::from_extension(extension)?,
        sha256: field("sha256")?.parse().ok()?,
        spill: optional(field("spill")?).ok()?,
        previous: optional(field("previous")?).ok()?,
        key: field("key")?.parse().ok()?,
    })
}

/// A digest, or that there is none.
pub(crate) fn optional(text: &str) -> Result<Option<Digest>, BadDigest> {
    if text == "none" { Ok(None) } else { text.parse().map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::SigningKey;
    use crate::random::Random;

    fn statement() -> Statement {
        Statement {
            place: Place { round: "2026-W47".parse().unwrap(), kiosk: Uuid::from_u128(7) },
            format: Format::Parquet,
            sha256: Digest::of(b"file"),
            spill: None,
            previous: Some(Digest::of(b"before")),
            key: SigningKey::generate(&mut Random::seeded(1)).public(),
        }
    }

    #[test]
    fn a_statement_reads_back_as_it_is_written_and_in_no_other_way() {
        let statement = statement();
        let line = statement.to_string();
        assert!(line.starts_with("format:listening-post-round/1\tkiosk:00000000-"), "{line}");
        assert_eq!(line.parse(), Ok(statement));
        for other in [
            line.replace('\t', " "),
            format!("{line}\t"),
            format!("{line}\tmore:1"),
            line.replace("spill:none", "spill:"),
            line.replace("2026-W47", "2026-W7"),
            line.replace(".parquet", ".exe"),
        ] {
            assert_eq!(other.parse::<Statement>(), Err(BadStatement::Malformed), "{other}");
        }
    }

    #[test]
    fn a_newer_statement_is_known_as_newer() {
        let line = statement().to_string().replace("round/1", "round/2").replace("sha256", "sha512");
        assert_eq!(line.parse::<Statement>(), Err(BadStatement::Newer(2)));
    }
}
