//! What the answers of a store mean to whoever looks after the kiosk.

use std::error::Error as _;

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};
use object_store::path::Path;

use super::Trouble;

/// What an error of the store means to whoever looks after the kiosk; never an address with a key in it.
pub(super) fn trouble(path: &Path, error: &Error) -> Trouble {
    match error {
        Error::NotFound { .. } => nowhere(path),
        Error::PermissionDenied { .. } => answered(path, 403),
        Error::Unauthenticated { .. } => answered(path, 401),
        Error::AlreadyExists { .. } | Error::Precondition { .. } => {
            Trouble::Passing(format!("somebody else writes {path} just now"))
        }
        Error::Generic { .. } => generic(path, error),
        other => Trouble::Lasting(format!("{path}: {other}")),
    }
}

fn nowhere(path: &Path) -> Trouble {
    Trouble::Lasting(format!("there is no place for {path}: is the bucket there?"))
}

/// What a status means that is no success.
fn answered(path: &Path, status: u16) -> Trouble {
    let told = format!("the server answered {status} to {path}");
    match status {
        401 => Trouble::Lasting(format!("{path} was refused (401): the name or the key is wrong")),
        403 => {
            Trouble::Lasting(format!("{path} was refused (403): may this key do that there, and is the clock right?"))
        }
        404 => nowhere(path),
        408 | 425 | 429 | 500.. => Trouble::Passing(told),
        300..=399 => Trouble::Lasting(format!("{told}: it has moved, or the region is wrong")),
        _ => Trouble::Lasting(told),
    }
}

fn generic(path: &Path, error: &Error) -> Trouble {
    if let Some(status) = status(error) {
        return answered(path, status);
    }
    if is_untrusted(error) {
        return Trouble::Lasting(format!(
            "{path}: the server's certificate is not trusted: is the clock right, and must its authority be named in CA_FILE?"
        ));
    }
    let mut cause = error.source();
    while let Some(source) = cause {
        if let Some(http) = source.downcast_ref::<HttpError>() {
            let told = match http.kind() {
                HttpErrorKind::Connect => "no connection to the server",
                HttpErrorKind::Timeout => "the server did not answer in time",
                HttpErrorKind::Interrupted => "the connection broke off",
                HttpErrorKind::Decode => "what the server answered cannot be read",
                _ => "the request did not get through",
            };
            return Trouble::Passing(format!("{path}: {told}"));
        }
        cause = source.source();
    }
    // An answer that is none, such as the page of a hotel's network: it may pass.
    Trouble::Passing(format!("what the server answered to {path} cannot be read"))
}

/// Whether the server could not show who it is; asking again does not change that.
fn is_untrusted(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref() {
        return matches!(tls, rustls::Error::InvalidCertificate(_));
    }
    // What an I/O error holds is not its source, and it may hold another one.
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(inner) => is_untrusted(inner),
        None => error.source().is_some_and(is_untrusted),
    }
}

/// The status of an answer, or of the part of one that is about a single file; the types that have it are the library's own,
/// their words are not.
fn status(error: &Error) -> Option<u16> {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(source) = cause {
        let told = source.to_string();
        let after = told.split_once("status code: ").or_else(|| told.split_once("(code: "));
        if let Some((_, after)) = after {
            return after.get(..3)?.parse().ok();
        }
        if told.contains("redirect without LOCATION") {
            return Some(301);
        }
        cause = source.source();
    }
    None
}
