//! Every part of a kiosk, every finding and every remedy there is, each with what `doctor` says of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use listening_post::admin::{Finding, Organ, PassedOver, Remedy};
use listening_post::store::{Damaged, StoreError};
use listening_post::sync::{Reason, ReasonKind, Trouble};
use listening_post::vocabulary::Round;

const KEY: &str = "RWScv5ICJSOEJLYwRObpneTVPzAbOpw3L+7k6kmhMa1rSjW7Hiihj4Fx";

fn week(text: &str) -> Round {
    text.parse().unwrap()
}

pub fn organs() -> Vec<(Organ, &'static str)> {
    let organs = vec![
        (Organ::Configuration, "configuration"),
        (Organ::Content, "content"),
        (Organ::Data, "data"),
        (Organ::Counters, "counters"),
        (Organ::Ledger, "ledger"),
        (Organ::Signing, "signing"),
        (Organ::Permissions, "permissions"),
        (Organ::Disk, "disk"),
        (Organ::Clock, "clock"),
        (Organ::Destination, "destination"),
        (Organ::Display, "display"),
        (Organ::Touch, "touch"),
    ];
    // What is new does not compile here, and fails until it stands above.
    let place = |organ: &Organ| match organ {
        Organ::Configuration => 0,
        Organ::Content => 1,
        Organ::Data => 2,
        Organ::Counters => 3,
        Organ::Ledger => 4,
        Organ::Signing => 5,
        Organ::Permissions => 6,
        Organ::Disk => 7,
        Organ::Clock => 8,
        Organ::Destination => 9,
        Organ::Display => 10,
        Organ::Touch => 11,
    };
    whole(organs.iter().map(|(organ, _)| place(organ)), 12);
    organs
}

pub fn findings() -> Vec<(Finding, String)> {
    let sent = |through: Option<&str>, trouble: Option<&str>| Finding::Sent {
        url: "file:///lake".into(),
        through: through.map(week),
        trouble: trouble.map(|words| Trouble::Lasting(words.into())),
    };
    let damaged = || vec![PassedOver::Damaged(5, Arc::new(Damaged::File("theme.toml".into())))];
    let busy = || Arc::new(StoreError::Busy("/var/lib/kiosk".into()));
    let why = || Reason { kind: ReasonKind::Denied, words: "no such device".into() };
    let findings = vec![
        (Finding::Unread("/etc/kiosk".into()), "could not read `/etc/kiosk`"),
        (Finding::Unusable, "the kiosk cannot run on it"),
        (Finding::Packs(1), "1 pack, no errors"),
        (Finding::Packs(3), "3 packs, no errors"),
        (Finding::SomePacks { packs: 1, faults: 2 }, "1 pack can run; 2 faults keep others from running"),
        (Finding::SomePacks { packs: 11, faults: 1 }, "11 packs can run; 1 fault keeps others from running"),
        (Finding::Edition(4), "edition 4 of the signed content runs"),
        (Finding::NoEdition, "no signed content has come yet; what lies beside kiosk.toml runs"),
        (
            Finding::PassedOver { why: damaged(), runs: Some(4) },
            "edition 5 cannot be used: `theme.toml` is damaged; edition 4 of the signed content runs",
        ),
        (
            Finding::PassedOver { why: damaged(), runs: None },
            "edition 5 cannot be used: `theme.toml` is damaged; what lies beside kiosk.toml runs",
        ),
        (Finding::NoData("/var/lib/kiosk".into()), "nothing at /var/lib/kiosk yet"),
        (Finding::Store(busy()), "another listening-post is using /var/lib/kiosk; stop it first"),
        (Finding::BothWhole, "both copies are whole"),
        (Finding::InUse, "a kiosk is running on them"),
        (Finding::NoCounters, "none yet"),
        (Finding::OneBroken, "one of two copies is broken"),
        (Finding::NeitherOpens, "neither copy can be opened"),
        (
            Finding::PutAside("/var/lib/kiosk/damaged-1".into()),
            "counters that could not be opened were put aside in /var/lib/kiosk/damaged-1",
        ),
        (Finding::NotStored, "answers cannot be stored"),
        (Finding::OneUnwritten, "one of two copies could not be written"),
        (Finding::LedgerWhole, "whole"),
        (Finding::LedgerDamaged, "SQLite finds it damaged"),
        (
            Finding::SignedBy(KEY.parse().unwrap()),
            "rounds are signed by RWScv5ICJSOEJLYwRObpneTVPzAbOpw3L+7k6kmhMa1rSjW7Hiihj4Fx",
        ),
        (Finding::OwnerOnly, "for the owner only"),
        (Finding::OpenToOthers, "others may look into the data"),
        (Finding::Closed("/var/lib/kiosk".into()), "/var/lib/kiosk is closed to this user"),
        (Finding::Free(12), "12 MiB free"),
        (Finding::FreeUnknown(why()), "could not be asked: no such device"),
        (Finding::Week(week("2026-W47")), "week 2026-W47"),
        (
            Finding::ClockBehind { shown: week("2020-W01"), closed: week("2026-W46") },
            "shows week 2020-W01, but 2026-W46 is closed already",
        ),
        (Finding::DisplayNamed("WAYLAND_DISPLAY".into()), "WAYLAND_DISPLAY is set"),
        (Finding::NoDisplay, "none"),
        (Finding::Touched(vec!["eGalax".into(), "ILITEK ILITEK-TP".into()]), "eGalax, ILITEK ILITEK-TP is there"),
        (Finding::NoTouch, "no touchscreen"),
        (sent(Some("2026-W46"), None), "file:///lake has everything up to 2026-W46"),
        (sent(None, None), "file:///lake has nothing"),
        (sent(Some("2026-W46"), Some("no such device")), "file:///lake has everything up to 2026-W46: no such device"),
        (sent(None, Some("no such device")), "file:///lake has nothing: no such device"),
    ];
    let place = |finding: &Finding| match finding {
        Finding::Unread(_) => 0,
        Finding::Unusable => 1,
        Finding::Packs(_) => 2,
        Finding::SomePacks { .. } => 3,
        Finding::Edition(_) => 4,
        Finding::NoEdition => 5,
        Finding::PassedOver { .. } => 6,
        Finding::NoData(_) => 7,
        Finding::Store(_) => 8,
        Finding::BothWhole => 9,
        Finding::InUse => 10,
        Finding::NoCounters => 11,
        Finding::OneBroken => 12,
        Finding::NeitherOpens => 13,
        Finding::PutAside(_) => 14,
        Finding::NotStored => 15,
        Finding::OneUnwritten => 16,
        Finding::LedgerWhole => 17,
        Finding::LedgerDamaged => 18,
        Finding::SignedBy(_) => 19,
        Finding::OwnerOnly => 20,
        Finding::OpenToOthers => 21,
        Finding::Free(_) => 22,
        Finding::FreeUnknown(_) => 23,
        Finding::Week(_) => 24,
        Finding::ClockBehind { .. } => 25,
        Finding::DisplayNamed(_) => 26,
        Finding::NoDisplay => 27,
        Finding::Sent { .. } => 28,
        Finding::Touched(_) => 29,
        Finding::NoTouch => 30,
        Finding::Closed(_) => 31,
    };
    whole(findings.iter().map(|(finding, _)| place(finding)), 32);
    findings.into_iter().map(|(finding, said)| (finding, said.to_owned())).collect()
}

