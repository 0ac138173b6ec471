//! The chain of signed round files, as the ledger keeps it.

use rusqlite::{OptionalExtension, params};

use super::ledger::{Ledger, read};
use super::{Installation, Kind, StoreError};
use crate::chain::{Digest, FileDigest, Place, Signature, SigningKey, Statement, sign};
use crate::export::{self, Format, Origin};
use crate::vocabulary::{Round, SiteId};

/// The format that rounds are signed in.
const FORMAT: Format = Format::Parquet;
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
        for round in self.unsigned()? {
            let cells = self.cells(installation, round)?;
            let file = FileDigest::of(&cells);
            let statement = Statement {
                place: Place { round, kiosk: installation.kiosk },
                format: FORMAT,
                sha256: file.sha256,
                spill: self.spill(round)?.map(|sealed| Digest::of(&sealed)),
                previous: self.newest_link()?.map(|link| link.statement().digest()),
                key: key.public(),
            };
            let signature = sign(key, statement, &file).write();
            self.connection
                .execute(
                    "INSERT INTO link (cut_week, file_format, signature, file) VALUES (?1, ?2, ?3, ?4)",
                    params![round.to_string(), FORMAT.as_str(), signature, cells],
                )
                .map_err(StoreError::ledger("sign a round"))?;
        }
        self.give_up_old_spills()
    }

    /// The files of the signed rounds from `from` to `to`, both included, from the first.
    ///
    /// # Errors
    /// If the ledger cannot be read, or a round is not what was signed.
    pub fn round_files(&self, from: Option<Round>, to: Option<Round>) -> Result<Vec<RoundFiles>, StoreError> {
        let mut files = Vec::new();
        for signature in self.links()? {
            let place = signature.statement().place;
            if from.is_some_and(|from| place.round < from) || to.is_some_and(|to| to < place.round) {
                continue;
            }
            files.push(self.files_of(signature)?);
        }
        Ok(files)
    }

    /// The files of one round, as they were signed.
    ///
    /// # Errors
    /// If the ledger cannot be read, or the round is not what was signed.
    pub fn files_of(&self, signature: Signature) -> Result<RoundFiles, StoreError> {
        let place = signature.statement().place;
        let cells: Option<Vec<u8>> = self
            .connection
            .query_row(
                "SELECT file FROM link WHERE file_format = ?1 AND cut_week = ?2",
                [FORMAT.as_str(), &place.round.to_string()],
                |row| row.get(0),
            )
            .map_err(StoreError::ledger("read the file of a round"))?;
        let cells = cells.filter(|cells| Digest::of(cells) == signature.statement().sha256);
        let cells = cells.ok_or(StoreError::NotAsSigned(place.round))?;
        Ok(RoundFiles { place, format: FORMAT, cells, spill: self.spill(place.round)?, signature })
    }

    /// What this kiosk said of its rounds, from the first.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn links(&self) -> Result<Vec<Signature>, StoreError> {
        let texts: Vec<String> = self
            .connection
            .prepare("SELECT signature FROM link WHERE file_format = ?1 ORDER BY cut_week")
            .and_then(|mut statement| statement.query_map([FORMAT.as_str()], |row| row.get(0))?.collect())
            .map_err(StoreError::ledger("read the signatures"))?;
        texts.into_iter().map(|text| read(&text, "signature", |text| Signature::read(text).ok())).collect()
    }

    fn newest_link(&self) -> Result<Option<Signature>, StoreError> {
        let text: Option<String> = self
            .connection
            .query_row(
                "SELECT signature FROM link WHERE file_format = ?1 ORDER BY cut_week DESC LIMIT 1",
                [FORMAT.as_str()],
                |row| row.get(0),
            )
            .optional()
            .map_err(StoreError::ledger("read a signature"))?;
        text.map(|text| read(&text, "signature", |text| Signature::read(text).ok())).transpose()
    }

    fn unsigned(&self) -> Result<Vec<Round>, StoreError> {
        let texts: Vec<String> = self
            .connection
            .prepare(
                "SELECT cut_week FROM round
                 WHERE cut_week NOT IN (SELECT cut_week FROM link WHERE file_format = ?1) ORDER BY cut_week",
            )
            .and_then(|mut statement| statement.query_map([FORMAT.as_str()], |row| row.get(0))?.collect())
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
    fn cells(&self, installation: Installation, round: Round) -> Result<Vec<u8>, StoreError> {
        let origin = self.origin(installation, round)?;
        let batches = self.batches(Some(round), Some(round))?;
        let mut bytes = Vec::new();
        export::write_round(&origin, &batches, round, &mut bytes).map_err(|_| StoreError::NotAsSigned(round))?;
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
