//! What kiosks say of the files of a round, wherever these lie: by themselves or in a compacted file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use parquet::file::metadata::ParquetMetaData;
use uuid::Uuid;

use super::Fault;
use super::bundle::{self, BUNDLE_MOST, BadBundle, Open, Piece};
use super::chains::Chains;
use super::finding::Findings;
use super::folder::{CELLS, ROUND_MOST, SIGNATURE_MOST, below, inside, told};
use super::keys::Keys;
use super::signed::{Claimed, Opened, claim};
use super::strays::{Stray, Strays};
use crate::chain::{Digest, Place, Signature, Statement};
use crate::sync::{Shelf, Trouble};
use crate::vocabulary::Round;

/// Files are read and checked side by side; a few more threads than a small machine has cores, for whoever waits for a store.
const MOST_WORKERS: usize = 4;

/// The files of one kiosk in one folder.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) cells: bool,
    pub(super) signature: bool,
    spill: bool,
}

/// Notes that one of the files is there.
type Mark = fn(&mut Files);

/// What there is of a round.
#[derive(Debug, Default)]
pub(super) struct There {
    /// The files of kiosks, by their paths without an ending.
    pub(super) files: BTreeMap<String, Files>,
    /// Compacted files, by path.
    pub(super) bundles: Vec<String>,
}

/// Where a kiosk's file is.
#[derive(Debug, Clone)]
pub(super) enum At<K> {
    /// By itself.
    File(String),
    /// In this compacted file; and what was kept of it, so that nobody has to look into that file again.
    Bundle(String, K),
    /// In a compacted file, and something is wrong with it.
    Harmed,
}

/// What a kiosk says of a file.
#[derive(Debug)]
pub(super) struct Claim<K> {
    pub(super) statement: Statement,
    /// The file, below the lake.
    pub(super) at: At<K>,
    /// As people know it.
    pub(super) called: PathBuf,
    /// Whether the file itself is there.
    pub(super) there: bool,
    /// The kiosk that its name, or the list that it is in, says.
    named: Option<Uuid>,
}

impl<K> Claim<K> {
    /// Whether it is about the place that it stands in.
    pub(super) fn is_of(&self, round: Option<Round>) -> bool {
        Some(self.statement.place.round) == round && Some(self.statement.place.kiosk) == self.named
    }
}

/// A compacted file that can be read.
#[derive(Debug, Clone)]
pub(super) struct Bundled {
    pub(super) path: String,
    /// How many rounds are in it.
    pub(super) pieces: usize,
    pub(super) bytes: usize,
}

/// What the signatures of a round come to.
pub(super) struct Claims<K> {
    /// Those that stand in their own place.
    by_kiosk: BTreeMap<Uuid, Vec<Claim<K>>>,
    /// Those of the same round that stand in another kiosk's place, or in nobody's.
    misplaced: Vec<Claim<K>>,
    /// Those of other rounds.
    strays: Vec<Stray>,
    /// Kiosks of which there is something, though nothing to go on with.
    stumbled: BTreeSet<Uuid>,
    /// Whether there is something of kiosks that cannot be told any more.
    torn: bool,
    pub(super) bundles: Vec<Bundled>,
    pub(super) findings: Findings,
}

/// What is left when all that is wrong is left out.
pub(super) struct Settled<K> {
    /// What each kiosk says, of files here or not; several where there are copies. What is compacted stands first.
    pub(super) by_kiosk: BTreeMap<Uuid, Vec<Claim<K>>>,
    /// The signatures whose file is nowhere.
    pub(super) absent: BTreeSet<PathBuf>,
}

impl<K> Default for Claims<K> {
    fn default() -> Self {
        Self {
            by_kiosk: BTreeMap::new(),
            misplaced: Vec::new(),
            strays: Vec::new(),
            stumbled: BTreeSet::new(),
            torn: false,
            bundles: Vec::new(),
            findings: Findings::default(),
        }
    }
}

impl<K> Claims<K> {
    fn take(&mut self, round: Option<Round>, named: Option<Uuid>, claim: Result<Claim<K>, Fault>) {
        match claim {
            Ok(claim) if claim.is_of(round) => {
                self.by_kiosk.entry(claim.statement.place.kiosk).or_default().push(claim);
                return;
            }
            Ok(claim) if Some(claim.statement.place.round) == round => self.misplaced.push(claim),
            Ok(Claim { statement, called, .. }) => {
                self.strays.push(Stray { statement, called, named: (named, round) });
            }
            // A stranger's.
            Err(Fault::OtherKey) => return,
            Err(_) => {}
        }
        self.stumbled.extend(named);
    }

