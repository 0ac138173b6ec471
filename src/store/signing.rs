//! The file that holds the key by which this kiosk signs its rounds.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rand::CryptoRng;
use zeroize::Zeroizing;

use super::StoreError;
use super::private::write_private;
use crate::chain::SigningKey;

const SEED_BYTES: usize = 32;

/// The key in `path`; made now if there is none, or none that is whole.
///
/// A new key goes on with the old chain, and whoever checks it is told that the key is another.
pub(super) fn open(path: &Path, rng: &mut impl CryptoRng) -> Result<SigningKey, StoreError> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    let key = SigningKey::generate(rng);
    write_private(path, key.seed().as_slice(), "write the signing key")?;
    Ok(key)
}

fn read(path: &Path) -> Result<Option<SigningKey>, StoreError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("read the signing key", path)(error)),
    };
    let mut seed = Zeroizing::new([0; SEED_BYTES]);
    let whole = file.read_exact(seed.as_mut_slice()).is_ok() && *seed != [0; SEED_BYTES];
    Ok(whole.then(|| SigningKey::from_seed(&seed)))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::random::Random;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signing.key");
        let key = open(&path, &mut Random::seeded(1)).unwrap().public();
        assert_eq!(open(&path, &mut Random::seeded(2)).unwrap().public(), key);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::write(&path, "short").unwrap();
        assert_ne!(open(&path, &mut Random::seeded(2)).unwrap().public(), key);
    }
}
