//! Sealed spills of several sites: whether kiosks vouch for them, and what is in them once they are opened.

use std::collections::BTreeMap;
use std::path::PathBuf;

use uuid::Uuid;

use super::folder::{CELLS, ROUND_MOST, SIGNATURE_MOST, below};
use super::keys::Keys;
use super::weeks::Weeks;
use crate::chain::{Digest, Place, Signature};
use crate::pool::{Identity, Opened, PoolError, open};
use crate::release::Contribution;
use crate::sync::{Shelf, Trouble};
use crate::vocabulary::Round;

/// Why spills are not pooled. One that was slipped in could be made so that the others can be read off the sum, so a
/// single bad one stops everything.
#[derive(Debug, thiserror::Error)]
pub enum SpillError {
    /// No kiosk vouches for it, or not one that is to be trusted.
    #[error("{}: {why}", path.display())]
    Unvouched {
        /// The spill.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
    /// A folder or a file cannot be read.
    #[error(transparent)]
    Unread(#[from] Trouble),
    /// It could not be opened.
    #[error("{}", path.display())]
    Unopened {
        /// The spill.
        path: PathBuf,
        /// Why not.
        source: PoolError,
    },
    /// They do not go together.
    #[error("{0}")]
    Mixed(&'static str),
}

/// A spill that a kiosk vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The sealed file.
    pub path: PathBuf,
    place: Place,
    digest: Digest,
}

/// The sealed spills below a folder, if their kiosks' signatures stand beside them and vouch for them. `heard` is told how many weeks of
/// how many were looked at.
///
/// # Errors
/// [`SpillError::Unvouched`] if one is not vouched for. `keys`: the keys that may have signed; none: whichever did.
pub fn vouched(shelf: &dyn Shelf, keys: &Keys, heard: &dyn Fn(u64, u64)) -> Result<Vec<Vouched>, SpillError> {
    let weeks = Weeks::of(shelf)?;
    let rounds: Vec<Option<Round>> = weeks.rounds().copied().map(Some).chain([None]).collect();
    let mut all = Vec::new();
    for (done, round) in (1..).zip(&rounds) {
        for folder in weeks.folders(*round) {
            // Temporary files, and those that desktops and sticks leave about.
            for name in shelf.list(folder)?.files.iter().filter(|name| !name.starts_with('.')) {
                if let Some(stem) = name.strip_suffix(Place::SPILL) {
                    all.extend(examine((shelf, &below(folder, stem)), (stem.parse().ok(), *round), keys)?);
                }
            }
        }
        heard(done, rounds.len() as u64);
    }
    Ok(all)
}

/// Looks at a spill, which has this path without an ending; nothing if it has gone meanwhile.
fn examine(
    (shelf, stem): (&dyn Shelf, &str),
    named: (Option<Uuid>, Option<Round>),
    keys: &Keys,
) -> Result<Option<Vouched>, SpillError> {
    let spill = format!("{stem}{}", Place::SPILL);
    let path = PathBuf::from(shelf.called(&spill));
    let Some(bytes) = shelf.bytes(&spill, ROUND_MOST)? else { return Ok(None) };
    let digest = Digest::of(&bytes);
    let signature = shelf.bytes(&format!("{stem}{CELLS}{}", Place::SIGNATURE), SIGNATURE_MOST)?;
    let text = signature.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
    let why = match text.and_then(|text| Signature::read(text).ok()) {
        None => "there is no signature of its round beside it",
        Some(signature) => {
            let statement = signature.statement();
            let Place { kiosk, round } = statement.place;
            if !signature.vouches() || statement.spill != Some(digest) {
                "it is not the one that its kiosk signed"
            } else if !keys.may_sign(&statement.key, kiosk) {
                "its kiosk's key is not to be trusted"
            } else if (Some(kiosk), Some(round)) != named {
                "it belongs to another kiosk or round"
            } else {
                return Ok(Some(Vouched { place: statement.place, digest, path }));
            }
        }
    };
    Err(SpillError::Unvouched { path, why })
}

/// What is in the spills of several sites.
pub struct Gathered {
    /// Whose kiosks they are.
    pub organisation: String,
    /// Whether the answers were made up by a program.
    pub simulated: bool,
    /// The latest round.
    pub round: Round,
    /// What was given up, by whom.
    pub contributions: Vec<Contribution>,
}

/// Opens spills and puts what is in them together, each kiosk and round once; nothing if there is none.
///
/// # Errors
/// [`SpillError`] if one cannot be opened, or they do not go together.
pub fn gather(identity: &Identity, sealed: Vec<(Vouched, Vec<u8>)>) -> Result<Option<Gathered>, SpillError> {
    let mut known: BTreeMap<(Uuid, Round), Digest> = BTreeMap::new();
    let mut gathered: Option<Gathered> = None;
    for (Vouched { path, place, digest }, bytes) in sealed {
        if Digest::of(&bytes) != digest {
            return Err(SpillError::Unvouched { path, why: "it has changed meanwhile" });
        }
        match known.insert((place.kiosk, place.round), digest) {
            None => {}
            Some(same) if same == digest => continue,
            Some(_) => return Err(SpillError::Mixed("one kiosk's round is there twice, and differs")),
        }
        let opened = open(identity, &bytes).map_err(|source| SpillError::Unopened { path: path.clone(), source })?;
        if (opened.kiosk, opened.round) != (place.kiosk, place.round) {
            return Err(SpillError::Unvouched { path, why: "another kiosk or round is in it" });
        }
        add(&mut gathered, opened)?;
    }
    Ok(gathered)
}

fn add(gathered: &mut Option<Gathered>, opened: Opened) -> Result<(), SpillError> {
    let Opened { organisation, site, round, simulated, config_hash, spills, .. } = opened;
    let all = gathered.get_or_insert_with(|| Gathered {
        organisation: organisation.clone(),
        simulated,
        round,
        contributions: Vec::new(),
    });
    if all.organisation != organisation {
        return Err(SpillError::Mixed("they are of different organisations"));
    }
    if all.simulated != simulated {
        return Err(SpillError::Mixed("real and simulated ones are mixed"));
    }
    all.round = all.round.max(round);
    all.contributions.extend(spills.into_iter().map(|spill| Contribution {
        site: site.clone(),
        config_hash: config_hash.clone(),
        spill,
    }));
    Ok(())
}