    pub(super) fn absorb(&mut self, other: Self) {
        for (kiosk, claims) in other.by_kiosk {
            self.by_kiosk.entry(kiosk).or_default().extend(claims);
        }
        self.misplaced.extend(other.misplaced);
        self.strays.extend(other.strays);
        self.stumbled.extend(other.stumbled);
        self.torn |= other.torn;
        self.bundles.extend(other.bundles);
        self.findings.extend(other.findings);
    }

    /// What a kiosk says of this round in its own place, and the files that say so.
    pub(super) fn of(&self, kiosk: Uuid) -> impl Iterator<Item = (&Statement, &Path)> + Clone {
        let claims = self.by_kiosk.get(&kiosk).into_iter().flatten();
        claims.map(|claim| (&claim.statement, claim.called.as_path()))
    }

    /// Whether there is something that may be of this kiosk, though nothing to go on with.
    pub(super) fn may_have_more_of(&self, kiosk: Uuid) -> bool {
        self.torn || self.stumbled.contains(&kiosk)
    }

    /// The statements of what is whole in each compacted file.
    pub(super) fn inside(&self) -> BTreeMap<String, Vec<Digest>> {
        let mut inside: BTreeMap<String, Vec<Digest>> = BTreeMap::new();
        for claim in self.by_kiosk.values().flatten() {
            if let At::Bundle(path, _) = &claim.at {
                inside.entry(path.clone()).or_default().push(claim.statement.digest());
            }
        }
        inside
    }

    /// The kiosks of which something else is said in another kiosk's place, or in another week's.
    fn contradicted(&self, round: Round, strays: &mut Strays, findings: &mut Findings) -> BTreeSet<Uuid> {
        let mut contradicted = BTreeSet::new();
        for kiosk in self.by_kiosk.keys() {
            if strays.contradict(Place { kiosk: *kiosk, round }, &self.of(*kiosk), findings) {
                contradicted.insert(*kiosk);
            }
        }
        for claim in &self.misplaced {
            let kiosk = claim.statement.place.kiosk;
            if findings.misplaced(&claim.statement, (&claim.called, claim.named, Some(round)), self.of(kiosk)) {
                contradicted.insert(kiosk);
            }
        }
        contradicted
    }

    /// Of a folder that names no round: nothing in it is in its place.
    pub(super) fn settle_nowhere(self, strays: &mut Strays, findings: &mut Findings) {
        findings.extend(self.findings);
        strays.take(self.strays, findings);
    }

    /// Holds what was said against itself, against what is known of other weeks' folders and against the rounds before.
    pub(super) fn settle(
        mut self,
        round: Round,
        (chains, strays): (&mut Chains, &mut Strays),
        findings: &mut Findings,
    ) -> Settled<K> {
        let mut bad: BTreeSet<PathBuf> = self.findings.grave().collect();
        findings.extend(std::mem::take(&mut self.findings));
        strays.take(std::mem::take(&mut self.strays), findings);
        let contradicted = self.contradicted(round, strays, findings);
        let mut settled = Settled { by_kiosk: BTreeMap::new(), absent: BTreeSet::new() };
        for (kiosk, mut claims) in self.by_kiosk {
            let mut found = Findings::default();
            let said: Vec<_> = claims.iter().map(|claim| (&claim.statement, claim.called.as_path())).collect();
            chains.follow((kiosk, round), &said, &mut found);
            let contradicted = found.has(Fault::Duplicate) || contradicted.contains(&kiosk);
            bad.extend(found.grave());
            findings.extend(found);
            // Where the same round is compacted, or in another folder, its file is not missing.
            let whole: BTreeSet<Digest> =
                claims.iter().filter(|claim| claim.there).map(|claim| claim.statement.digest()).collect();
            let is_alone = |claim: &&Claim<K>| !claim.there && !matches!(claim.at, At::Harmed);
            for claim in claims.iter().filter(is_alone).filter(|claim| !whole.contains(&claim.statement.digest())) {
                let words = "its signature is here, the file is not".to_owned();
                findings.add(Fault::Missing, Some(kiosk), Some(round), Some(&claim.called), words);
                settled.absent.insert(claim.called.clone());
            }
            claims.retain(|claim| !contradicted && !bad.contains(&claim.called));
            if !claims.is_empty() {
                settled.by_kiosk.insert(kiosk, claims);
            }
        }
        // A later round may follow the one that stands elsewhere.
        for kiosk in self.stumbled.into_iter().chain(contradicted) {
            chains.stumble(kiosk, round);
        }
        if self.torn {
            chains.stumble_all(round);
        }
        settled
    }
}

