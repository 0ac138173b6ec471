//! The `[[item]]` tables of a pack, one shape a type.

use super::{ANY, Key, Of, Shape, may, must};

/// The types an item may have.
pub const TYPES: &[&str] = &["smiley", "rating", "nps", "single", "multiple", "rank", "comment", "info"];

/// The types, each with its keys.
pub const ITEM_TYPES: &[(&str, Shape)] = &[
    ("smiley", Shape { name: "a smiley item", keys: &[COMMON, SMILEY] }),
    ("rating", Shape { name: "a rating item", keys: &[COMMON, RATING] }),
    ("nps", Shape { name: "an nps item", keys: &[COMMON, NPS] }),
    ("single", Shape { name: "a single item", keys: &[COMMON, CHOICE, SINGLE] }),
    ("multiple", Shape { name: "a multiple item", keys: &[COMMON, CHOICE, MULTIPLE] }),
    ("rank", Shape { name: "a rank item", keys: &[COMMON, CHOICE] }),
    ("comment", Shape { name: "a comment item", keys: &[COMMON, COMMENT] }),
    ("info", Shape { name: "an info card", keys: &[COMMON, INFO] }),
];

/// The analyses the report knows; an item with another one is counted, but filed under none.
pub const MEASURES: &[&str] = &[
    "pulse",
    "drivers",
    "enps",
    "enps-products",
    "advocacy",
    "ambassadorship",
    "word-of-mouth",
    "knowledge",
    "mirror",
    "blockers",
    "trust",
    "empowerment",
    "ideas",
    "awareness",
    "experiment",
    "advisor",
];

const COMMON: &[Key] = &[
    must("id", Of::Id, "its name in data, used by no other item of the pack"),
    must("type", Of::Word(TYPES), "how it is answered"),
    must("text", Of::Text, "what it asks, as somebody would say it"),
    may("image", Of::Table(&PICTURE), "its picture"),
    may("explain", Of::Text, "what is said after a quiz answer"),
    may("required", Of::Flag, "whether \"Skip\" is withheld"),
    may("ask_if", Of::Words, "when it is asked, such as \"how-was-today in [1, 2]\"; absent: always"),
    may("measure", Of::Id, "the analysis it feeds, such as \"enps\""),
    may("role", Of::Id, "its part in that analysis, such as \"policy\""),
    may(
        "each",
        Of::Word(&["voices", "ideas", "actions"]),
        "asks it of every entry of that wall, which is shown above it",
    ),
    may("norm", Of::Table(&NORM), "a published figure, drawn beside your own"),
    may("touchpoint", Of::Id, "the interaction customers rate too"),
    may("class", Of::Word(&["emotional", "functional"]), "what kind of touchpoint it is"),
];

const SMILEY: &[Key] = &[may("faces", Of::Whole(4, 5), "how many faces: 4 (nobody sits in the middle) or 5")];

const RATING: &[Key] = &[
    must("scale", Of::Table(&SCALE), "its points: { from = 1, to = 5, low = \"…\", high = \"…\" }"),
    may("not_applicable", Of::Flag, "whether \"does not apply\" is offered; it is not counted"),
];

const NPS: &[Key] = &[may("low", Of::Text, "what 0 means"), may("high", Of::Text, "what 10 means")];

const CHOICE: &[Key] = &[
    must("options", Of::List(&Of::Table(&OPTION), 2, 30), "what may be chosen, two or more"),
    may("shuffle", Of::Flag, "whether options are shown in random order"),
];

const SINGLE: &[Key] = &[may("needs", Of::List(&Of::Table(&NEED), 1, 6), "what the customer of an advisor item needs")];

const MULTIPLE: &[Key] =
    &[must("at_most", Of::Whole(1, 30), "the most that may be picked; it bounds what one person can change")];

const COMMENT: &[Key] = &[may("phrases", Of::List(&Of::Text, 1, ANY), "phrases to tap instead of typing")];

const INFO: &[Key] = &[
    may("link", Of::Words, "where the card leads, shown as a QR code: https://…"),
    may("variants", Of::List(&Of::Table(&VARIANT), 2, ANY), "the wordings a message experiment compares"),
];

const PICTURE: Shape = Shape {
    name: "a picture",
    keys: &[&[
        must("file", Of::File, "a PNG, JPEG, WebP or SVG file in media/"),
        must("alt", Of::Text, "what it shows, for people who do not see it"),
    ]],
};

const NORM: Shape = Shape {
    name: "a norm",
    keys: &[&[
        must("value", Of::Number, "the published figure"),
        must("of", Of::Text, "whom or what it was measured on"),
        must("source", Of::Text, "who published it, and when"),
    ]],
};

const SCALE: Shape = Shape {
    name: "a scale",
    keys: &[&[
        must("from", Of::Whole(0, 10), "lowest point"),
        must("to", Of::Whole(1, 20), "highest point"),
        must("low", Of::Text, "what the lowest point means"),
        must("high", Of::Text, "what the highest point means"),
    ]],
};

const OPTION: Shape = Shape {
    name: "an option",
    keys: &[&[
        must("id", Of::Id, "its code in data, used by no other option of the item"),
        must("text", Of::Text, "its words on the screen"),
        may("image", Of::Table(&PICTURE), "its picture"),
        may("correct", Of::Flag, "whether it is right, in a quiz"),
        may("pin", Of::Word(&["first", "last"]), "where it stays when the others are shuffled"),
        may("company", Of::Flag, "whether it is the company's own product, in an advisor item"),
        may("rank", Of::Whole(1, 30), "how well it fits, 1 best, in an advisor item"),
        may("because", Of::Text, "why it ranks there, in an advisor item"),
        may("meets", Of::List(&Of::Id, 0, 6), "the ids of the needs that it meets, in an advisor item"),
    ]],
};

const NEED: Shape = Shape {
    name: "a need",
    keys: &[&[
        must("id", Of::Id, "its name, as products say that they meet it"),
        must("text", Of::Text, "what the customer asks for, in a few words"),
    ]],
};

const VARIANT: Shape = Shape {
    name: "a variant",
    keys: &[&[
        must("id", Of::Id, "its code in data"),
        must("text", Of::Text, "its wording"),
        may("image", Of::Table(&PICTURE), "its picture"),
    ]],
};