pub fn remedies() -> Vec<(Remedy, &'static str)> {
    let remedies = vec![
        (Remedy::NameFolder, "name the folder with --config DIR"),
        (Remedy::Check("/etc/kiosk".into()), "listening-post check --config /etc/kiosk"),
        (Remedy::Fetch, "`listening-post sync` fetches it; see docs/it.md, \"Signed content\""),
        (Remedy::ReadSigned, "see docs/it.md, \"Signed content\""),
        (Remedy::ReadWrong, "see docs/it.md, \"When something is wrong\""),
        (Remedy::StartForData, "the first start of the kiosk creates it"),
        (Remedy::StartForCounters, "the first start of the kiosk creates them"),
        (Remedy::Update, "install the newer listening-post again"),
        (Remedy::StartToMend, "the next start mends it from the other"),
        (Remedy::StartAnew, "the next start puts them aside and begins anew; open answers are lost, releases are not"),
        (Remedy::Restore, "restore ledger.db from a backup"),
        (Remedy::Delete, "delete that folder once you know why"),
        (Remedy::Close(vec!["/data/ledger.db".into(), "/data/vault".into()]), "chmod go= /data/ledger.db /data/vault"),
        (Remedy::RunAsOwner, "run this as the user that the kiosk runs as"),
        (Remedy::ReadThenSend, "see docs/it.md, then `listening-post sync`"),
        (Remedy::Send, "`listening-post sync` sends the rest"),
        (Remedy::FreeSpace, "free some space: the next cut may not fit"),
        (Remedy::SeeMounted, "see whether it is mounted"),
        (Remedy::SetClock, "set the clock right; the next round closes once it has caught up"),
        (Remedy::SeeSession, "start the kiosk from a graphical session, or see docs/it.md"),
        (Remedy::PlugIn, "plug in the USB cable of the panel; meanwhile keys or a mouse do"),
        (Remedy::SeeDisk, "see whether the disk is full, read-only or broken"),
        (Remedy::Wait, "the next answer writes it again"),
    ];
    let place = |remedy: &Remedy| match remedy {
        Remedy::NameFolder => 0,
        Remedy::Check(_) => 1,
        Remedy::Fetch => 2,
        Remedy::ReadSigned => 3,
        Remedy::ReadWrong => 4,
        Remedy::StartForData => 5,
        Remedy::StartForCounters => 6,
        Remedy::Update => 7,
        Remedy::StartToMend => 8,
        Remedy::StartAnew => 9,
        Remedy::Restore => 10,
        Remedy::Delete => 11,
        Remedy::Close(_) => 12,
        Remedy::ReadThenSend => 13,
        Remedy::Send => 14,
        Remedy::FreeSpace => 15,
        Remedy::SeeMounted => 16,
        Remedy::SetClock => 17,
        Remedy::SeeSession => 18,
        Remedy::SeeDisk => 19,
        Remedy::Wait => 20,
        Remedy::PlugIn => 21,
        Remedy::RunAsOwner => 22,
    };
    whole(remedies.iter().map(|(remedy, _)| place(remedy)), 23);
    remedies
}

/// Fails unless every kind is among those that are listed.
fn whole(listed: impl Iterator<Item = usize>, kinds: usize) {
    assert_eq!(listed.collect::<BTreeSet<_>>(), (0..kinds).collect());
}
