//! Signed content, from HR's desk to kiosks: what they run, what they refuse, and what they fall back to by themselves.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use listening_post::chain::{Digest, SigningKey};
use listening_post::edition::{Edition, Imprint};
use listening_post::random::Random;
use tempfile::TempDir;

use crate::common::put_edition;
use crate::desk::{Desk, Ran, copy, files, run, text};

/// Where editions are made: a configuration of its own, keys, and the folder of what was signed.
pub struct Office {
    folder: TempDir,
}

pub fn pack(title: &str) -> String {
    format!(
        "kind = \"pulse\"\ntitle = \"{title}\"\n[[item]]\nid = \"mood\"\ntype = \"smiley\"\ntext = \"{title}: how is it?\"\n"
    )
}

impl Office {
    pub fn new() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        for folder in ["config/packs", "config/media", "lake"] {
            fs::create_dir_all(office.path(folder)).unwrap();
        }
        office.write(
            "kiosk.toml",
            "organisation = \"O\"\nsite = \"office\"\nlanguages = [\"en\"]\ntime_zone = \"UTC\"\nheadcount = 90\n",
        );
        office.write("theme.toml", "name = \"Harbour\"\n");
        office.write("media/beans.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>");
        office.write("packs/first.toml", &pack("First"));
        office.key("hr.key");
        office
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path("config").join(file), text).unwrap();
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.path("config").join(file)).unwrap();
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let (config, data) = (self.path("config"), self.path("data"));
        run(&[&["--config", text(&config), "--data", text(&data)], arguments].concat())
    }

    /// The public key of a key file, which is made if it is not there.
    fn key(&self, name: &str) -> String {
        let ran = self.run(&["--json", "content", "key", text(&self.path(name))]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        value["key"].as_str().unwrap().to_owned()
    }

    fn sign_with(&self, key: &str, more: &[&str]) -> Ran {
        let (key, out) = (self.path(key), self.path("signed"));
        self.run(&[&["content", "sign", "--key", text(&key), "--out", text(&out)], more].concat())
    }

    /// Signs what there is, and puts it into the lake.
    #[track_caller]
    pub fn issue(&self, number: u32) {
        let signed = self.sign_with("hr.key", &[]);
        assert!(signed.code == 0 && signed.out.contains(&format!("Edition {number}:")), "{}{}", signed.out, signed.err);
        self.publish();
    }

    #[track_caller]
    fn publish(&self) {
        let published =
            self.run(&["content", "publish", "--from", text(&self.path("signed")), "--to", text(&self.path("lake"))]);
        assert_eq!(published.code, 0, "{}{}", published.out, published.err);
    }

    /// A pack of this title instead of the one before, as the edition of that number.
    #[track_caller]
    pub fn edition(&self, number: u32, title: &str) {
        self.write("packs/first.toml", &pack(title));
        self.issue(number);
    }

    /// A kiosk that trusts this key and pulls from the lake.
    fn kiosk_of(&self, site: &str, key: &str, more: &str) -> Desk {
        let desk = Desk::new(site, 60, "");
        let toml = desk.path("config/kiosk.toml");
        let kiosk = fs::read_to_string(&toml).unwrap().replace("[privacy]", &format!("{more}\n[privacy]"));
        let lake = self.path("lake");
        fs::write(
            toml,
            format!("{kiosk}\n[[destination]]\nurl = \"file://{}\"\n[content]\nkey = \"{key}\"\n", text(&lake)),
        )
        .unwrap();
        desk.close("2026-11-02");
        desk
    }

    pub fn kiosk(&self, site: &str) -> Desk {
        self.kiosk_of(site, &self.key("hr.key"), "")
    }

    /// Signs by hand what the program would not sign, as somebody with the key could.
    fn forge(&self, files: &[(&str, &str)]) {
        let seed = fs::read_to_string(self.path("hr.key")).unwrap();
        let seed = base64_decode(seed.lines().nth(1).unwrap());
        let key = SigningKey::from_seed(&seed.try_into().unwrap());
        let lake = self.path("lake");
        let before = fs::read_to_string(lake.join(Edition::signature_path(self.newest()))).unwrap();
        put_edition(&lake, &key, Some(&Imprint::read(&before).unwrap()), files);
    }

    fn newest(&self) -> u32 {
        let there = |number: &u32| self.path("lake").join(Edition::signature_path(*number)).exists();
        (1..100).take_while(there).last().unwrap_or(0)
    }
}

