//! `kiosk.toml`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::{Table, privacy, spelling};
use crate::config::{
    Cohort, Comments, ContentSource, Destination, Hours, Kiosk, Orientation, PoolRecipient, Privacy, Reach,
    SITE_FACTOR, Screen,
};
use crate::content::Flaw;
use crate::vocabulary::{CohortId, Language, SiteId};

/// Cohorts below this multiple of k would wait for ever, or leave with everybody in them.
const COHORT_FACTOR: u32 = 3;

/// The languages the kiosk offers, whatever else is wrong.
pub(super) fn languages(table: &Table) -> Vec<Language> {
    table.list("languages").iter().filter_map(|node| node.get_ref().as_str()).map(Language::from).collect()
}

pub(super) fn read(table: &Table) -> Option<Kiosk> {
    let languages = languages(table);
    if languages.iter().collect::<BTreeSet<_>>().len() < languages.len() {
        table.error("languages", Flaw::Twice, "a language is offered twice", "here", "name each language once");
    }
    let time_zone = time_zone(table);
    let limits = table.table("privacy");
    let privacy = limits.as_ref().map_or_else(Privacy::default, privacy::of_kiosk);
    let limit = |key: &str, usual: u32| limits.as_ref().and_then(|table| table.whole(key)).unwrap_or(usual);
    let cohorts = cohorts(table, privacy.k);
    if let Some(headcount) =
        table.whole("headcount").filter(|count| (1..SITE_FACTOR.saturating_mul(privacy.k)).contains(count))
    {
        let message = format!("a site of {headcount} is too small to be reported on its own");
        let help = format!(
            "below {} people (2 k) its tallies go nowhere but, sealed, into a pool of several sites, if there is one",
            SITE_FACTOR.saturating_mul(privacy.k)
        );
        table.warn("headcount", Flaw::OutOfRange, message, "fewer than 2 k", &help);
    }
    let destinations: Vec<_> = table.tables("destination").filter_map(|table| destination(&table)).collect();
    Some(Kiosk {
        organisation: table.words("organisation")?.to_owned(),
        site: SiteId::new(table.words("site")?).ok()?,
        languages,
        time_zone: time_zone?,
        headcount: table.whole("headcount")?,
        cohorts,
        screen: table.table("screen").map_or_else(Screen::default, |table| screen(&table)),
        privacy,
        pool_recipient: limits.as_ref().and_then(pool_recipient),
        min_up_hours: limit("min_up_hours", 30),
        repeat_seconds: limit("repeat_seconds", 5),
        content: table.table("content").and_then(|table| content_source(&table, !destinations.is_empty())),
        destinations,
        comment_recipients: table.table("comments").map(|table| recipients(&table)).unwrap_or_default(),
        comments: table.table("comments").map_or_else(Comments::default, |table| comments(&table)),
    })
}

