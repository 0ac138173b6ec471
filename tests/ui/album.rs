//! Pictures of pages; none may be blank, and nothing on one may not fit. `LISTENING_POST_GALLERY=folder` keeps them there,
//! and one sheet with all of a size and language.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use listening_post::config::Scheme;
use listening_post::screen::Tokens;
use slint::platform::WindowEvent;
use slint::{ComponentHandle, PhysicalSize, Rgba8Pixel, SharedPixelBuffer};

use crate::fit;
use crate::references;
use crate::stage::Stage;

/// The reference sizes, each with the longer side of its panel in millimetres.
pub const SIZES: [((u32, u32), f32); 3] = [((1080, 1920), 344.0), ((1920, 1080), 344.0), ((800, 480), 154.0)];

/// A screen of which fewer pixels than one in this many differ from its first is blank.
const BLANK: usize = 200;

/// What a scheme is called in the names of pictures.
pub fn tone(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Light => "light",
        Scheme::Dark => "dark",
        Scheme::HighContrast => "stark",
    }
}

/// An album of each reference size, from one walk.
pub struct Albums(Vec<Album>);

impl Albums {
    /// Albums of one tone and language.
    pub fn open(tone: &str, tag: &str, large: bool) -> Self {
        Self(SIZES.map(|(size, _)| Album::open(size, tone, tag, (large, false))).into())
    }

    /// Keeps the page that is shown at every size, and goes back to the first.
    pub fn keep(&mut self, stage: &Stage, name: &str) {
        for (album, (size, panel)) in self.0.iter_mut().zip(SIZES) {
            resize(stage, size, panel);
            album.keep(stage, name);
        }
        let (size, panel) = SIZES[0];
        resize(stage, size, panel);
    }

    pub fn bind(self) {
        self.0.into_iter().for_each(Album::bind);
    }
}

/// Longer than anything on the screen moves.
const STILL: Duration = Duration::from_millis(300);

/// Lets time pass on the screen alone: what moves there goes on, and no visit does.
fn draw_on(time: Duration) {
    i_slint_backend_testing::mock_elapsed_time(time);
}

/// Gives the window another size, and its layouts time to follow; what moves comes to rest. Nobody's time passes meanwhile.
pub fn resize(stage: &Stage, (width, height): (u32, u32), panel: f32) {
    stage.app().set_panel(panel);
    let (window, size) = (stage.app().window(), PhysicalSize::new(width, height));
    window.set_size(size);
    // The platform of tests takes pixels of the panel for those of the layout, whatever the scale.
    window.dispatch_event(WindowEvent::Resized { size: size.to_logical(window.scale_factor()) });
    for _ in 0..3 {
        draw_on(Duration::from_millis(20));
    }
    draw_on(STILL);
    // What depends on what came to rest.
    draw_on(Duration::from_millis(20));
}

pub struct Album {
    /// Where the pictures are kept, if anybody wants to look at them.
    folder: Option<PathBuf>,
    prefix: String,
    pages: usize,
    sheet: Vec<SharedPixelBuffer<Rgba8Pixel>>,
    /// What is held against what a person has looked at.
    small: Vec<(String, SharedPixelBuffer<Rgba8Pixel>)>,
    /// What does not fit.
    faults: Vec<String>,
}

/// How much smaller pages are on the sheet.
const SMALLER: u32 = 4;
/// Pages beside each other on the sheet, and the space between them.
const BESIDE: u32 = 8;
const GAP: u32 = 12;

impl Album {
    /// An album of one size, tone and language.
    pub fn open((width, height): (u32, u32), tone: &str, tag: &str, (large, strong): (bool, bool)) -> Self {
        let folder = std::env::var_os("LISTENING_POST_GALLERY").map(PathBuf::from);
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).unwrap();
        }
        let size = match (large, strong) {
            (true, _) => "-large",
            (_, true) => "-strong",
            _ => "",
        };
        Self {
            folder,
            prefix: format!("{width}x{height}-{tone}-{tag}{size}"),
            pages: 0,
            sheet: Vec::new(),
            small: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub fn keep(&mut self, stage: &Stage, name: &str) {
        // Wherever a still screen has walked to by now.
        stage.app().global::<Tokens>().set_drift(0);
        let picture = stage.picture();
        let first = picture.as_slice()[0];
        let differing = picture.as_slice().iter().filter(|pixel| **pixel != first).count();
        assert!(differing > picture.as_slice().len() / BLANK, "{} {name} is blank", self.prefix);
        self.pages += 1;
        self.faults.extend(fit::faults(stage).into_iter().map(|fault| format!("{name}: {fault}")));
        self.small.push((name.to_owned(), references::small(&picture)));
        if let Some(folder) = &self.folder {
            write(&folder.join(format!("{}-{:02}-{name}.png", self.prefix, self.pages)), &picture);
            self.sheet.push(small(&picture));
        }
    }

    /// All pages on one sheet, to be looked at in a minute.
    pub fn bind(self) {
        references::check(&self.prefix, &self.small);
        let (Some(folder), Some(first)) = (&self.folder, self.sheet.first()) else { return };
        let (width, height) = (first.width() + GAP, first.height() + GAP);
        let rows = u32::try_from(self.sheet.len()).unwrap().div_ceil(BESIDE);
        let mut sheet = SharedPixelBuffer::new(BESIDE * width + GAP, rows * height + GAP);
        let stride = sheet.width();
        let pixels = sheet.make_mut_slice();
        pixels.fill(Rgba8Pixel { r: 0xb8, g: 0xb2, b: 0xa6, a: 255 });
        for (page, at) in self.sheet.iter().zip(0..) {
            let (left, top) = (GAP + at % BESIDE * width, GAP + at / BESIDE * height);
            for (line, y) in page.as_slice().chunks(page.width() as usize).zip(top..) {
                let from = (y * stride + left) as usize;
                pixels[from..from + line.len()].copy_from_slice(line);
            }
        }
        write(&folder.join(format!("sheet-{}.png", self.prefix)), &sheet);
    }
}

impl Drop for Album {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.faults.is_empty(), "{} does not fit:\n{}", self.prefix, self.faults.join("\n"));
        }
    }
}

/// A picture made smaller, each pixel the mean of those it stands for.
fn small(picture: &SharedPixelBuffer<Rgba8Pixel>) -> SharedPixelBuffer<Rgba8Pixel> {
    let (width, height) = (picture.width() / SMALLER, picture.height() / SMALLER);
    let mut small = SharedPixelBuffer::new(width, height);
    let all = picture.as_slice();
    for (pixel, at) in small.make_mut_slice().iter_mut().zip(0..) {
        let (left, top) = (at % width * SMALLER, at / width * SMALLER);
        let places = (top..top + SMALLER).flat_map(|y| (left..left + SMALLER).map(move |x| (x, y)));
        let sums = places.fold([0_u32; 3], |[r, g, b], (x, y)| {
            let pixel = all[(y * picture.width() + x) as usize];
            [r + u32::from(pixel.r), g + u32::from(pixel.g), b + u32::from(pixel.b)]
        });
        let [r, g, b] = sums.map(|sum| u8::try_from(sum / (SMALLER * SMALLER)).unwrap());
        *pixel = Rgba8Pixel { r, g, b, a: 255 };
    }
    small
}

fn write(path: &Path, picture: &SharedPixelBuffer<Rgba8Pixel>) {
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(path).unwrap()), picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().unwrap().write_image_data(picture.as_bytes()).unwrap();
}
