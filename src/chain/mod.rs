//! Round files that nobody can alter, drop or slip in unseen: each is signed and names the one before.
//!
//! Beside `KIOSK.parquet` lies `KIOSK.parquet.sig`, a signature in minisign's format (Ed25519 over BLAKE2b-512 of the file). Its
//! trusted comment is the [`Statement`]: a line that says whose file this is, its SHA-256 and that of the statement
//! before. So the stock tool checks file and statement at once, without a program of ours:
//!
//! ```text
//! minisign -Vm KIOSK.parquet -x KIOSK.parquet.sig -P RW…
//! ```
//!
//! Nothing in here does I/O.

mod digest;
mod key;
mod place;
mod signature;
mod statement;

pub use digest::{BadDigest, Digest, FileDigest};
pub use key::SigningKey;
pub use place::Place;
pub use signature::{BadSignature, Claim, Signature, Signed, sign};
pub(crate) use statement::optional as optional_digest;
pub use statement::{BadStatement, FORMAT, Statement};

pub use crate::vocabulary::{BadKey, PublicKey};
