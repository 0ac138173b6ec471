//! What stands in the way of getting something to where others read it, or from there: typed, so that a panel can say it in
//! its own language, and in English everywhere else.

use std::fmt;
use std::io;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::BadCredentials;
use crate::config;
use crate::vocabulary::Round;

/// The kinds of reasons that a panel has words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// The disk has no room.
    Full,
    /// The disk can only be read.
    ReadOnly,
    /// It is not permitted.
    Denied,
    /// It is not there.
    Absent,
    /// Something else is where a folder should be.
    NoFolder,
    /// Another process is at it.
    Busy,
    /// What was read is no text, or not what was written.
    Otherwise,
    /// The system's words are all that is known.
    Unknown,
}

impl From<io::ErrorKind> for ReasonKind {
    fn from(kind: io::ErrorKind) -> Self {
        match kind {
            io::ErrorKind::StorageFull => Self::Full,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::NotFound => Self::Absent,
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Self::NoFolder,
            io::ErrorKind::ResourceBusy => Self::Busy,
            io::ErrorKind::InvalidData => Self::Otherwise,
            _ => Self::Unknown,
        }
    }
}

/// Why the system did not do as it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Of which kind it is, as far as the system told.
    pub kind: ReasonKind,
    /// The system's own words.
    pub words: String,
}

impl From<&io::Error> for Reason {
    fn from(error: &io::Error) -> Self {
        Self { kind: error.kind().into(), words: error.to_string() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// What was to be done to a file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// To read it.
    Read,
    /// To write it.
    Write,
    /// To make it.
    Make,
    /// To remove it.
    Remove,
    /// To take away what interrupted writes left in it.
    TidyUp,
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Make => "make",
            Self::Remove => "remove",
            Self::TidyUp => "tidy up",
        })
    }
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum BadAddress {
    /// It has no `://`.
    #[error("it is no address")]
    Malformed,
    /// A setting that should name a file holds something else, such as what is in the file.
    #[error("{0} is to be the path of a file, and is none{instead}", instead = instead(.0))]
    NoPath(String),
    /// The password has characters that no header may have.
    #[error("the password cannot be sent")]
    NoPassword,
    /// The file of authorities to trust names none.
    #[error(
        "CA_FILE holds no certificate in PEM; `openssl x509 -inform der -in FILE -out FILE.pem` makes one of a certificate in DER"
    )]
    NoCertificate,
    /// It holds what should be in a file that nobody else may read.
    #[error(
        "an address holds no password and no key; name a file of mode 0600 with `credentials`, or set them in the environment"
    )]
    HoldsKey,
    /// As a library says it.
    #[error("{0}")]
    Words(String),
}

impl BadAddress {
    /// Whether what is in the file may stand in a setting of its own, `GOOGLE_SERVICE_ACCOUNT_KEY`.
    #[must_use]
    pub fn belongs_elsewhere(&self) -> bool {
        matches!(self, Self::NoPath(name) if is_google(name))
    }
}

fn is_google(name: &str) -> bool {
    name.starts_with("GOOGLE")
}

fn instead(name: &str) -> &'static str {
    if is_google(name) { "; what is in the file belongs into GOOGLE_SERVICE_ACCOUNT_KEY" } else { "" }
}

/// What to do about what stays as it is.
fn remedy(deed: Deed, why: ReasonKind) -> &'static str {
    match (why, deed) {
        (ReasonKind::Denied, _) => "; give the user that this program runs as the right to do so",
        (ReasonKind::ReadOnly, _) => "; see how it is mounted, and whether the disk is broken",
        (ReasonKind::Absent, Deed::Write | Deed::Make) => "; see whether it is mounted",
        _ => "",
    }
}

fn listed(rounds: &[Round]) -> String {
    rounds.iter().map(Round::to_string).collect::<Vec<_>>().join(", ")
}

/// What an address was for.
fn purpose(reads: bool) -> &'static str {
    if reads { "read" } else { "send to" }
}

