//! What lets a kiosk into a store: from the environment, or from a file that nobody else may read.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// What the names of settings for stores begin with, as the stores' own tools have them.
const STORES: [&str; 3] = ["AWS_", "AZURE_", "GOOGLE_"];
/// What is in the names of those of them that let somebody in.
const KEYS: [&str; 6] = ["KEY", "TOKEN", "SECRET", "CREDENTIALS", "SERVICE_ACCOUNT", "SKIP_SIGNATURE"];
/// How the names of those end whose value is the path of a file.
const PATHS: [&str; 4] = ["SERVICE_ACCOUNT", "APPLICATION_CREDENTIALS", "_FILE", "_PATH"];
/// No file has a longer name; a key is seldom shorter.
const LONGEST_PATH: usize = 255;
/// What is shorter hides nothing, and stands in many words.
const SHORTEST_SECRET: usize = 4;
/// What the names of our own settings begin with in the environment; in a file they stand alone.
const PREFIX: &str = "LISTENING_POST_";
const USER: &str = "HTTP_USER";
const PASSWORD: &str = "HTTP_PASSWORD";
const BEARER: &str = "HTTP_BEARER";
/// A file with the certificates of authorities that are trusted besides the system's.
const AUTHORITIES: &str = "CA_FILE";

/// Names and values that a store's own tools know, such as `AWS_ACCESS_KEY_ID`; never shown.
#[derive(Default, Clone)]
pub struct Credentials {
    values: BTreeMap<String, Zeroizing<String>>,
    authorities: Option<Vec<u8>>,
}

