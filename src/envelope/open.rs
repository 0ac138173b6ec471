//! Opening what was sealed, with the secret keys of the people it was sealed to.

use std::io::Read;

use age::armor::ArmoredReader;
use age::{DecryptError, Decryptor, IdentityFile};
use zeroize::Zeroizing;

use super::layer::BEGINNING;

/// What an armoured age file begins with.
const ARMOURED: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
/// More layers than anybody would carry keys for; beyond it something is wrong.
const MOST_LAYERS: usize = 16;

/// People's secret keys, as they come; each layer is tried with all of them.
pub struct Identities(Vec<Box<dyn age::Identity + Send + Sync>>);

/// Why something sealed stays closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// No key fits; 1 is the outermost layer.
    #[error("none of these keys opens layer {0}, counted from outside")]
    Layer(usize),
    /// It was damaged or is no comment.
    #[error("it is damaged")]
    Damaged,
}

/// A file that holds no secret key; 1 is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("identity file {0} holds no age secret key in clear")]
pub struct NoIdentity(pub usize);

impl Identities {
    /// Takes the texts of files that `age-keygen` wrote.
    ///
    /// # Errors
    /// [`NoIdentity`] names the first that holds no key.
    pub fn parse<'t>(files: impl IntoIterator<Item = &'t str>) -> Result<Self, NoIdentity> {
        let mut identities = Vec::new();
        for (text, number) in files.into_iter().zip(1..) {
            let found = IdentityFile::from_buffer(text.as_bytes()).ok().and_then(|file| file.into_identities().ok());
            identities.extend(found.filter(|found| !found.is_empty()).ok_or(NoIdentity(number))?);
        }
        Ok(Self(identities))
    }

    /// Opens every layer and returns the text in the innermost.
    ///
    /// # Errors
    /// [`Unopened`] says which layer stays closed.
    pub fn open(&self, sealed: &[u8]) -> Result<Zeroizing<String>, Unopened> {
        let mut inside = Zeroizing::new(sealed.to_vec());
        for layer in 1..=MOST_LAYERS {
            inside = Zeroizing::new(self.open_layer(&inside, layer)?);
            if !(inside.starts_with(ARMOURED) || inside.starts_with(BEGINNING)) {
                let text = std::str::from_utf8(&inside).map_err(|_| Unopened::Damaged)?;
                return Ok(Zeroizing::new(text.trim_end().to_owned()));
            }
        }
        Err(Unopened::Damaged)
    }

    fn open_layer(&self, sealed: &[u8], layer: usize) -> Result<Vec<u8>, Unopened> {
        let decryptor = Decryptor::new_buffered(ArmoredReader::new(sealed)).map_err(|_| Unopened::Damaged)?;
        let identities = self.0.iter().map(|identity| identity.as_ref() as &dyn age::Identity);
        let mut reader = decryptor.decrypt(identities).map_err(|error| match error {
            DecryptError::NoMatchingKeys => Unopened::Layer(layer),
            _ => Unopened::Damaged,
        })?;
        let mut opened = Vec::with_capacity(sealed.len());
        reader.read_to_end(&mut opened).map_err(|_| Unopened::Damaged)?;
        Ok(opened)
    }
}