/// A lake, and whose signatures count in it.
#[derive(Clone, Copy)]
pub(super) struct Source<'s> {
    pub(super) shelf: &'s dyn Shelf,
    /// The keys that may have signed; none: whichever did.
    pub(super) keys: &'s Keys,
    /// Those that lie by themselves and were opened; absent: none is, and what each says of its file is taken as it is.
    pub(super) opened: Option<&'s Opened>,
}

impl Source<'_> {
    /// What lies in these folders of a round, and what of it is compacted.
    pub(super) fn there(&self, round: Option<Round>, folders: &[String]) -> Result<There, Trouble> {
        // Looked at last: what is not by itself any more when the others are looked at has been put there before.
        let compacted = round.map(|round| format!("{}/{}{round}", Place::COMPACTED, Place::PARTITION));
        let others = folders.iter().filter(|folder| compacted.as_ref() != Some(*folder));
        let mut there = There::default();
        for folder in others.chain(&compacted) {
            // Temporary files, and those that desktops and sticks leave about.
            for name in self.shelf.list(folder)?.files.iter().filter(|name| !name.starts_with('.')) {
                if name.ends_with(bundle::ENDING) {
                    there.bundles.push(below(folder, name));
                    continue;
                }
                let ends: [(&str, Mark); 3] = [
                    (".parquet.sig", |files| files.signature = true),
                    (Place::SPILL, |files| files.spill = true),
                    (CELLS, |files| files.cells = true),
                ];
                if let Some((stem, mark)) = ends.iter().find_map(|(end, mark)| Some((name.strip_suffix(end)?, mark))) {
                    mark(there.files.entry(below(folder, stem)).or_default());
                }
            }
        }
        Ok(there)
    }

    /// What a kiosk says of a file, or why it cannot be believed.
    pub(super) fn claim<K>(
        &self,
        round: Option<Round>,
        stem: &str,
        files: &Files,
        findings: &mut Findings,
    ) -> Result<Result<Claim<K>, Fault>, Trouble> {
        let path = format!("{stem}{CELLS}");
        let called = PathBuf::from(self.shelf.called(&path));
        let kiosk = named(stem);
        let signature = format!("{path}{}", Place::SIGNATURE);
        let signature = if files.signature { self.shelf.bytes(&signature, SIGNATURE_MOST)? } else { None };
        let about = (called.as_path(), kiosk, round);
        let (signed, is_own) = match claim(about, signature.as_deref(), self.keys, findings) {
            Claimed::Here(signed) => (signed, true),
            Claimed::Elsewhere(signed) => (signed, false),
            Claimed::Nothing(fault) => return Ok(Err(fault)),
        };
        let statement = signed.statement().clone();
        if is_own && files.spill {
            let spill = self.shelf.bytes(&format!("{stem}{}", Place::SPILL), ROUND_MOST)?;
            if spill.is_some_and(|spill| Some(Digest::of(&spill)) != statement.spill) {
                let words = "its sealed spill is not the one that was signed".to_owned();
                findings.add(Fault::Altered, kiosk, round, Some(&called), words);
            }
        }
        let there = match self.opened.filter(|_| is_own && files.cells) {
            None => files.cells,
            Some(opened) => opened.look((self.shelf, &path), &signed, |fault, words| {
                findings.add(fault, kiosk, round, Some(&called), words);
            })?,
        };
        Ok(Ok(Claim { statement, at: At::File(path), called, there, named: kiosk }))
    }

    /// Whether a signature by the kiosk itself is at a place.
    pub(super) fn has_signed(&self, place: Place) -> Result<bool, Trouble> {
        let stem = below(&place.folder(), &place.kiosk.to_string());
        let files = Files { cells: true, signature: true, spill: false };
        let claim = self.claim(Some(place.round), &stem, &files, &mut Findings::default())?;
        Ok(claim.is_ok_and(|claim: Claim<()>| claim.is_of(Some(place.round))))
    }

    /// What a kiosk says of a file in a compacted one, and what is kept of it if it is what was signed; or why it cannot be believed.
    pub(super) fn claim_inside<K>(
        &self,
        round: Option<Round>,
        bundle: &str,
        piece: &Piece<'_>,
        keep: impl FnOnce(&Signature) -> Result<K, (Fault, String)>,
        findings: &mut Findings,
    ) -> Result<Claim<K>, Fault> {
        let called = inside(&self.shelf.called(bundle), piece.kiosk);
        let about = (called.as_path(), Some(piece.kiosk), round);
        let signed = match claim(about, Some(piece.signature), self.keys, findings) {
            Claimed::Here(signed) | Claimed::Elsewhere(signed) => signed,
            Claimed::Nothing(fault) => return Err(fault),
        };
        let statement = signed.statement().clone();
        let there = Digest::of(piece.cells) == statement.sha256;
        let altered = || (Fault::Altered, "it is not the file that was signed".to_owned());
        let kept = if there { keep(&signed) } else { Err(altered()) };
        let at = match kept {
            Ok(kept) => At::Bundle(bundle.to_owned(), kept),
            Err((fault, words)) => {
                findings.add(fault, Some(piece.kiosk), round, Some(&called), words);
                At::Harmed
            }
        };
        Ok(Claim { statement, at, called, there, named: Some(piece.kiosk) })
    }

    /// What all signatures of a round say. Compacted files are read whole, one at a time, and `keep` is asked what to keep of each file
    /// in them that is as it was signed, or what is wrong with it.
    pub(super) fn claims<K: Send, R>(
        &self,
        round: Option<Round>,
        there: &There,
        ready: impl Fn() -> R + Sync,
        keep: impl Fn(&mut R, &Signature, &[u8], &ParquetMetaData) -> Result<K, (Fault, String)> + Sync,
    ) -> Result<Claims<K>, Trouble> {
        let mut all = Claims::default();
        for path in &there.bundles {
            let Some(bytes) = self.shelf.bytes(path, BUNDLE_MOST)? else { continue };
            match self.bundled(round, path, &bytes, &ready, &keep)? {
                Ok(claims) => all.absorb(claims),
                Err(error) => {
                    let ((fault, words), called) = (told(&error), PathBuf::from(self.shelf.called(path)));
                    all.findings.add(fault, None, round, Some(&called), words);
                    all.torn = true;
                }
            }
        }
        let files: Vec<(&String, &Files)> = there.files.iter().collect();
        for part in side_by_side(&files, |part| -> Result<_, Trouble> {
            let mut claims = Claims::default();
            for (stem, files) in part {
                let claim = self.claim(round, stem, files, &mut claims.findings)?;
                claims.take(round, named(stem), claim);
            }
            Ok(claims)
        })? {
            all.absorb(part?);
        }
        Ok(all)
    }

    /// What the signatures in a compacted file say.
    fn bundled<K: Send, R>(
        &self,
        round: Option<Round>,
        path: &str,
        bytes: &[u8],
        ready: &(impl Fn() -> R + Sync),
        keep: &(impl Fn(&mut R, &Signature, &[u8], &ParquetMetaData) -> Result<K, (Fault, String)> + Sync),
    ) -> Result<Result<Claims<K>, BadBundle>, Trouble> {
        let open = match Open::of(bytes) {
            Ok(open) => open,
            Err(error) => return Ok(Err(error)),
        };
        let pieces: Vec<(usize, &Piece<'_>)> = open.pieces.iter().enumerate().collect();
        let parts = side_by_side(&pieces, |part| -> Result<_, BadBundle> {
            let (mut claims, mut told, mut ready) = (Claims::default(), Vec::with_capacity(part.len()), ready());
            for (at, piece) in part {
                let (metadata, says) = open.inside(*at)?;
                told.push(says);
                let keep = |signature: &Signature| keep(&mut ready, signature, piece.cells, &metadata);
                let claim = self.claim_inside(round, path, piece, keep, &mut claims.findings);
                claims.take(round, Some(piece.kiosk), claim);
            }
            Ok((claims, told))
        })?;
        let (mut all, mut told) = (Claims::default(), Vec::new());
        for part in parts {
            match part {
                Ok((claims, says)) => {
                    all.absorb(claims);
                    told.extend(says);
                }
                Err(error) => return Ok(Err(error)),
            }
        }
        if let Err(error) = open.holds(&told) {
            return Ok(Err(error));
        }
        all.bundles.push(Bundled { path: path.to_owned(), pieces: pieces.len(), bytes: bytes.len() });
        Ok(Ok(all))
    }
}

/// The kiosk that a path without an ending names.
fn named(stem: &str) -> Option<Uuid> {
    stem.rsplit('/').next().and_then(|name| name.parse().ok())
}

/// What is said when a thread did not come to its end.
pub(super) fn ended() -> Trouble {
    Trouble::Passing("a thread of the reader ended".into())
}

/// Does the work on a few threads, each a part of it, and gives back what came of the parts, in their order.
pub(super) fn side_by_side<T: Sync, O: Send>(all: &[T], work: impl Fn(&[T]) -> O + Sync) -> Result<Vec<O>, Trouble> {
    let work = &work;
    std::thread::scope(|scope| {
        let parts = all.chunks(all.len().div_ceil(MOST_WORKERS).max(1));
        let running: Vec<_> = parts.map(|part| scope.spawn(move || work(part))).collect();
        let done: Vec<_> = running.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        done.into_iter().map(|part| part.map_err(|_| ended())).collect()
    })
}
