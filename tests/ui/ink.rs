//! Whether letters are drawn where their words have room. Words are cut off at their box, so the ink of every letter is held
//! against it: what a layout says of itself was true also where lines were broken in the middle of a letter.

use std::pin::Pin;

use i_slint_core::Brush;
use i_slint_core::item_rendering::{
    CachedRenderingData, ItemRenderer, RenderBorderRectangle, RenderImage, RenderRectangle, RenderText,
};
use i_slint_core::items::{BoxShadow, ItemRc, Path, TextInput};
use i_slint_core::lengths::{LogicalBorderRadius, LogicalPoint, LogicalRect, LogicalSize, LogicalVector, ScaleFactor};
use i_slint_core::textlayout::sharedparley::{
    GlyphRenderer, PhysicalLength, PhysicalRect, RectangleBorder, draw_text, fontique, parley,
};
use i_slint_core::window::WindowInner;
use listening_post::config::Scheme;
use listening_post::vocabulary::Text;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId};

use crate::album::resize;
use crate::fit;
use crate::sample::content;
use crate::stage::Stage;

/// Pixels by which ink may reach out of its box: edges are softened, and boxes end on whole pixels.
pub const SOFT: f32 = 2.0;

/// Higher than any words.
const HIGH: f32 = 10_000.0;

/// Takes the place of the screen: nothing is drawn, and how far the ink of letters reaches is kept.
struct Paper<'a> {
    window: &'a WindowInner,
    size: LogicalSize,
    ink: Option<[f32; 4]>,
    /// Every glyph, in the order they are drawn in.
    glyphs: Vec<u32>,
}

/// How far the ink of these words reaches, from the corner of their box; nothing where they leave none.
pub fn reach<T: RenderText>(
    window: &WindowInner,
    item: &ItemRc,
    text: Pin<&T>,
    size: LogicalSize,
) -> Option<LogicalRect> {
    let paper = drawn(window, item, text, size);
    let [left, top, right, bottom] = paper.ink?.map(|edge| edge / window.scale_factor());
    Some(LogicalRect::new(LogicalPoint::new(left, top), LogicalSize::new(right - left, bottom - top)))
}

/// Whether all of these words are drawn in this box, and no ellipsis instead of some.
pub fn is_whole<T: RenderText>(window: &WindowInner, item: &ItemRc, text: Pin<&T>, size: LogicalSize) -> bool {
    let roomy = LogicalSize::new(size.width, size.height + HIGH);
    drawn(window, item, text, size).glyphs == drawn(window, item, text, roomy).glyphs
}

fn drawn<'a, T: RenderText>(window: &'a WindowInner, item: &ItemRc, text: Pin<&T>, size: LogicalSize) -> Paper<'a> {
    let mut paper = Paper { window, size, ink: None, glyphs: Vec::new() };
    draw_text(&mut paper, text, Some(item), size, None);
    paper
}

impl GlyphRenderer for Paper<'_> {
    type PlatformBrush = ();

    fn platform_text_fill_brush(&mut self, _: Brush, _: LogicalSize) -> Option<()> {
        Some(())
    }

    fn platform_brush_for_color(&mut self, _: &slint::Color) -> Option<()> {
        Some(())
    }

    fn platform_text_stroke_brush(&mut self, _: Brush, _: f32, _: LogicalSize) -> Option<()> {
        None
    }

    fn draw_glyph_run(
        &mut self,
        font: &parley::FontData,
        size: PhysicalLength,
        _: &[i16],
        _: &fontique::Synthesis,
        (): (),
        down: PhysicalLength,
        glyphs: &mut dyn Iterator<Item = parley::layout::Glyph>,
    ) {
        let font = FontRef::from_index(font.data.data(), font.index).unwrap();
        let metrics = GlyphMetrics::new(&font, Size::new(size.get()), LocationRef::default());
        for glyph in glyphs {
            self.glyphs.push(glyph.id);
            let Some(bounds) = metrics.bounds(GlyphId::new(glyph.id)) else { continue };
            if bounds.x_max <= bounds.x_min {
                continue;
            }
            let line = down.get() + glyph.y;
            let [left, top, right, bottom] = self.ink.unwrap_or([f32::MAX, f32::MAX, f32::MIN, f32::MIN]);
            self.ink = Some([
                left.min(glyph.x + bounds.x_min),
                top.min(line - bounds.y_max),
                right.max(glyph.x + bounds.x_max),
                bottom.max(line - bounds.y_min),
            ]);
        }
    }

    fn fill_rectangle(&mut self, _: PhysicalRect, (): (), _: PhysicalLength, _: Option<RectangleBorder<()>>) {}
}