fn base64_decode(text: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// The title that the kiosk asks under now, as far as the command line shows it.
#[track_caller]
pub fn runs(desk: &Desk, edition: &str) {
    let doctor = desk.run(&["doctor"]);
    assert!(doctor.out.contains(&format!("{edition} runs")), "{edition}: {}", doctor.out);
}

#[track_caller]
pub fn synced(desk: &Desk, what: &str) {
    let ran = desk.run(&["sync"]);
    assert!(ran.code == 0 && ran.out.contains(what), "{}{}", ran.out, ran.err);
}

#[track_caller]
fn refused(desk: &Desk, why: &str) {
    let before = files(&desk.path("data/content/00000001"));
    let ran = desk.run(&["sync"]);
    assert!(ran.code == 1 && ran.err.contains(why), "{why}: {} {}{}", ran.code, ran.out, ran.err);
    assert_eq!(files(&desk.path("data/content/00000001")), before, "{why}: what was there stays");
}

const ONE: &str = "edition 1 of the signed content";
const TWO: &str = "edition 2 of the signed content";
const LOCAL: &str = "what lies beside kiosk.toml";

/// Whether the kiosk takes an answer to an item of a pack.
fn asks(desk: &Desk, pack: &str, item: &str) -> bool {
    let file = desk.path("one.csv");
    fs::write(&file, format!("visit,pack,item,response\n1,{pack},{item},3\n")).unwrap();
    desk.run(&["enter", text(&file)]).code == 0
}

#[test]
fn two_kiosks_run_what_hr_signed_with_their_own_kiosk_toml() {
    let office = Office::new();
    office.issue(1);
    let [harbour, mill] = ["harbour-road", "mill-lane"].map(|site| office.kiosk(site));
    for kiosk in [&harbour, &mill] {
        runs(kiosk, LOCAL);
        synced(kiosk, "edition 1 of the content is here now.");
        runs(kiosk, ONE);
        synced(kiosk, "Content: edition 1");
    }
    assert!(asks(&harbour, "first", "mood"));
    assert!(!asks(&harbour, "pulse", "today"), "what lies beside kiosk.toml is not asked besides");
    office.edition(2, "Second");
    synced(&harbour, "edition 2 of the content is here now.");
    runs(&harbour, TWO);
    runs(&mill, ONE);
    // Without the key it is the folder's own content again.
    let toml = mill.path("config/kiosk.toml");
    let kiosk = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, kiosk.split("[content]").next().unwrap()).unwrap();
    assert!(asks(&mill, "pulse", "today"));
    // And what lies in the lake of rounds is still whole.
    harbour.close("2026-11-09");
    synced(&harbour, "1 round sent");
    let verified = harbour.run(&["verify", text(&office.path("lake"))]);
    assert!(verified.out.contains("Everything that is here is whole"), "{}{}", verified.out, verified.err);
}

#[test]
fn signing_says_what_is_wrong_and_makes_no_edition_of_nothing_new() {
    let office = Office::new();
    office.issue(1);
    let again = office.sign_with("hr.key", &[]);
    assert!(again.code == 0 && again.out.contains("Nothing has changed since edition 1."), "{}", again.out);
    office.write("packs/first.toml", "kind = \"pulse\"\ntitle = 3\n");
    let wrong = office.sign_with("hr.key", &[]);
    assert!(wrong.code == 1 && wrong.err.contains("Nothing was signed."), "{}", wrong.err);
    office.write("packs/first.toml", &pack("Second"));
    office.write("media/a:b.svg", "<svg/>");
    let name = office.sign_with("hr.key", &[]);
    assert!(name.code == 2 && name.err.contains("`media/a:b.svg` cannot travel"), "{}", name.err);
    office.remove("media/a:b.svg");
    let missing = office.sign_with("other.key", &[]);
    assert!(missing.code == 1 && missing.err.contains("content key"), "{}", missing.err);
    office.key("other.key");
    let other = office.sign_with("other.key", &[]);
    assert!(other.code == 2 && other.err.contains("kiosks would refuse it"), "{}", other.err);
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    fs::set_permissions(office.path("hr.key"), permissions).unwrap();
    let open = office.sign_with("hr.key", &[]);
    assert!(open.code == 1 && open.err.contains("chmod 600"), "{}", open.err);
    assert_eq!(office.newest(), 1);
}

