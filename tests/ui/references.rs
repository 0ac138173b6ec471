//! Small pictures of every screen, looked at by a person and kept beside the tests.
//!
//! `LISTENING_POST_REFERENCES=record` writes them anew instead of comparing.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use slint::{Rgba8Pixel, SharedPixelBuffer};

/// The longer side of a page, in pixels: enough to see what stands where, and in which colour.
const LONGER: u32 = 240;
/// Pages beside each other on a sheet, and the space between them.
const BESIDE: u32 = 8;
const GAP: u32 = 4;
/// Steps of a channel that pictures are kept in: less would not pack well, more could not be told apart.
const STEP: u8 = 8;
/// Channels further apart than this are another colour. Letters drawn by another version of a library differ by less.
const APART: u8 = 40;
/// A page with more pixels of another colour than one in this many is another page.
const OTHER: usize = 250;

type Picture = SharedPixelBuffer<Rgba8Pixel>;

/// A page as it is kept, each pixel the mean of those it stands for.
pub fn small(picture: &Picture) -> Picture {
    let by = picture.width().max(picture.height()).div_ceil(LONGER);
    let (width, height) = (picture.width() / by, picture.height() / by);
    let mut small = SharedPixelBuffer::new(width, height);
    let all = picture.as_slice();
    for (pixel, at) in small.make_mut_slice().iter_mut().zip(0..) {
        let (left, top) = (at % width * by, at / width * by);
        let places = (top..top + by).flat_map(|y| (left..left + by).map(move |x| (x, y)));
        let sums = places.fold([0_u32; 3], |[r, g, b], (x, y)| {
            let pixel = all[(y * picture.width() + x) as usize];
            [r + u32::from(pixel.r), g + u32::from(pixel.g), b + u32::from(pixel.b)]
        });
        let [r, g, b] = sums.map(|sum| u8::try_from(sum / (by * by)).unwrap() / STEP * STEP);
        *pixel = Rgba8Pixel { r, g, b, a: 255 };
    }
    small
}

/// All pages on one sheet.
fn sheet(pages: &[(String, Picture)]) -> Picture {
    let (width, height) = (pages[0].1.width() + GAP, pages[0].1.height() + GAP);
    let rows = u32::try_from(pages.len()).unwrap().div_ceil(BESIDE);
    let mut sheet = Picture::new(BESIDE * width, rows * height);
    let stride = sheet.width();
    let pixels = sheet.make_mut_slice();
    pixels.fill(Rgba8Pixel { r: 128, g: 128, b: 128, a: 255 });
    for ((_, page), at) in pages.iter().zip(0..) {
        let (left, top) = (at % BESIDE * width, at / BESIDE * height);
        for (line, y) in page.as_slice().chunks(page.width() as usize).zip(top..) {
            let from = (y * stride + left) as usize;
            pixels[from..from + line.len()].copy_from_slice(line);
        }
    }
    sheet
}

/// Compares pages with the sheet of this name, or writes that.
///
/// # Panics
/// If a page is another one than it was: beside the name of each, the sheet as it is now and a sheet with every other
/// pixel in red are left in `target/references`.
pub fn check(name: &str, pages: &[(String, Picture)]) {
    let now = sheet(pages);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/ui/references/{name}.png"));
    if std::env::var("LISTENING_POST_REFERENCES").is_ok_and(|wish| wish == "record") {
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        write(&kept, &now);
        return;
    }
    let before = read(&kept);
    let same_size = (before.width(), before.height()) == (now.width(), now.height());
    let other = |at: usize| {
        let (was, is) = (before.as_slice()[at], now.as_slice()[at]);
        [(was.r, is.r), (was.g, is.g), (was.b, is.b)].iter().any(|(was, is)| was.abs_diff(*is) > APART)
    };
    let (width, height) = (pages[0].1.width(), pages[0].1.height());
    let is_other = |at: u32| {
        let (left, top) = (at % BESIDE * (width + GAP), at / BESIDE * (height + GAP));
        let places = (top..top + height).flat_map(|y| (left..left + width).map(move |x| (x, y)));
        let count = places.filter(|(x, y)| other((y * now.width() + x) as usize)).count();
        count > (width * height) as usize / OTHER
    };
    let others: Vec<&str> = if same_size {
        pages.iter().zip(0..).filter(|(_, at)| is_other(*at)).map(|((page, _), _)| page.as_str()).collect()
    } else {
        vec!["there are more pages or fewer"]
    };
    if others.is_empty() {
        return;
    }
    let folder = left();
    write(&folder.join(format!("{name}.png")), &now);
    if same_size {
        let mut marked = now.clone();
        for (at, pixel) in marked.make_mut_slice().iter_mut().enumerate() {
            if other(at) {
                *pixel = Rgba8Pixel { r: 255, g: 0, b: 0, a: 255 };
            }
        }
        write(&folder.join(format!("{name}-difference.png")), &marked);
    }
    panic!(
        "{name} is not what it was: {others:?}. See {}; if it is meant so, look at every sheet after \
         LISTENING_POST_REFERENCES=record (CONTRIBUTING.md)",
        folder.display()
    );
}

fn left() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/references");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Without a channel that is the same everywhere, and packed as well as it can be.
fn write(path: &Path, picture: &Picture) {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path).unwrap()), picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let bytes: Vec<u8> = picture.as_slice().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    encoder.write_header().unwrap().write_image_data(&bytes).unwrap();
}

fn read(path: &Path) -> Picture {
    let file = File::open(path).unwrap_or_else(|_| panic!("{} is kept in the repository", path.display()));
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    let mut picture = Picture::new(info.width, info.height);
    for (pixel, bytes) in picture.make_mut_slice().iter_mut().zip(bytes.chunks(3)) {
        *pixel = Rgba8Pixel { r: bytes[0], g: bytes[1], b: bytes[2], a: 255 };
    }
    picture
}
