//! Where a round's files lie and what they are called.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::export::Format;
use crate::vocabulary::Round;

/// One kiosk and round: the names of its files, which tell nothing else.
///
/// Plain Hive partitioning, `cells/v1/cut_week=2026-W47/KIOSK.parquet`, which DuckDB, Spark and others read as it is; no
/// `:`, which sticks do not take. All of it together, of however many kiosks, is a lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The ISO week that the cut closed.
    pub round: Round,
    /// The kiosk.
    pub kiosk: Uuid,
}

impl Place {
    /// Where released cells lie.
    pub const CELLS: &str = "cells/v1";
    /// Where the rounds of many kiosks lie, a week in few files.
    pub const COMPACTED: &str = "compacted/v1";
    /// Where released comments lie.
    pub const COMMENTS: &str = "comments/v1";
    /// Where kiosks say how they are.
    pub const STATUS: &str = "status/v1";
    /// What the folders of rounds begin with.
    pub const PARTITION: &str = "cut_week=";
    /// What the names of signatures end with, after the name of the file they are of.
    pub const SIGNATURE: &str = ".sig";
    /// What the names of sealed spills end with.
    pub const SPILL: &str = ".spill.age";

    /// The folder of the round's cells.
    #[must_use]
    pub fn folder(&self) -> String {
        format!("{}/{}{}", Self::CELLS, Self::PARTITION, self.round)
    }

    /// The path of the comments that left in the round, below the lake.
    #[must_use]
    pub fn comments(&self) -> String {
        format!("{}/{}{}/{}.csv", Self::COMMENTS, Self::PARTITION, self.round, self.kiosk)
    }

    /// The path of what a kiosk says of itself, below the lake.
    #[must_use]
    pub fn status(kiosk: Uuid) -> String {
        format!("{}/{kiosk}.json", Self::STATUS)
    }

    /// The name of the file with the released cells.
    #[must_use]
    pub fn file(&self, format: Format) -> String {
        format!("{}.{}", self.kiosk, format.as_str())
    }

    /// The name of its signature.
    #[must_use]
    pub fn signature(&self, format: Format) -> String {
        format!("{}{}", self.file(format), Self::SIGNATURE)
    }

    /// The name of the sealed spill.
    #[must_use]
    pub fn spill(&self) -> String {
        format!("{}{}", self.kiosk, Self::SPILL)
    }

    /// The time that all files of the round bear, whenever they were written: the cut's Monday, 00:00 UTC.
    #[must_use]
    pub fn nominal_time(&self) -> Timestamp {
        let monday = self.round.next().monday();
        monday.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |monday| monday.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_kiosk_and_round_and_the_time_is_the_mondays() {
        let place = Place { round: "2026-W47".parse().unwrap(), kiosk: Uuid::nil() };
        assert_eq!(place.folder(), "cells/v1/cut_week=2026-W47");
        assert_eq!(place.comments(), "comments/v1/cut_week=2026-W47/00000000-0000-0000-0000-000000000000.csv");
        assert_eq!(Place::status(place.kiosk), "status/v1/00000000-0000-0000-0000-000000000000.json");
        assert_eq!(place.signature(Format::Parquet), "00000000-0000-0000-0000-000000000000.parquet.sig");
        assert_eq!(place.spill(), "00000000-0000-0000-0000-000000000000.spill.age");
        assert_eq!(place.nominal_time().to_string(), "2026-11-23T00:00:00Z");
    }
}