#[test]
fn two_desks_that_sign_the_same_number_do_not_overwrite_each_other() {
    let office = Office::new();
    office.issue(1);
    let signed = office.path("signed");
    copy(&signed, &office.path("colleague"));
    office.edition(2, "Second");
    // The colleague signs another second edition.
    fs::rename(&signed, office.path("own")).unwrap();
    fs::rename(office.path("colleague"), &signed).unwrap();
    office.write("packs/first.toml", &pack("Other"));
    assert_eq!(office.sign_with("hr.key", &[]).code, 0);
    let lake = office.path("lake");
    let before = files(&lake);
    let published = office.run(&["content", "publish", "--from", text(&signed), "--to", text(&lake)]);
    assert!(published.code == 1 && published.err.contains("edition 2 is there already"), "{}", published.err);
    assert_eq!(files(&lake), before);
}

#[test]
fn a_key_gives_way_to_the_next_and_kiosks_that_trust_either_follow() {
    let office = Office::new();
    let (old, new) = (office.key("hr.key"), office.key("new.key"));
    let kiosk = office.kiosk("harbour-road");
    office.issue(1);
    synced(&kiosk, "edition 1 of");
    let announced = office.sign_with("hr.key", &["--next", &new]);
    assert!(announced.out.contains(&format!("From edition 3 on only {new} signs.")), "{}", announced.out);
    let late = office.sign_with("hr.key", &[]);
    assert!(late.code == 2 && late.err.contains("edition 2 says that only"), "{}", late.err);
    office.write("packs/first.toml", &pack("Third"));
    assert_eq!(office.sign_with("new.key", &[]).code, 0);
    office.publish();
    synced(&kiosk, "edition 3 of");
    for (site, key, well) in
        [("fresh-old", &old, true), ("fresh-new", &new, true), ("strange", &office.key("x.key"), false)]
    {
        let fresh = office.kiosk_of(site, key, "");
        if well {
            synced(&fresh, "edition 3 of");
        } else {
            let ran = fresh.run(&["sync"]);
            let why = format!("none of the editions there is signed by {key}");
            assert!(ran.code == 1 && ran.err.contains("ALARM") && ran.err.contains(&why), "{}{}", ran.out, ran.err);
            runs(&fresh, LOCAL);
        }
    }
    // The key is lost: another one begins anew, and kiosks take it once somebody names it at each.
    let last = office.key("last.key");
    office.write("packs/first.toml", &pack("Fourth"));
    assert_eq!(office.sign_with("last.key", &["--anew"]).code, 0);
    office.publish();
    let ran = kiosk.run(&["sync"]);
    assert!(ran.code == 1 && ran.err.contains(&format!("only {new} may sign it")), "{}", ran.err);
    runs(&kiosk, "edition 3 of the signed content");
    let toml = kiosk.path("config/kiosk.toml");
    fs::write(&toml, fs::read_to_string(&toml).unwrap().replace(&old, &last)).unwrap();
    let doctor = kiosk.run(&["doctor"]);
    assert!(doctor.out.contains("not of the key that kiosk.toml names now"), "{}", doctor.out);
    synced(&kiosk, "edition 4 of");
    assert!(!kiosk.path("data/content/00000003").exists(), "nothing of the other key is fallen back to");
}

/// A kiosk that runs edition 1 while the lake has edition 2, and what is done to the lake.
fn harmed(harm: impl FnOnce(&Office, &Path)) -> (Office, Desk) {
    let office = Office::new();
    office.issue(1);
    let kiosk = office.kiosk("harbour-road");
    synced(&kiosk, "edition 1 of");
    office.write("media/new.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>");
    office.edition(2, "Second");
    harm(&office, &office.path("lake"));
    (office, kiosk)
}

pub fn file_of(office: &Office, name: &str) -> PathBuf {
    let bytes = fs::read(office.path("config").join(name)).unwrap();
    office.path("lake").join(Edition::file_path(Digest::of(&bytes)))
}