impl From<String> for BadAddress {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

/// What stands in the way. What bears a path, an address or a status has it apart from the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// Nobody takes the connection.
    #[error("{0}: no connection to the server")]
    NoConnection(String),
    /// The server takes too long.
    #[error("{0}: the server did not answer in time")]
    Slow(String),
    /// The connection ended in the middle.
    #[error("{0}: the connection broke off")]
    BrokenOff(String),
    /// The answer is not in the form that answers have.
    #[error("{0}: what the server answered cannot be read")]
    Garbled(String),
    /// The request got nowhere, and nothing tells why.
    #[error("{0}: the request did not get through")]
    NotThrough(String),
    /// An answer that is none, such as the page of a hotel's network.
    #[error("what the server answered to {0} cannot be read")]
    NoAnswer(String),
    /// Another one writes the same.
    #[error("somebody else writes {0} just now")]
    Contended(String),
    /// There is no bucket, or nothing of that name on the server.
    #[error("there is no place for {0}: is the bucket there?")]
    NoPlace(String),
    /// Nobody knows who asks: 401.
    #[error("{0} was refused (401): the name or the key is wrong")]
    Unknown(String),
    /// Whoever asks may not: 403.
    #[error("{0} was refused (403): may this key do that there, and is the clock right?")]
    Forbidden(String),
    /// It is elsewhere: any 3xx.
    #[error(
        "the server answered {status} to {path}: it has moved, or the region is wrong; name its new address or region, for nobody \
         is followed elsewhere"
    )]
    Moved {
        /// What was asked for.
        path: String,
        /// The status.
        status: u16,
    },
    /// Any other status that is no success.
    #[error("the server answered {status} to {path}")]
    Answered {
        /// What was asked for.
        path: String,
        /// The status.
        status: u16,
    },
    /// Any other status that is no success, where the server says when to come again.
    #[error("the server answered {status} to {path}, and asks to wait for {wait} seconds")]
    Busy {
        /// What was asked for.
        path: String,
        /// The status.
        status: u16,
        /// Seconds.
        wait: u32,
    },
    /// The server cannot show who it is.
    #[error(
        "{0}: the server's certificate is not trusted: is the clock right, and must its authority be named in CA_FILE?"
    )]
    Untrusted(String),
    /// What the library of the stores says, and nothing more is known.
    #[error("{path}: {words}")]
    Store {
        /// What was asked for.
        path: String,
        /// The library's words.
        words: String,
    },
    /// Nobody named a key, so that the machine was asked for one, which most machines have not.
    #[error("{told}; no key for {url} was named, and this machine was asked for its own")]
    Keyless {
        /// What the answer came to.
        told: Box<Obstacle>,
        /// The store.
        url: String,
    },
    /// It is not what was written.
    #[error("{0} reads back otherwise than it was written")]
    Otherwise(String),
    /// It is something else whenever it is asked for.
    #[error("{0} reads otherwise each time")]
    Unsteady(String),
    /// It has more bytes than there may be.
    #[error("{path} has more than {most} bytes")]
    TooLarge {
        /// The file.
        path: String,
        /// So many there may be.
        most: u64,
    },
    /// What should be mounted there is away.
    #[error("there is no folder {0}")]
    NoFolder(String),
    /// A link, a folder, a device.
    #[error("{0} is not a file of its own")]
    NoFile(String),
    /// The system did not do as it was told.
    #[error("could not {deed} {path}: {why}{}", remedy(*.deed, .why.kind))]
    Undone {
        /// What was to be done.
        deed: Deed,
        /// To which file or folder.
        path: String,
        /// Why it was not.
        why: Reason,
    },
    /// Of these rounds the ledger has not what was signed.
    #[error(
        "the ledger has not what was signed of {}, which was left out; take ledger.db from a backup, or the files of that round from \
         another destination",
        listed(.0)
    )]
    Harmed(Vec<Round>),
    /// The address is none, or nothing can be sent to it.
    #[error("{url} cannot be used: {why}")]
    Address {
        /// The address.
        url: String,
        /// Why not.
        why: BadAddress,
    },
    /// Others may read the file with the credentials.
    #[error("{0} can be read by others; set its mode with `chmod 600`")]
    Open(String),
    /// A line of that file says nothing.
    #[error("line {line} of {path} is no NAME=VALUE")]
    NoPair {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// This program knows folders alone.
    #[error("this program was built without the feature `cloud`, and cannot {} {url}", purpose(*.reads))]
    NoCloud {
        /// The address.
        url: String,
        /// Whether it was to be read.
        reads: bool,
    },
    /// What no panel can meet, or has no words for.
    #[error("{0}")]
    Other(String),
}

