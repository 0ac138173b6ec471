//! What kiosks have sent to a lake, as whoever puts it together has to know: the newest round of each stays.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::claims::{Source, side_by_side};
use super::folder::{CELLS, below};
use crate::chain::Place;
use crate::sync::Trouble;
use crate::vocabulary::Round;

/// What was sent so far, and is there by itself.
pub(super) struct Sent<'s> {
    source: Source<'s>,
    /// The weeks of which something was sent or compacted, by names.
    pub(super) weeks: BTreeSet<Round>,
    /// The weeks in which a file that bears the kiosk's name is by itself; anybody may have named it so.
    named: BTreeMap<Uuid, BTreeSet<Round>>,
    /// The newest of them that the kiosk signed, of those kiosks that were asked about.
    signed: BTreeMap<Uuid, Option<Round>>,
}

impl<'s> Sent<'s> {
    /// Looks at names alone.
    pub(super) fn to(source: Source<'s>) -> Result<Self, Trouble> {
        let (mut weeks, mut named) = (BTreeSet::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for place in [Place::CELLS, Place::COMPACTED] {
            for folder in source.shelf.list(place)?.folders {
                let week = folder.strip_prefix(Place::PARTITION).and_then(|week| week.parse::<Round>().ok());
                let Some(round) = week else { continue };
                for name in source.shelf.list(&below(place, &folder))?.files {
                    let stem = name.strip_suffix(Place::SIGNATURE).unwrap_or(&name).strip_suffix(CELLS);
                    let Some(stem) = stem.filter(|stem| !stem.starts_with('.')) else { continue };
                    weeks.insert(round);
                    // What is left of one that was compacted is no round that could stay.
                    if let (Ok(kiosk), true) = (stem.parse::<Uuid>(), name.ends_with(CELLS) && place == Place::CELLS) {
                        named.entry(kiosk).or_default().insert(round);
                    }
                }
            }
        }
        Ok(Self { source, weeks, named, signed: BTreeMap::new() })
    }

    /// Finds out the newest round of kiosks; a store is asked about some at a time.
    pub(super) fn ask_about(&mut self, kiosks: impl Iterator<Item = Uuid>) -> Result<(), Trouble> {
        let unknown: Vec<Uuid> = kiosks.filter(|kiosk| !self.signed.contains_key(kiosk)).collect();
        let asked = side_by_side(&unknown, |part| {
            part.iter().map(|kiosk| Ok((*kiosk, self.newest_signed(*kiosk)?))).collect::<Result<Vec<_>, Trouble>>()
        })?;
        for part in asked {
            self.signed.extend(part?);
        }
        Ok(())
    }

    /// The newest round of a kiosk that is there by itself as the kiosk signed it.
    pub(super) fn newest_of(&mut self, kiosk: Uuid) -> Result<Option<Round>, Trouble> {
        self.ask_about(std::iter::once(kiosk))?;
        Ok(self.signed.get(&kiosk).copied().flatten())
    }

    fn newest_signed(&self, kiosk: Uuid) -> Result<Option<Round>, Trouble> {
        for round in self.named.get(&kiosk).into_iter().flatten().rev() {
            if self.source.has_signed(Place { kiosk, round: *round })? {
                return Ok(Some(*round));
            }
        }
        Ok(None)
    }

    /// The newest round that any kiosk signed; where none is by itself any more, the newest of all.
    pub(super) fn newest(&mut self) -> Result<Option<Round>, Trouble> {
        for round in self.weeks.clone().into_iter().rev() {
            let named = self.named.iter().filter(|(_, rounds)| rounds.contains(&round)).map(|(kiosk, _)| *kiosk);
            for kiosk in named.collect::<Vec<_>>() {
                if self.newest_of(kiosk)? == Some(round) {
                    return Ok(Some(round));
                }
            }
        }
        Ok(self.weeks.last().copied())
    }
}
