//! `actions.toml`.

use super::{ANY, Of, Shape, may, must};

/// "You said → we did".
pub const ACTIONS: Shape = Shape {
    name: "a list of actions",
    keys: &[&[may("action", Of::List(&Of::Table(&ACTION), 0, ANY), "what people said and what came of it")]],
};

const ACTION: Shape = Shape {
    name: "an action",
    keys: &[&[
        must("id", Of::Id, "its name in data"),
        must("said", Of::Text, "what people said, in their words"),
        must("did", Of::Text, "what came of it"),
        must("on", Of::Date, "the day it was done, such as 2026-11-03"),
    ]],
};
