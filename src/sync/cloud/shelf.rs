//! A store to be read from.

use std::sync::PoisonError;

use object_store::path::Path;
use object_store::{Error, ObjectStoreExt};

use super::super::odd::Odd;
use super::super::shelf::printable;
use super::super::{Listed, Page, Shelf, Trouble};
use super::Cloud;

/// So many odd names are remembered: who puts more there is heard of with these.
const ODD_MOST: usize = 1_000;

impl Shelf for Cloud {
    fn page(&self, folder: &str, after: Option<&str>) -> Result<Page, Trouble> {
        let path = folder.split('/').filter(|part| !part.is_empty()).fold(self.prefix.clone(), Path::join);
        let (listed, next) = match self.runtime.block_on(self.listed(&path, after)) {
            Ok(listed) => listed,
            // A store has no folders; one of which nothing is there is empty.
            Err(Error::NotFound { .. }) if !folder.is_empty() => return Ok(Page::default()),
            Err(error) => {
                // Of the place itself nothing is left to be named by.
                let named =
                    if path.as_ref().is_empty() { Path::from(self.url.rsplit('/').next().unwrap_or("")) } else { path };
                let told = self.trouble(&named, &error);
                if self.url.starts_with("http") && matches!(told, Trouble::Lasting(_)) {
                    let help =
                        "it does not list what it holds, as WebDAV servers do; copy it into a folder and name that";
                    return Err(Trouble::Lasting(format!("{}: {told}; {help}", self.url).into()));
                }
                return Err(told);
            }
        };
        if let Some(Odd(names)) = listed.extensions.get() {
            let mut odd = self.odd.lock().unwrap_or_else(PoisonError::into_inner);
            let room = ODD_MOST.saturating_sub(odd.len());
            odd.extend(names.iter().take(room).cloned());
        }
        let names = |paths: &mut dyn Iterator<Item = &Path>| -> Vec<String> {
            paths.filter_map(|path| path.filename().map(str::to_owned)).collect()
        };
        let listed = Listed {
            folders: names(&mut listed.common_prefixes.iter()),
            files: names(&mut listed.objects.iter().map(|object| &object.location)),
        };
        Ok(Page { listed, next })
    }

    fn bytes(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.path(path);
        let got = self.runtime.block_on(async {
            let found = self.store.get(&path).await?;
            if found.meta.size > most { Ok(Vec::new()) } else { found.bytes().await.map(|bytes| bytes.to_vec()) }
        });
        match got {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.trouble(&path, &error)),
        }
    }

    fn head(&self, path: &str, most: u64) -> Result<Option<Vec<u8>>, Trouble> {
        let path = self.path(path);
        let got = self.runtime.block_on(async {
            let found = self.store.get(&path).await?;
            // Not every server knows ranges; only a large file needs one.
            if found.meta.size <= most { found.bytes().await } else { self.store.get_range(&path, 0..most).await }
        });
        match got {
            Ok(bytes) => Ok(Some(bytes.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.trouble(&path, &error)),
        }
    }

    fn called(&self, path: &str) -> String {
        printable(&format!("{}/{path}", self.url))
    }

    fn odd(&self) -> Vec<String> {
        self.odd.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
