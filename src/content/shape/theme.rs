//! `theme.toml`.

use super::{Of, Shape, may};

/// How the kiosk looks.
pub const THEME: Shape = Shape {
    name: "a theme",
    keys: &[&[
        may("name", Of::Words, "the company's name on the screen; absent: the organisation's"),
        may("logo", Of::File, "the company's logo, a file in media/"),
        may("accent", Of::Colour, "the one accent colour, such as \"#0A5152\""),
        may("scheme", Of::Word(&["light", "dark", "high-contrast"]), "paper, night, or black and white"),
        may("motion", Of::Word(&["full", "reduced"]), "reduced: nothing slides or grows"),
    ]],
};
