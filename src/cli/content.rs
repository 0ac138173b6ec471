//! `content`: at a desk, signs what lies in `kiosk-config` and publishes it for kiosks to take over.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use zeroize::Zeroizing;

use super::carrier::{connect, patience};
use super::session::Session;
use super::{Failure, Outcome, Printer, check};
use crate::chain::{PublicKey, SigningKey};
use crate::config::{Destination as Address, Folder};
use crate::content;
use crate::edition::{Manifest, issue};
use crate::random::Random;
use crate::sync::{self, Directory, Printed, Published, Trouble};
use crate::vocabulary::sentence;

/// What to do with signed content.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Make the key that content is signed with, or tell the public one of a key that is there
    Key(Key),
    /// Sign the packs, media, theme and walls of the configuration as the next edition
    Sign(Sign),
    /// Put the signed editions where kiosks pull them from; safe to repeat
    Publish(Publish),
}

/// Where the key is.
#[derive(Debug, clap::Args)]
pub(super) struct Key {
    /// The file with the secret key; keep it where only those can read it who decide what kiosks show
    file: PathBuf,
}

/// What to sign with, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Sign {
    /// The file with the secret key, as `content key` made it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The folder in which the signed editions come together
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// From the next edition on another key signs: its public key
    #[arg(long, value_name = "PUB")]
    next: Option<PublicKey>,
    /// Sign with a key that the edition before did not name, as where that one was lost; kiosks take it once their kiosk.toml names it
    #[arg(long)]
    anew: bool,
}

/// What to publish, and where to.
#[derive(Debug, clap::Args)]
pub(super) struct Publish {
    /// The folder with the signed editions
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// A folder, or an address as a [[destination]] has it; may be given again [default: the destinations of kiosk.toml]
    #[arg(long, value_name = "URL")]
    to: Vec<String>,
    /// A file of mode 0600 with what lets you in, a NAME=VALUE a line
    #[arg(long, value_name = "FILE", requires = "to")]
    credentials: Option<PathBuf>,
}

pub(super) fn run(session: &Session, command: &Command, printer: &mut Printer) -> Result<Outcome, Failure> {
    match command {
        Command::Key(Key { file }) => key(file, printer),
        Command::Sign(arguments) => sign(session, arguments, printer),
        Command::Publish(arguments) => publish(session, arguments, printer),
    }
}

fn key(file: &Path, printer: &mut Printer) -> Result<Outcome, Failure> {
    let made = match OpenOptions::new().create_new(true).write(true).mode(0o600).open(file) {
        Ok(opened) => Some(opened),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => None,
        Err(error) => return Err(unwritten(file, &error)),
    };
    let public = match &made {
        Some(opened) => {
            let key = SigningKey::generate(&mut Random::System);
            let seed = Zeroizing::new(STANDARD.encode(key.seed().as_slice()));
            let text = Zeroizing::new(format!(
                "# Whoever has this file decides what kiosks show. Its public key is {}\n{}\n",
                key.public(),
                seed.as_str()
            ));
            let mut opened: &File = opened;
            opened.write_all(text.as_bytes()).and_then(|()| opened.sync_all()).map_err(|e| unwritten(file, &e))?;
            key.public()
        }
        None => read_key(file)?.public(),
    };
    if printer.is_json() {
        printer.value(&json!({ "key": public.to_string(), "made": made.is_some() }));
    } else {
        let what = if made.is_some() { "has the new secret key" } else { "was there and has a secret key" };
        printer.line(format_args!("{} {what}. For the kiosk.toml of every kiosk:", file.display()));
        printer.line(format_args!("\n[content]\nkey = \"{public}\""));
    }
    Ok(Outcome::Done)
}

fn unwritten(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Other(format!("could not write {}: {error}", file.display()).into())
}

fn read_key(file: &Path) -> Result<SigningKey, Failure> {
    let unread = |why: String| Failure::Other(format!("could not read the key in {}: {why}", file.display()).into());
    let mut opened = File::open(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            unread(format!("there is no such file; `listening-post content key {}` makes one", file.display()))
        }
        _ => unread(error.to_string()),
    })?;
    let mode = opened.metadata().map_err(|error| unread(error.to_string()))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(unread("others can read it; set its mode with `chmod 600`".into()));
    }
    let mut text = Zeroizing::new(String::new());
    opened.read_to_string(&mut text).map_err(|error| unread(error.to_string()))?;
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let seed = lines.next().and_then(|line| STANDARD.decode(line.trim()).ok()).map(Zeroizing::new);
    let seed: Option<Zeroizing<[u8; 32]>> =
        seed.and_then(|seed| <[u8; 32]>::try_from(seed.as_slice()).ok()).map(Zeroizing::new);
    seed.map(|seed| SigningKey::from_seed(&seed)).ok_or_else(|| unread("it is not what `content key` makes".into()))
}

