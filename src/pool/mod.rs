//! Sealed spills: what sites give up, for a pool of several sites, whose key the kiosks do not have.
//!
//! A spill file is an `age` file of a size that follows from what is asked and never from what was answered; it is
//! written in each round, also when nothing was given up. Under the seal: `LPSPILL`, version (1 byte), length (4 bytes,
//! little-endian), a [`Parcel`] in postcard, zeros. The stock tool opens it: `age -d -i KEY`.
//!
//! `age` asks the system for its randomness itself; that is also so for simulated data.

mod parcel;
mod seal;

pub use parcel::{Opened, Parcel};
pub use seal::{PoolError, open, seal, sealed_size};

pub use age::x25519::Identity;