fn time_zone(table: &Table) -> Option<TimeZone> {
    let name = table.words("time_zone")?;
    // The bundled table of zones, so that a folder reads the same on every machine.
    let zones = TimeZoneDatabase::bundled();
    let zone = zones.get(name).ok();
    if zone.is_none() {
        let known: Vec<_> = zones.available().map(|zone| zone.as_str().to_owned()).collect();
        let help = spelling::nearest(name, known.iter().map(String::as_str)).map_or_else(
            || "write an IANA name such as Europe/Dublin".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        table.error("time_zone", Flaw::NotAllowed, format!("there is no time zone `{name}`"), "not known", &help);
    }
    zone
}

fn cohorts(table: &Table, k: u32) -> Vec<Cohort> {
    let mut seen = BTreeSet::new();
    let mut cohorts = Vec::new();
    for table in table.tables("cohort") {
        let Some(id) = table.words("id").and_then(|id| CohortId::new(id).ok()) else { continue };
        if !seen.insert(id.clone()) {
            let help = "give each cohort an id of its own; released counts are filed under it";
            table.error(
                "id",
                |_| Flaw::Twice(id.to_string()),
                format!("cohort `{id}` appears twice"),
                "used again here",
                help,
            );
        }
        let (Some(name), Some(headcount)) = (table.text("name"), table.whole("headcount")) else { continue };
        if headcount < COHORT_FACTOR.saturating_mul(k) {
            let message = format!("cohort `{id}` is too small to be offered");
            let help = format!(
                "it needs {} people (3 k) and has {headcount}; merge it with another, or leave it out",
                COHORT_FACTOR.saturating_mul(k)
            );
            table.warn("headcount", Flaw::OutOfRange, message, "fewer than 3 k", &help);
            continue;
        }
        cohorts.push(Cohort { id, name, headcount });
    }
    cohorts
}

fn screen(table: &Table) -> Screen {
    let millimetres: Vec<_> = table.list("mm").iter().filter_map(super::table::number).collect();
    if millimetres.iter().any(|side| !(10.0..=10_000.0).contains(side)) {
        let help = "measure the lit part of the panel and write [width, height] in millimetres";
        table.error("mm", Flaw::OutOfRange, "no panel has this size", "in millimetres", help);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a panel is not measured to a millionth")]
    let millimetres = if let [width, height] = millimetres[..] { Some((width as f32, height as f32)) } else { None };
    let hours = table.table("hours").and_then(|hours| {
        let pair = Hours { open: hours.time("open")?, close: hours.time("close")? };
        if pair.open == pair.close {
            let help = "leave `hours` out if the kiosk is always awake";
            hours.error(
                "close",
                Flaw::Conflict,
                "the kiosk opens and closes at the same time",
                "the same as `open`",
                help,
            );
        }
        Some(pair)
    });
    Screen {
        millimetres,
        orientation: match table.words("orientation") {
            Some("portrait") => Orientation::Portrait,
            Some("landscape") => Orientation::Landscape,
            _ => Orientation::Auto,
        },
        reach: if table.words("reach") == Some("low") { Reach::Low } else { Reach::Standard },
        hours,
        speech: table.flag("speech"),
    }
}

fn destination(table: &Table) -> Option<Destination> {
    const SCHEMES: [&str; 5] = ["file:///", "s3://", "az://", "gs://", "https://"];
    // In clear only as far as the machine itself, where something else may carry it on.
    const OWN: [&str; 2] = ["http://127.0.0.1:", "http://localhost:"];
    let url = table.words("url")?;
    if !SCHEMES.iter().chain(&OWN).any(|scheme| url.len() > scheme.len() && url.starts_with(scheme)) {
        let help = format!("a destination begins with {}", spelling::list(&SCHEMES, "or"));
        table.error("url", Flaw::NotAllowed, format!("nothing can be pushed to `{url}`"), "not a destination", &help);
    }
    if Destination::holds_a_key(url) {
        let help = "name a file of mode 0600 with `credentials`, or set them in the environment";
        table.error("url", Flaw::NotAllowed, "a destination holds no password or key".to_owned(), "not here", help);
    }
    let credentials = table.words("credentials").map(PathBuf::from);
    Some(Destination { url: url.trim_end_matches('/').to_owned(), credentials })
}

fn content_source(table: &Table, pushes: bool) -> Option<ContentSource> {
    let from = table.words("url").and_then(|_| destination(table));
    let key = table.words("key")?.parse();
    if from.is_none() && !pushes {
        let help = "say with `url` where it is pulled from, or name a [[destination]]";
        table.error(
            "key",
            |_| Flaw::Missing("url".to_owned()),
            "signed content comes from nowhere",
            "no place to pull it from",
            help,
        );
    }
    if key.is_err() {
        let help = "paste the key that begins with `RW`, as `content key` told it; never the file with the secret one";
        table.error("key", Flaw::NotAllowed, "this is no public key", "not a public key", help);
    }
    Some(ContentSource { key: key.ok()?, from })
}

fn recipients(table: &Table) -> Vec<String> {
    let mut keys = Vec::new();
    for node in table.list("recipients") {
        let Some(key) = node.get_ref().as_str() else { continue };
        // `age1` and 58 characters of Bech32.
        let fits = key.len() == 62
            && key.starts_with("age1")
            && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        // Read here as it will be used, so that no comment is ever turned away for a slip in a letter.
        if !fits || crate::envelope::Recipients::parse(&[key.to_owned()]).is_err() {
            let help = "paste the line that begins with `age1` as age-keygen printed it; never the secret key";
            table.file.error(
                node.span(),
                Flaw::NotAllowed("recipients".to_owned()),
                "this is not an age public key",
                "not a public key",
                Some(help),
            );
        }
        keys.push(key.to_owned());
    }
    keys
}

fn pool_recipient(table: &Table) -> Option<PoolRecipient> {
    let recipient = PoolRecipient::new(table.words("pool_recipient")?);
    if let Err(bad) = &recipient {
        let help = "paste the line that begins with `age1` as age-keygen printed it; never the secret key";
        table.error("pool_recipient", Flaw::NotAllowed, bad.to_string(), "not a public key", help);
    }
    recipient.ok()
}

fn comments(table: &Table) -> Comments {
    let usual = Comments::default();
    Comments {
        k: table.whole("k").unwrap_or(usual.k),
        days: table.whole("days").unwrap_or(usual.days),
        every: table.whole("every").unwrap_or(usual.every),
        expire_after: table.whole("expire_after").unwrap_or(usual.expire_after),
    }
}