impl ItemRenderer for Paper<'_> {
    fn draw_rectangle(&mut self, _: Pin<&dyn RenderRectangle>, _: &ItemRc, _: LogicalSize, _: &CachedRenderingData) {}
    fn draw_border_rectangle(
        &mut self,
        _: Pin<&dyn RenderBorderRectangle>,
        _: &ItemRc,
        _: LogicalSize,
        _: &CachedRenderingData,
    ) {
    }
    fn draw_window_background(
        &mut self,
        _: Pin<&dyn RenderRectangle>,
        _: &ItemRc,
        _: LogicalSize,
        _: &CachedRenderingData,
    ) {
    }
    fn draw_image(&mut self, _: Pin<&dyn RenderImage>, _: &ItemRc, _: LogicalSize, _: &CachedRenderingData) {}
    fn draw_text(&mut self, _: Pin<&dyn RenderText>, _: &ItemRc, _: LogicalSize, _: &CachedRenderingData) {}
    fn draw_text_input(&mut self, _: Pin<&TextInput>, _: &ItemRc, _: LogicalSize) {}
    fn draw_path(&mut self, _: Pin<&Path>, _: &ItemRc, _: LogicalSize) {}
    fn draw_box_shadow(&mut self, _: Pin<&BoxShadow>, _: &ItemRc, _: LogicalSize) {}
    fn combine_clip(&mut self, _: LogicalRect, _: LogicalBorderRadius) -> bool {
        true
    }
    fn get_current_clip(&self) -> LogicalRect {
        // Nothing is left out because it lies far away.
        LogicalRect::from_size(self.size).inflate(1e6, 1e6)
    }
    fn translate(&mut self, _: LogicalVector) {}
    fn rotate(&mut self, _: f32) {}
    fn scale(&mut self, _: f32, _: f32) {}
    fn apply_opacity(&mut self, _: f32) {}
    fn save_state(&mut self) {}
    fn restore_state(&mut self) {}
    fn scale_factor(&self) -> ScaleFactor {
        ScaleFactor::new(self.window.scale_factor())
    }
    fn draw_cached_pixmap(&mut self, _: &ItemRc, _: &dyn Fn(&mut dyn FnMut(u32, u32, &[u8]))) {}
    fn draw_string(&mut self, _: &str, _: slint::Color) {}
    fn draw_image_direct(&mut self, _: slint::Image) {}
    fn window(&self) -> &WindowInner {
        self.window
    }
    fn as_any(&mut self) -> Option<&mut dyn std::any::Any> {
        None
    }
}

/// Words that begin with joined letters, and with letters that carry marks, in lines of every width: none may be cut off.
#[test]
fn lines_break_around_joined_letters_and_not_through_them() {
    let mut content = content(Scheme::Light);
    content.packs.retain(|pack| pack.id.as_str() == "quiz");
    content.packs[0].items[0].text = Text::Same("لا شيء يُعدّ، لأن لا أحد يُسأل: شرحٌ لمن يُحبّ أن يشرح لنا سوى شيء".into());
    let stage = Stage::open(content, 1080, 1920);
    stage.tap("العربية");
    assert!(stage.is_in_visit());
    let mut found = Vec::new();
    for width in (600..1080).step_by(12) {
        resize(&stage, (width, 1920), 344.0);
        let faults = fit::faults(&stage).into_iter().filter(|fault| fault.contains("the ink of"));
        found.extend(faults.map(|fault| format!("{width}: {fault}")));
    }
    assert!(found.is_empty(), "{} are cut off:\n{}", found.len(), found.join("\n"));
}
