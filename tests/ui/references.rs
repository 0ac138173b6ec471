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
/// The side of a block of pixels, and by how much the mean of a channel may differ in one, and on the whole page. Letters drawn
/// by another version of a library are as dark as before where they stand; a line of small print that is gone is ten steps less.
const BLOCK: u32 = 8;
const BLOCK_APART: f64 = 4.0;
const PAGE_APART: f64 = 1.0;

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

/// One page of a sheet.
fn cut(sheet: &Picture, at: u32, (width, height): (u32, u32)) -> Picture {
    let (left, top) = (at % BESIDE * (width + GAP), at / BESIDE * (height + GAP));
    let mut page = Picture::new(width, height);
    for (line, y) in page.make_mut_slice().chunks_mut(width as usize).zip(top..) {
        let from = (y * sheet.width() + left) as usize;
        line.copy_from_slice(&sheet.as_slice()[from..from + line.len()]);
    }
    page
}

fn is_another_colour(was: Rgba8Pixel, is: Rgba8Pixel) -> bool {
    [(was.r, is.r), (was.g, is.g), (was.b, is.b)].iter().any(|(was, is)| was.abs_diff(*is) > APART)
}

/// The mean of each channel from one corner to before the other.
fn mean(picture: &Picture, (left, top): (u32, u32), (right, bottom): (u32, u32)) -> [f64; 3] {
    let places = (top..bottom).flat_map(|y| (left..right).map(move |x| (y * picture.width() + x) as usize));
    let sums = places
        .map(|at| picture.as_slice()[at])
        .fold([0.0; 3], |[r, g, b], pixel| [r + f64::from(pixel.r), g + f64::from(pixel.g), b + f64::from(pixel.b)]);
    sums.map(|sum| sum / f64::from((right - left) * (bottom - top)))
}

/// Whether a page is another one: too many pixels of another colour, or too light, too dark or tinted as a whole or in a block.
fn is_another(was: &Picture, is: &Picture) -> bool {
    let (width, height) = (is.width(), is.height());
    let colours = was.as_slice().iter().zip(is.as_slice()).filter(|(was, is)| is_another_colour(**was, **is)).count();
    let apart = |from: (u32, u32), to: (u32, u32), most: f64| {
        let [was, is] = [was, is].map(|picture| mean(picture, from, to));
        was.iter().zip(is).any(|(was, is)| (was - is).abs() > most)
    };
    let steps = |length: u32| (0..length).step_by(BLOCK as usize);
    let mut blocks = steps(height).flat_map(|y| steps(width).map(move |x| (x, y)));
    colours > (width * height) as usize / OTHER
        || apart((0, 0), (width, height), PAGE_APART)
        || blocks.any(|(x, y)| apart((x, y), ((x + BLOCK).min(width), (y + BLOCK).min(height)), BLOCK_APART))
}

/// Compares pages with the sheet of this name, or writes that.
///
/// # Panics
/// If a page is another one than it was: beside the name of each, the sheet as it is now and a sheet with every pixel that
/// differs in red are left in `target/references`.
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
    let size = (pages[0].1.width(), pages[0].1.height());
    let others: Vec<&str> = if same_size {
        let other = pages.iter().zip(0..).filter(|((_, page), at)| is_another(&cut(&before, *at, size), page));
        other.map(|((name, _), _)| name.as_str()).collect()
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
            if before.as_slice()[at] != *pixel {
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

/// A made-up page: paper with lines of letters, which are pixels about as dark as small print is when a page is made small.
fn made_up(paint: impl Fn(u32, u32) -> u8) -> Picture {
    let mut page = Picture::new(135, 240);
    let places = (0..240).flat_map(|y| (0..135).map(move |x| (x, y)));
    for (pixel, (x, y)) in page.make_mut_slice().iter_mut().zip(places) {
        let level = paint(x, y);
        *pixel = Rgba8Pixel { r: level, g: level, b: level, a: 255 };
    }
    page
}

/// Whether a line of letters stands here: the third is a hint in small print.
fn is_written(x: u32, y: u32) -> bool {
    ((20..26).contains(&y) || (40..46).contains(&y)) && x < 110 || (60..64).contains(&y) && (10..40).contains(&x)
}

#[test]
fn a_page_that_moved_a_little_or_lost_a_line_is_another() {
    let page = made_up(|x, y| if is_written(x, y) { 208 } else { 240 });
    assert!(!is_another(&page, &page));
    // Letters drawn by another version of a library: every other pixel a step lighter, those between a step darker.
    let drawn_anew = made_up(|x, y| match (is_written(x, y), (x + y) % 2) {
        (true, 0) => 216,
        (true, _) => 200,
        _ => 240,
    });
    assert!(!is_another(&page, &drawn_anew));
    let faults = [
        ("the hint is gone", made_up(|x, y| if is_written(x, y) && y < 60 { 208 } else { 240 })),
        ("the canvas is a step darker", made_up(|x, y| if is_written(x, y) { 208 } else { 232 })),
        ("all letters are a step paler", made_up(|x, y| if is_written(x, y) { 216 } else { 240 })),
        ("a line is lower", made_up(|x, y| if is_written(x, y.saturating_sub(4)) { 208 } else { 240 })),
        (
            "a button is another colour",
            made_up(|x, y| {
                if y > 200 {
                    128
                } else if is_written(x, y) {
                    208
                } else {
                    240
                }
            }),
        ),
    ];
    for (what, fault) in faults {
        assert!(is_another(&page, &fault), "{what}");
    }
}

#[test]
fn a_page_is_cut_from_its_sheet_as_it_was_put_there() {
    let pages: Vec<_> = (0..10).map(|at| (at.to_string(), made_up(move |x, _| at * 10 + (x % 3) as u8))).collect();
    let sheet = sheet(&pages);
    for ((name, page), at) in pages.iter().zip(0..) {
        assert_eq!(cut(&sheet, at, (135, 240)).as_slice(), page.as_slice(), "{name}");
    }
}