/// A file with credentials that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadCredentials {
    /// It cannot be read.
    #[error("could not read {}", path.display())]
    Unread {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Others may read it.
    #[error("{} can be read by others; set its mode with `chmod 600`", .0.display())]
    Open(PathBuf),
    /// A line says nothing.
    #[error("line {line} of {} is no NAME=VALUE", path.display())]
    NoPair {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

impl Credentials {
    /// What the environment says, and instead of that what the file says, a `NAME=VALUE` a line.
    ///
    /// # Errors
    /// [`BadCredentials`] if there is a file and it cannot be used; its values are in no error.
    pub fn gather(
        environment: impl Iterator<Item = (String, String)>,
        file: Option<&Path>,
    ) -> Result<Self, BadCredentials> {
        let named = |name: String| {
            if is_of_store(&name) {
                return Some(name);
            }
            // `CA_FILE` alone may be anybody's.
            let own = name.strip_prefix(PREFIX)?;
            [USER, PASSWORD, BEARER, AUTHORITIES].contains(&own).then(|| own.to_owned())
        };
        let mut values: BTreeMap<String, Zeroizing<String>> =
            environment.filter_map(|(name, value)| Some((named(name)?, Zeroizing::new(value)))).collect();
        if let Some(path) = file {
            values.extend(read(path)?);
        }
        let authorities = match values.get(AUTHORITIES) {
            Some(path) => Some(
                fs::read(path.as_str())
                    .map_err(|source| BadCredentials::Unread { path: PathBuf::from(path.as_str()), source })?,
            ),
            None => None,
        };
        Ok(Self { values, authorities })
    }

    /// The settings of stores, by the names that their tools have for them.
    pub fn store_settings(&self) -> impl Iterator<Item = (&str, String)> {
        let pairs = self.values.iter().map(|(name, value)| (name.as_str(), value.to_string()));
        pairs.filter(|(name, _)| is_of_store(name))
    }

    /// Whether anything among the settings of stores lets somebody in.
    #[must_use]
    pub fn hold_a_key(&self) -> bool {
        self.store_settings().any(|(name, _)| KEYS.iter().any(|key| name.contains(key)))
    }

    /// A setting that has no path where it should have one: people put what is in the file there, and a path is shown.
    #[must_use]
    pub fn no_path(&self) -> Option<&str> {
        let is_none =
            |value: &str| value.len() > LONGEST_PATH || value.contains(['{', '\n']) || value.contains("-----");
        let mut settings = self.values.iter().filter(|(name, value)| is_path(name) && is_none(value));
        settings.next().map(|(name, _)| name.as_str())
    }

    /// What a library says of settings, without their values: it quotes what it cannot read.
    #[must_use]
    pub fn hidden_in(&self, words: &str) -> String {
        let mut words = match (words.find('"'), words.rfind('"')) {
            (Some(first), Some(last)) if first < last => format!("{}\"…\"{}", &words[..first], &words[last + 1..]),
            _ => words.to_owned(),
        };
        let secret = |name: &str| KEYS.iter().any(|key| name.contains(key)) && !is_path(name);
        for (_, value) in self.values.iter().filter(|(name, value)| secret(name) && value.len() >= SHORTEST_SECRET) {
            words = words.replace(value.as_str(), "…");
        }
        words
    }

    /// What a web server is told of who asks.
    #[must_use]
    pub fn authorization(&self) -> Option<Zeroizing<String>> {
        let value = |name: &str| self.values.get(name).map(|value| value.as_str());
        if let Some(bearer) = value(BEARER) {
            return Some(Zeroizing::new(format!("Bearer {bearer}")));
        }
        let pair = Zeroizing::new(format!("{}:{}", value(USER)?, value(PASSWORD).unwrap_or_default()));
        Some(Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes()))))
    }

    /// Certificates of authorities that are trusted besides the system's, in PEM.
    #[must_use]
    pub fn authorities(&self) -> Option<&[u8]> {
        self.authorities.as_deref()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

fn is_path(name: &str) -> bool {
    PATHS.iter().any(|end| name.ends_with(end))
}

fn is_of_store(name: &str) -> bool {
    STORES.iter().any(|store| name.starts_with(store))
}

fn read(path: &Path) -> Result<Vec<(String, Zeroizing<String>)>, BadCredentials> {
    let unread = |source| BadCredentials::Unread { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unread)?;
    if file.metadata().map_err(unread)?.permissions().mode() & 0o077 != 0 {
        return Err(BadCredentials::Open(path.to_owned()));
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(unread)?;
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, text)| {
            let pair = text.trim_start_matches("export ").split_once('=');
            let (name, value) = pair.ok_or_else(|| BadCredentials::NoPair { path: path.to_owned(), line })?;
            Ok((name.trim().to_owned(), Zeroizing::new(value.trim().trim_matches('"').to_owned())))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str, mode: u32) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (folder, path)
    }

    #[test]
    fn the_file_goes_before_the_environment_and_nothing_else_is_taken_from_there() {
        let (_folder, path) = file("# ours\nAWS_ACCESS_KEY_ID=\"file\"\nexport HTTP_USER = kiosk\n", 0o600);
        let environment = [
            ("AWS_ACCESS_KEY_ID", "environment"),
            ("AWS_REGION", "eu"),
            ("HOME", "/root"),
            ("HTTP_PASSWORD", "somebody else's"),
            ("LISTENING_POST_HTTP_USER", "environment"),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let credentials = Credentials::gather(environment.into_iter(), Some(&path)).unwrap();
        let settings: Vec<_> = credentials.store_settings().collect();
        assert_eq!(settings, [("AWS_ACCESS_KEY_ID", "file".to_owned()), ("AWS_REGION", "eu".to_owned())]);
        assert_eq!(credentials.authorization().unwrap().as_str(), "Basic a2lvc2s6");
        assert!(!format!("{credentials:?}").contains("file"), "values are never shown");
        assert!(credentials.hold_a_key());
    }

    #[test]
    fn a_region_and_a_name_let_nobody_in() {
        let holds = |name: &str| {
            let environment = [("AWS_REGION".to_owned(), "eu".to_owned()), (name.to_owned(), "x".to_owned())];
            Credentials::gather(environment.into_iter(), None).unwrap().hold_a_key()
        };
        assert!(!holds("AZURE_STORAGE_ACCOUNT_NAME") && !holds("AWS_ENDPOINT") && !holds("OTHERS_KEY"));
        for key in ["GOOGLE_SERVICE_ACCOUNT", "AZURE_STORAGE_SAS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE"] {
            assert!(holds(key), "{key}");
        }
    }

    #[test]
    fn what_a_library_quotes_of_a_key_is_hidden_and_a_key_in_the_place_of_a_path_is_told() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Credentials::gather(pairs, None).unwrap()
        };
        let credentials = of(&[
            ("AZURE_STORAGE_SAS_KEY", "sig=abc"),
            ("GOOGLE_SERVICE_ACCOUNT", "/etc/a.json"),
            ("AWS_REGION", "eu-west"),
        ]);
        for (words, hidden) in [
            ("no sig=abc in eu-west", "no … in eu-west"),
            ("cannot open /etc/a.json", "cannot open /etc/a.json"),
            ("invalid type: string \"a\\\"b\", expected a struct", "invalid type: string \"…\", expected a struct"),
            ("one \" alone", "one \" alone"),
        ] {
            assert_eq!(credentials.hidden_in(words), hidden);
        }
        assert_eq!(credentials.no_path(), None);
        for value in ["{\"private_key\":\"x\"}", "-----BEGIN PRIVATE KEY-----", &"A".repeat(2000)] {
            assert_eq!(of(&[("GOOGLE_SERVICE_ACCOUNT", value)]).no_path(), Some("GOOGLE_SERVICE_ACCOUNT"));
            assert_eq!(of(&[("GOOGLE_SERVICE_ACCOUNT_KEY", value)]).no_path(), None);
        }
    }

    #[test]
    fn a_file_that_others_may_read_is_refused_and_no_error_tells_a_value() {
        let (_folder, path) = file("AWS_SECRET_ACCESS_KEY=secret", 0o640);
        assert!(matches!(Credentials::gather(std::iter::empty(), Some(&path)), Err(BadCredentials::Open(_))));
        let (_folder, path) = file("A=b\nsecret", 0o600);
        let error = Credentials::gather(std::iter::empty(), Some(&path)).unwrap_err();
        assert!(matches!(error, BadCredentials::NoPair { line: 2, .. }) && !error.to_string().contains("secret"));
    }
}
