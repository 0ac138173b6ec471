//! Pictures: whether the file is there and is what its name says.

use std::path::{Path, PathBuf};

use super::{Setting, Table};
use crate::config::Folder;
use crate::content::{Flaw, Picture};

/// A picture is drawn from four bytes for each of its points, however small its file is: so many are 64 MB.
const POINTS_MOST: usize = 16_000_000;

/// The picture of an item or option, if it names one.
pub(super) fn read(table: &Table, setting: &Setting) -> Option<Picture> {
    let table = table.table("image")?;
    let file = table.words("file")?;
    present(&table, "file", file, setting.folder);
    Some(Picture { file: PathBuf::from(file), alt: table.text("alt")? })
}

/// Notes a file that is not in `media/` or cannot be drawn.
pub(super) fn present(table: &Table, key: &str, file: &str, folder: &Folder) {
    if file.trim().is_empty() {
        return;
    }
    let Some(bytes) = folder.bytes(&format!("media/{file}")) else {
        let others = folder.paths().filter_map(|path| path.strip_prefix("media/"));
        let help = super::spelling::nearest(file, others).map_or_else(
            || "put the file straight into media/ and write its name only".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return table.error(
            key,
            |_| Flaw::Picture(file.to_owned()),
            format!("there is no `{file}` in media/"),
            "not found",
            &help,
        );
    };
    let extension = Path::new(file).extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
    let fault = match (extension.as_str(), kind(bytes)) {
        ("png", Some("png")) | ("jpg" | "jpeg", Some("jpeg")) | ("webp", Some("webp")) => None,
        ("svg", None) => svg(bytes),
        ("png" | "jpg" | "jpeg" | "webp" | "svg", Some(kind)) => Some(format!("`{file}` holds a {kind} picture")),
        ("png" | "jpg" | "jpeg" | "webp", None) => Some(format!("`{file}` cannot be read as a picture")),
        _ => Some(format!("`{file}` is of a kind that cannot be shown")),
    };
    if let Some(fault) = fault {
        table.error(
            key,
            |_| Flaw::Picture(file.to_owned()),
            fault,
            "cannot be shown",
            "save it again as PNG, JPEG, WebP or SVG, with an ending to match",
        );
    } else if let Some((width, height)) =
        size(bytes).filter(|(width, height)| width.saturating_mul(*height) > POINTS_MOST)
    {
        table.error(
            key,
            |_| Flaw::Picture(file.to_owned()),
            format!("`{file}` is {width} × {height} pixels large, more than {} million", POINTS_MOST / 1_000_000),
            "too large",
            "save it in the size of the screen",
        );
    }
}

/// Width and height in pixels, as far as a picture tells.
fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    kind(bytes)?;
    let size = imagesize::blob_size(bytes).ok()?;
    Some((size.width, size.height))
}

/// What the first bytes say a picture is.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some("png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => None,
    }
}

fn svg(bytes: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Some(format!("the drawing is not UTF-8 text: {error}")),
    };
    match roxmltree::Document::parse(text) {
        Ok(document) if document.root_element().tag_name().name() == "svg" => None,
        Ok(_) => Some("the drawing has no <svg> around it".to_owned()),
        Err(error) => Some(format!("the drawing is not XML: {error}")),
    }
}
