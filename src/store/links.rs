//! The chain of signed round files, as the ledger keeps it.

use rusqlite::{OptionalExtension, params};

use super::ledger::{Ledger, read};
use super::{Installation, Kind, StoreError};
use crate::chain::{Digest, FileDigest, Place, Signature, SigningKey, Statement, sign};
use crate::export::{self, Format, Options, Origin};
use crate::vocabulary::{Round, SiteId};

/// The formats that rounds are signed in.
const FORMATS: [Format; 1] = [Format::Csv];
/// Rounds for which a sealed spill can be exported again; then it is given up for good.
const SPILLS_KEPT: u32 = 13;

/// One round's files, just as they were when the round was signed.
#[derive(Debug)]
pub struct RoundFiles {
    /// Which kiosk's and round's they are.
    pub place: Place,
    /// The format of the released cells.
    pub format: Format,
    /// The released cells.
    pub cells: Vec<u8>,
    /// The signature.
    pub signature: Signature,
    /// The sealed spill, while it is kept.
    pub spill: Option<Vec<u8>>,
}

impl Ledger {
    /// Signs whatever rounds are not signed yet, from the first; `organisation` and `site` are for rounds that were
    /// closed before these were kept.
    pub(super) fn sign(&mut self, key: &SigningKey, organisation: &str, site: &SiteId) -> Result<(), StoreError> {
        let installation = self.installation()?;
        self.connection
            .execute(
                "UPDATE round SET organisation = ?1, site = ?2 WHERE organisation IS NULL",
                params![organisation, site.as_str()],
            )
            .map_err(StoreError::ledger("name the owner of rounds"))?;
        for format in FORMATS {
            for round in self.unsigned(format)? {
                let cells = self.cells(installation, round, format)?;
                let file = FileDigest::of(&cells);
                let statement = Statement {
                    place: Place { round, kiosk: installation.kiosk },
                    format,
                    sha256: file.sha256,
                    spill: self.spill(round)?.map(|sealed| Digest::of(&sealed)),
                    previous: self.newest_link(format)?.map(|link| link.statement().digest()),
                    key: key.public(),
                };
                let signature = sign(key, statement, &file).write();
                self.connection
                    .execute(
                        "INSERT INTO link (cut_week, file_format, signature) VALUES (?1, ?2, ?3)",
                        params![round.to_string(), format.as_str(), signature],
                    )
                    .map_err(StoreError::ledger("sign a round"))?;
            }
        }
        self.give_up_old_spills()
    }

    /// The files of the signed rounds from `from` to `to`, both included, from the first.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a round would be written otherwise than it was signed.
    pub fn round_files(
        &self,
        format: Format,
        from: Option<Round>,
        to: Option<Round>,
    ) -> Result<Vec<RoundFiles>, StoreError> {
        let installation = self.installation()?;
        let mut files = Vec::new();
        for signature in self.links(format)? {
            let place = signature.statement().place;
            if from.is_some_and(|from| place.round < from) || to.is_some_and(|to| to < place.round) {
                continue;
            }
            let cells = self.cells(installation, place.round, format)?;
            if Digest::of(&cells) != signature.statement().sha256 {
                return Err(StoreError::NotAsSigned(place.round));
            }
            files.push(RoundFiles { place, format, cells, spill: self.spill(place.round)?, signature });
        }
        Ok(files)
    }

    /// What this kiosk said of its rounds, from the first.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn links(&self, format: Format) -> Result<Vec<Signature>, StoreError> {
        let texts: Vec<String> = self
            .connection
            .prepare("SELECT signature FROM link WHERE file_format = ?1 ORDER BY cut_week")
            .and_then(|mut statement| statement.query_map([format.as_str()], |row| row.get(0))?.collect())
            .map_err(StoreError::ledger("read the signatures"))?;
        texts.into_iter().map(|text| read(&text, "signature", |text| Signature::read(text).ok())).collect()
    }

    fn newest_link(&self, format: Format) -> Result<Option<Signature>, StoreError> {
        let text: Option<String> = self
            .connection
            .query_row(
                "SELECT signature FROM link WHERE file_format = ?1 ORDER BY cut_week DESC LIMIT 1",
                [format.as_str()],
                |row| row.get(0),
            )
            .optional()
            .map_err(StoreError::ledger("read a signature"))?;
        text.map(|text| read(&text, "signature", |text| Signature::read(text).ok())).transpose()
    }

    fn unsigned(&self, format: Format) -> Result<Vec<Round>, StoreError> {
        let texts: Vec<String> = self
            .connection
            .prepare(
                "SELECT cut_week FROM round
                 WHERE cut_week NOT IN (SELECT cut_week FROM link WHERE file_format = ?1) ORDER BY cut_week",
            )
            .and_then(|mut statement| statement.query_map([format.as_str()], |row| row.get(0))?.collect())
            .map_err(StoreError::ledger("read the rounds"))?;
        texts.into_iter().map(|text| read(&text, "round", |text| text.parse().ok())).collect()
    }

    /// Whose a closed round was when it was closed.
    ///
    /// # Errors
    /// If the ledger cannot be read, or was never opened by a program that keeps it.
    pub fn origin(&self, installation: Installation, round: Round) -> Result<Origin, StoreError> {
        let (organisation, site): (String, String) = self
            .connection
            .query_row("SELECT organisation, site FROM round WHERE cut_week = ?1", [round.to_string()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .map_err(StoreError::ledger("read the owner of a round"))?;
        Ok(Origin {
            organisation,
            site: read(&site, "site", |site| SiteId::new(site.clone()).ok())?,
            kiosk: installation.kiosk,
            simulated: installation.kind == Kind::Simulated,
        })
    }

    /// The file of a round, which follows from what the ledger holds and from nothing else.
    fn cells(&self, installation: Installation, round: Round, format: Format) -> Result<Vec<u8>, StoreError> {
        let origin = self.origin(installation, round)?;
        let batches = self.batches(Some(round), Some(round))?;
        let options = Options { from: Some(round), to: Some(round), excel: false };
        let mut bytes = Vec::new();
        export::write(format, &origin, &batches, &options, &mut bytes).map_err(|_| StoreError::NotAsSigned(round))?;
        Ok(bytes)
    }

    fn spill(&self, round: Round) -> Result<Option<Vec<u8>>, StoreError> {
        self.connection
            .query_row("SELECT sealed FROM spill WHERE cut_week = ?1", [round.to_string()], |row| row.get(0))
            .optional()
            .map_err(StoreError::ledger("read a sealed spill"))
    }

    fn give_up_old_spills(&self) -> Result<(), StoreError> {
        self.connection
            .execute(
                "DELETE FROM spill
                 WHERE cut_week NOT IN (SELECT cut_week FROM round ORDER BY cut_week DESC LIMIT ?1)",
                [SPILLS_KEPT],
            )
            .map(|_| ())
            .map_err(StoreError::ledger("give up old spills"))
    }
}