#[test]
fn whatever_is_not_as_it_was_signed_is_refused_and_what_runs_goes_on() {
    type Harm = fn(&Office, &Path);
    let cases: [(&str, Harm); 12] = [
        ("edition 2 is refused for now: `packs/first.toml` is not what was signed", |office, _| {
            let file = file_of(office, "packs/first.toml");
            let text = fs::read_to_string(&file).unwrap().replace("Second", "Secand");
            fs::write(file, text).unwrap();
        }),
        ("`media/new.svg` is not what was signed", |office, _| {
            fs::OpenOptions::new().write(true).open(file_of(office, "media/new.svg")).unwrap().set_len(9).unwrap();
        }),
        ("has more than 62 bytes", |office, _| {
            let file = file_of(office, "media/new.svg");
            let mut bytes = fs::read(&file).unwrap();
            bytes.resize(64 << 20, 0);
            fs::write(file, bytes).unwrap();
        }),
        ("is not a file of its own", |office, lake| {
            let file = file_of(office, "media/new.svg");
            fs::rename(&file, lake.join("elsewhere")).unwrap();
            symlink(lake.join("elsewhere"), file).unwrap();
        }),
        ("`media/new.svg` is not what was signed", |office, _| {
            fs::remove_file(file_of(office, "media/new.svg")).unwrap();
        }),
        ("its list is not what was signed", |_, lake| {
            let path = lake.join(Edition::manifest_path(2));
            let list = fs::read_to_string(&path).unwrap().replace("media/new.svg", "media/now.svg");
            fs::write(path, list).unwrap();
        }),
        ("has more than 4096 bytes", |_, lake| {
            fs::write(lake.join(Edition::signature_path(2)), vec![b'x'; 5000]).unwrap();
        }),
        ("it is not a signature that this program writes", |_, lake| {
            fs::write(lake.join(Edition::signature_path(2)), "<html>Welcome to the hotel</html>").unwrap();
        }),
        ("ALARM", |_, lake| {
            let path = lake.join(Edition::signature_path(2));
            let text = fs::read_to_string(&path).unwrap();
            let at = text.lines().last().unwrap().chars().next().unwrap();
            let (head, last) = text.trim_end().rsplit_once('\n').unwrap();
            let other = if at == 'A' { 'B' } else { 'A' };
            fs::write(path, format!("{head}\n{other}{}\n", &last[1..])).unwrap();
        }),
        ("edition 1 lies in its place", |_, lake| {
            fs::copy(lake.join(Edition::signature_path(1)), lake.join(Edition::signature_path(2))).unwrap();
        }),
        ("edition 2 is missing, though a later one is there", |_, lake| {
            fs::rename(lake.join(Edition::signature_path(2)), lake.join(Edition::signature_path(3))).unwrap();
        }),
        ("only RW", |office, lake| {
            let stranger = SigningKey::generate(&mut Random::seeded(5));
            let list = fs::read(lake.join(Edition::manifest_path(2))).unwrap();
            let before = fs::read_to_string(lake.join(Edition::signature_path(1))).unwrap();
            let before = Imprint::read(&before).unwrap();
            let manifest = listening_post::edition::Manifest::read(&list).unwrap();
            let forged = listening_post::edition::issue(&stranger, &manifest, Some(&before), None);
            fs::write(lake.join(Edition::signature_path(2)), forged.write()).unwrap();
            assert_eq!(office.newest(), 2);
        }),
    ];
    for (why, harm) in cases {
        let (office, kiosk) = harmed(harm);
        refused(&kiosk, why);
        runs(&kiosk, ONE);
        // Put right, it is taken the next time.
        let lake = office.path("lake/content");
        fs::remove_dir_all(&lake).unwrap();
        copy(&office.path("signed/content"), &lake);
        synced(&kiosk, "edition 2 of the content is here now.");
        runs(&kiosk, TWO);
    }
}

#[test]
fn an_older_state_that_is_put_back_changes_nothing() {
    let office = Office::new();
    office.issue(1);
    copy(&office.path("lake"), &office.path("old"));
    let kiosk = office.kiosk("harbour-road");
    office.edition(2, "Second");
    synced(&kiosk, "edition 2 of");
    fs::remove_dir_all(office.path("lake/content")).unwrap();
    copy(&office.path("old"), &office.path("lake"));
    let ran = kiosk.run(&["sync"]);
    assert!(ran.out.contains("Content: edition 2"), "{}{}", ran.out, ran.err);
    // Another second edition, of the same key: somebody signed twice, or the key was stolen.
    fs::remove_dir_all(office.path("signed")).unwrap();
    copy(&office.path("old"), &office.path("signed"));
    office.edition(2, "Other");
    let ran = kiosk.run(&["sync"]);
    assert!(ran.code == 1 && ran.err.contains("ALARM") && ran.err.contains("edition 2 is another one"), "{}", ran.err);
    office.edition(3, "Third");
    assert_eq!(kiosk.run(&["sync"]).code, 1);
    runs(&kiosk, TWO);
}