fn sign(session: &Session, arguments: &Sign, printer: &mut Printer) -> Result<Outcome, Failure> {
    let key = read_key(&arguments.key)?;
    let folder = Folder::read(&session.config).map_err(Failure::other)?;
    let loaded = content::load(&folder);
    let (report, wrong) = check::report(&loaded, false, false);
    if !loaded.faults.is_empty() {
        printer.remark(report.trim_end());
    }
    if wrong {
        printer.remark("Nothing was signed. Mend this and sign again.");
        return Ok(Outcome::Problem);
    }
    let stays = folder.paths().find(|path| path.contains('/') && !Manifest::carries(path));
    if let Some(path) = stays {
        let help = "its name has to be plain, without : * ? \" < > | \\ and not longer than 120 bytes";
        return Err(Failure::Usage(format!("`{path}` cannot travel: {help}")));
    }
    let carried = folder.paths().filter(|path| Manifest::carries(path));
    let files = carried.filter_map(|path| Some((path, folder.bytes(path)?)));
    let manifest = Manifest::of(files).map_err(Failure::other)?;

    fs::create_dir_all(&arguments.out).map_err(|error| unwritten(&arguments.out, &error))?;
    let out = Directory(arguments.out.clone());
    let before = sync::printed(&out).map_err(Failure::other)?.pop();
    if let Some(before) = &before {
        let (number, heir) = (before.imprint.statement().number, before.imprint.statement().heir());
        if heir != key.public() && !arguments.anew {
            let help = format!(
                "edition {number} says that only {heir} signs the next, and {} is {}; kiosks would refuse it. If that key is \
                 lost, sign with --anew and name the new key in every kiosk.toml",
                arguments.key.display(),
                key.public()
            );
            return Err(Failure::Usage(help));
        }
        if before.manifest == manifest && arguments.next.is_none() && heir == key.public() {
            if printer.is_json() {
                printer.value(&json!({ "edition": number, "signed": false }));
            } else {
                printer.line(format_args!("Nothing has changed since edition {number}."));
            }
            return Ok(Outcome::Done);
        }
    }
    let next = arguments.next.filter(|next| *next != key.public());
    let imprint = issue(&key, &manifest, before.as_ref().map(|before| &before.imprint), next);
    let edition = Printed { imprint, manifest };
    sync::print(&out, &edition, &BTreeSet::new(), |path, _| {
        folder.bytes(path).map(<[u8]>::to_vec).ok_or_else(|| Trouble::Lasting(format!("`{path}` is gone").into()))
    })
    .map_err(Failure::other)?;
    signed(&edition, printer);
    Ok(Outcome::Done)
}

fn signed(edition: &Printed, printer: &mut Printer) {
    let statement = edition.imprint.statement();
    let (files, bytes) = (edition.manifest.files().count(), edition.manifest.size());
    if printer.is_json() {
        let next = statement.next.map(|next| next.to_string());
        printer.value(&json!({
            "edition": statement.number, "signed": true, "files": files, "bytes": bytes, "key": statement.key.to_string(),
            "next": next,
        }));
        return;
    }
    let number = statement.number;
    printer.line(format_args!("Edition {number}: {files} files, {} KB, signed by {}.", bytes / 1000, statement.key));
    if let Some(next) = statement.next {
        printer.line(format_args!("From edition {} on only {next} signs.", number + 1));
    }
}

fn publish(session: &Session, arguments: &Publish, printer: &mut Printer) -> Result<Outcome, Failure> {
    let places = if arguments.to.is_empty() {
        session.own_content(printer)?.kiosk.destinations.clone()
    } else {
        arguments.to.iter().map(|to| address(to, arguments.credentials.as_deref())).collect::<Result<_, _>>()?
    };
    if places.is_empty() {
        return Err(Failure::Usage("name with --to where to publish; kiosk.toml names no [[destination]]".into()));
    }
    let from = Directory(arguments.from.clone());
    let editions = sync::printed(&from).map_err(Failure::other)?;
    let Some(newest) = editions.last().map(|edition| edition.imprint.statement().number) else {
        let from = arguments.from.display();
        return Err(Failure::Usage(format!("{from} holds no edition; `content sign --out {from}` makes the first")));
    };
    let mut whole = true;
    let mut told = Vec::new();
    for place in &places {
        let put = connect(place)
            .map_err(sync::Unprinted::from)
            .and_then(|mut destination| sync::publish(&from, destination.as_mut(), &patience(), &mut Random::System));
        whole &= put.is_ok();
        let trouble = put.as_ref().err().map(|error| sentence(error));
        let (editions, mended) = (put.as_ref().ok().map(|put| put.editions), put.as_ref().ok().map(|put| put.mended));
        told.push(json!({ "url": place.url, "published": editions, "mended": mended, "trouble": trouble }));
        if !printer.is_json() {
            match put {
                Ok(put) => printer.line(format_args!("{}: {}.", place.url, published(put, newest))),
                Err(_) => printer.remark(format_args!("{}: {}.", place.url, trouble.unwrap_or_default())),
            }
        }
    }
    if printer.is_json() {
        printer.value(&json!({ "edition": newest, "destinations": told }));
    }
    Ok(if whole { Outcome::Done } else { Outcome::Problem })
}

fn published(Published { editions, mended }: Published, newest: u32) -> String {
    let told = match editions {
        0 => format!("edition {newest} is there"),
        1 => format!("edition {newest} published"),
        many => format!("{many} editions published, up to {newest}"),
    };
    match mended {
        0 => told,
        1 => format!("{told}; 1 file of what was there was lost or harmed, and was put again"),
        many => format!("{told}; {many} files of what was there were lost or harmed, and were put again"),
    }
}

/// Where to publish: an address, or a folder by its path.
fn address(to: &str, credentials: Option<&Path>) -> Result<Address, Failure> {
    let url = if to.contains("://") {
        to.trim_end_matches('/').to_owned()
    } else {
        let path = std::path::absolute(to).map_err(|error| Failure::Usage(format!("{to} is no folder: {error}")))?;
        format!("file://{}", path.display())
    };
    Ok(Address { url, credentials: credentials.map(Path::to_owned) })
}
