//! What the answers of a store mean to whoever looks after the kiosk.

use std::error::Error as _;

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};
use object_store::path::Path;

use super::{Obstacle, Trouble};

/// What an error of the store means to whoever looks after the kiosk; never an address with a key in it.
pub(super) fn trouble(path: &Path, error: &Error) -> Trouble {
    match error {
        Error::NotFound { .. } => nowhere(path),
        Error::PermissionDenied { .. } => answered(path, 403),
        Error::Unauthenticated { .. } => answered(path, 401),
        Error::AlreadyExists { .. } | Error::Precondition { .. } => {
            Trouble::Passing(Obstacle::Contended(path.to_string()))
        }
        Error::Generic { .. } => generic(path, error),
        other => Trouble::Lasting(Obstacle::Store { path: path.to_string(), words: other.to_string() }),
    }
}

fn nowhere(path: &Path) -> Trouble {
    Trouble::Lasting(Obstacle::NoPlace(path.to_string()))
}

/// What a status means that is no success.
fn answered(path: &Path, status: u16) -> Trouble {
    let asked = path.to_string();
    match status {
        401 => Trouble::Lasting(Obstacle::Unknown(asked)),
        403 => Trouble::Lasting(Obstacle::Forbidden(asked)),
        404 => nowhere(path),
        408 | 425 | 429 | 500.. => Trouble::Passing(Obstacle::Answered { path: asked, status }),
        300..=399 => Trouble::Lasting(Obstacle::Moved { path: asked, status }),
        _ => Trouble::Lasting(Obstacle::Answered { path: asked, status }),
    }
}

fn generic(path: &Path, error: &Error) -> Trouble {
    if let Some(status) = status(error) {
        return answered(path, status);
    }
    if is_untrusted(error) {
        return Trouble::Lasting(Obstacle::Untrusted(path.to_string()));
    }
    let mut cause = error.source();
    while let Some(source) = cause {
        if let Some(http) = source.downcast_ref::<HttpError>() {
            let met = match http.kind() {
                HttpErrorKind::Connect => Obstacle::NoConnection,
                HttpErrorKind::Timeout => Obstacle::Slow,
                HttpErrorKind::Interrupted => Obstacle::BrokenOff,
                HttpErrorKind::Decode => Obstacle::Garbled,
                _ => Obstacle::NotThrough,
            };
            return Trouble::Passing(met(path.to_string()));
        }
        cause = source.source();
    }
    // An answer that is none, such as the page of a hotel's network: it may pass.
    Trouble::Passing(Obstacle::NoAnswer(path.to_string()))
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