#[test]
fn nobody_with_the_key_writes_anywhere_but_where_content_goes() {
    for (path, why) in [
        ("kiosk.toml", "`kiosk.toml` is no place for content"),
        ("../kiosk.toml", "`../kiosk.toml` is no place for content"),
        ("/tmp/x", "`/tmp/x` is no place for content"),
        ("packs/../../vault/key", "is no place for content"),
    ] {
        let office = Office::new();
        office.issue(1);
        let kiosk = office.kiosk("harbour-road");
        synced(&kiosk, "edition 1 of");
        let kept = fs::read(kiosk.path("config/kiosk.toml")).unwrap();
        office.forge(&[(path, "[privacy]\nk = 1\n")]);
        refused(&kiosk, why);
        runs(&kiosk, ONE);
        assert_eq!(fs::read(kiosk.path("config/kiosk.toml")).unwrap(), kept);
    }
}

#[test]
fn an_edition_that_has_a_fault_here_gives_way_to_the_one_before_until_it_is_mended() {
    let office = Office::new();
    office.issue(1);
    let kiosk = office.kiosk("harbour-road");
    synced(&kiosk, "edition 1 of");
    office.write(
        "kiosk.toml",
        &fs::read_to_string(office.path("config/kiosk.toml")).unwrap().replace("[\"en\"]", "[\"en\", \"de\"]"),
    );
    let each = pack("Second").replace("title = \"Second\"", "title = { en = \"Second\", de = \"Zweites\" }");
    office.write("packs/first.toml", &each);
    office.issue(2);
    synced(&kiosk, "edition 2 of the content is here now.");
    // Somebody offers a language here that the packs do not have.
    let toml = kiosk.path("config/kiosk.toml");
    let own = fs::read_to_string(&toml).unwrap();
    fs::write(&toml, own.replace("[\"en\"]", "[\"en\", \"fr\"]")).unwrap();
    let doctor = kiosk.run(&["doctor"]);
    assert!(doctor.out.contains("edition 2 cannot be used here: packs/first.toml:2:"), "{}", doctor.out);
    runs(&kiosk, ONE);
    assert!(asks(&kiosk, "first", "mood"));
    fs::write(&toml, own).unwrap();
    runs(&kiosk, TWO);
}

#[test]
fn an_edition_that_a_disk_has_damaged_gives_way_and_comes_again() {
    let office = Office::new();
    office.issue(1);
    let kiosk = office.kiosk("harbour-road");
    synced(&kiosk, "edition 1 of");
    office.edition(2, "Second");
    synced(&kiosk, "edition 2 of");
    let (one, two) = (kiosk.path("data/content/00000001"), kiosk.path("data/content/00000002"));
    let whole = files(&two);
    for harm in
        ["packs/first.toml", "media/beans.svg", "manifest.json", "manifest.json.sig", "packs/more.toml", "theme.toml"]
    {
        fs::write(two.join(harm), "kind = \"pulse\"").unwrap();
        let doctor = kiosk.run(&["doctor"]);
        assert!(
            doctor.out.contains("edition 2 cannot be used") && doctor.out.contains(&format!("{ONE} runs")),
            "{harm}: {}",
            doctor.out
        );
        synced(&kiosk, "edition 2 of the content is here now.");
        assert_eq!(files(&two), whole, "{harm}");
    }
    fs::write(one.join("theme.toml"), "").unwrap();
    fs::write(two.join("theme.toml"), "").unwrap();
    runs(&kiosk, LOCAL);
    assert!(asks(&kiosk, "pulse", "today"));
    // Which edition is the newest cannot be read any more.
    fs::write(kiosk.path("data/content/head"), "half of it").unwrap();
    runs(&kiosk, LOCAL);
    synced(&kiosk, "edition 2 of the content is here now.");
    runs(&kiosk, TWO);
}

#[test]
fn no_more_than_two_editions_that_run_are_kept() {
    let office = Office::new();
    office.issue(1);
    let kiosk = office.kiosk("harbour-road");
    synced(&kiosk, "edition 1 of");
    for (number, title) in [(2, "Second"), (3, "Third"), (4, "Fourth")] {
        office.edition(number, title);
        synced(&kiosk, &format!("edition {number} of"));
    }
    let mut kept: Vec<String> = fs::read_dir(kiosk.path("data/content"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    kept.sort();
    assert_eq!(kept, ["00000003", "00000004", "head", "lock"]);
    // A kiosk that was away for all of it goes straight to the newest.
    let late = office.kiosk("mill-lane");
    synced(&late, "edition 4 of");
    assert!(!late.path("data/content/00000003").exists());
}