impl Obstacle {
    /// The system did not do something to a file or a folder.
    #[must_use]
    pub fn undone(deed: Deed, path: &Path, error: &io::Error) -> Self {
        Self::Undone { deed, path: path.display().to_string(), why: error.into() }
    }

    /// How long whoever stands in the way asks to wait; none if it says nothing of it.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::Busy { wait, .. } => Some(Duration::from_secs((*wait).into())),
            Self::Keyless { told, .. } => told.wait(),
            _ => None,
        }
    }

    /// What is to be said of an address that holds a password or a key, which is not said again.
    #[must_use]
    pub fn in_address(url: &str) -> Option<Self> {
        let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
        let why = BadAddress::HoldsKey;
        config::Destination::holds_a_key(url).then(|| Self::Address { url: format!("{scheme}://…"), why })
    }
}

impl From<String> for Obstacle {
    fn from(words: String) -> Self {
        Self::Other(words)
    }
}

impl From<&str> for Obstacle {
    fn from(words: &str) -> Self {
        Self::Other(words.to_owned())
    }
}

impl From<BadCredentials> for Obstacle {
    fn from(bad: BadCredentials) -> Self {
        match bad {
            BadCredentials::Unread { path, source } => Self::undone(Deed::Read, &path, &source),
            BadCredentials::Open(path) => Self::Open(path.display().to_string()),
            BadCredentials::NoPair { path, line } => Self::NoPair { path: path.display().to_string(), line },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Trouble;

    #[test]
    fn a_sentence_that_an_older_program_kept_is_still_said() {
        let kept = "cells/x.csv: no connection to the server";
        assert_eq!(Trouble::of_kept(kept), Trouble::Lasting(kept.into()));
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a sentence each")]
    fn every_obstacle_reads_in_english_as_doctor_and_the_journal_have_it() {
        let path = || "cells/x.csv".to_owned();
        let why = || Reason { kind: ReasonKind::Full, words: "no space left".to_owned() };
        let undone = |deed| Obstacle::Undone { deed, path: path(), why: why() };
        let address = |why| Obstacle::Address { url: "s3://bucket".to_owned(), why };
        let cases = [
            (Obstacle::NoConnection(path()), "cells/x.csv: no connection to the server"),
            (Obstacle::Slow(path()), "cells/x.csv: the server did not answer in time"),
            (Obstacle::BrokenOff(path()), "cells/x.csv: the connection broke off"),
            (Obstacle::Garbled(path()), "cells/x.csv: what the server answered cannot be read"),
            (Obstacle::NotThrough(path()), "cells/x.csv: the request did not get through"),
            (Obstacle::NoAnswer(path()), "what the server answered to cells/x.csv cannot be read"),
            (Obstacle::Contended(path()), "somebody else writes cells/x.csv just now"),
            (Obstacle::NoPlace(path()), "there is no place for cells/x.csv: is the bucket there?"),
            (Obstacle::Unknown(path()), "cells/x.csv was refused (401): the name or the key is wrong"),
            (
                Obstacle::Forbidden(path()),
                "cells/x.csv was refused (403): may this key do that there, and is the clock right?",
            ),
            (
                Obstacle::Moved { path: path(), status: 301 },
                "the server answered 301 to cells/x.csv: it has moved, or the region is wrong; name its new address or region, \
                 for nobody is followed elsewhere",
            ),
            (Obstacle::Answered { path: path(), status: 503 }, "the server answered 503 to cells/x.csv"),
            (
                Obstacle::Busy { path: path(), status: 503, wait: 20 },
                "the server answered 503 to cells/x.csv, and asks to wait for 20 seconds",
            ),
            (
                Obstacle::Untrusted(path()),
                "cells/x.csv: the server's certificate is not trusted: is the clock right, and must its authority be named in \
                 CA_FILE?",
            ),
            (Obstacle::Store { path: path(), words: "odd".to_owned() }, "cells/x.csv: odd"),
            (
                Obstacle::Keyless { told: Box::new(Obstacle::Slow(path())), url: "gs://bucket".to_owned() },
                "cells/x.csv: the server did not answer in time; no key for gs://bucket was named, and this machine was asked \
                 for its own",
            ),
            (Obstacle::Otherwise(path()), "cells/x.csv reads back otherwise than it was written"),
            (Obstacle::Unsteady(path()), "cells/x.csv reads otherwise each time"),
            (Obstacle::TooLarge { path: path(), most: 9 }, "cells/x.csv has more than 9 bytes"),
            (Obstacle::NoFolder(path()), "there is no folder cells/x.csv"),
            (Obstacle::NoFile(path()), "cells/x.csv is not a file of its own"),
            (
                Obstacle::undone(Deed::Write, Path::new("cells/x.csv"), &io::ErrorKind::PermissionDenied.into()),
                "could not write cells/x.csv: permission denied; give the user that this program runs as the right to do so",
            ),
            (
                Obstacle::undone(Deed::Write, Path::new("cells/x.csv"), &io::ErrorKind::ReadOnlyFilesystem.into()),
                "could not write cells/x.csv: read-only filesystem or storage medium; see how it is mounted, and whether the disk is \
                 broken",
            ),
            (undone(Deed::Read), "could not read cells/x.csv: no space left"),
            (undone(Deed::Write), "could not write cells/x.csv: no space left"),
            (undone(Deed::Make), "could not make cells/x.csv: no space left"),
            (undone(Deed::Remove), "could not remove cells/x.csv: no space left"),
            (undone(Deed::TidyUp), "could not tidy up cells/x.csv: no space left"),
            (
                Obstacle::Harmed(vec!["2026-W46".parse().unwrap(), "2026-W47".parse().unwrap()]),
                "the ledger has not what was signed of 2026-W46, 2026-W47, which was left out; take ledger.db from a backup, or the \
                 files of that round from another destination",
            ),
            (address(BadAddress::Malformed), "s3://bucket cannot be used: it is no address"),
            (
                address(BadAddress::NoPath("AWS_X_FILE".to_owned())),
                "s3://bucket cannot be used: AWS_X_FILE is to be the path of a file, and is none",
            ),
            (
                address(BadAddress::NoPath("GOOGLE_SERVICE_ACCOUNT".to_owned())),
                "s3://bucket cannot be used: GOOGLE_SERVICE_ACCOUNT is to be the path of a file, and is none; what is in the \
                 file belongs into GOOGLE_SERVICE_ACCOUNT_KEY",
            ),
            (address(BadAddress::NoPassword), "s3://bucket cannot be used: the password cannot be sent"),
            (
                address(BadAddress::NoCertificate),
                "s3://bucket cannot be used: CA_FILE holds no certificate in PEM; `openssl x509 -inform der -in FILE -out FILE.pem` \
                 makes one of a certificate in DER",
            ),
            (
                address(BadAddress::HoldsKey),
                "s3://bucket cannot be used: an address holds no password and no key; name a file of mode 0600 with \
                 `credentials`, or set them in the environment",
            ),
            (address("odd".to_owned().into()), "s3://bucket cannot be used: odd"),
            (Obstacle::Open(path()), "cells/x.csv can be read by others; set its mode with `chmod 600`"),
            (Obstacle::NoPair { path: path(), line: 2 }, "line 2 of cells/x.csv is no NAME=VALUE"),
            (
                Obstacle::NoCloud { url: path(), reads: true },
                "this program was built without the feature `cloud`, and cannot read cells/x.csv",
            ),
            (
                Obstacle::NoCloud { url: path(), reads: false },
                "this program was built without the feature `cloud`, and cannot send to cells/x.csv",
            ),
            ("odd".into(), "odd"),
        ];
        for (obstacle, english) in cases {
            assert_eq!(obstacle.to_string(), english);
            // The ledger gives it back as it was.
            for trouble in [Trouble::Passing(obstacle.clone()), Trouble::Lasting(obstacle)] {
                assert_eq!(Trouble::of_kept(&trouble.to_kept()), trouble);
            }
        }
    }
}
