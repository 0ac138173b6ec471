//! `actions.toml`, `ideas.toml` and `voices.toml`.

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
        must("on", Of::Date, "the day it was done, or its status was last looked at, such as 2026-11-03"),
        may("status", Of::Word(&["planned", "under-way", "done"]), "how far it is; absent: done"),
        may("owner", Of::Text, "who sees to it: a role rather than a name"),
        may("blocker", Of::Id, "the blocker it removes: an option of an item with measure = \"blockers\""),
        may("withdrawn", Of::Date, "the day it was taken down; it is not shown any more"),
    ]],
};

/// Colleagues' words.
pub const VOICES: Shape = Shape {
    name: "a list of voices",
    keys: &[&[may("voice", Of::List(&Of::Table(&VOICE), 0, ANY), "comments that were released and approved")]],
};

/// Proposals to vote on.
pub const IDEAS: Shape = Shape {
    name: "a list of ideas",
    keys: &[&[may("idea", Of::List(&Of::Table(&IDEA), 0, ANY), "proposals that were approved")]],
};

const VOICE: Shape = Shape {
    name: "a voice",
    keys: &[&[
        must("id", Of::Id, "its name, used by no other voice"),
        must("text", Of::Text, "the words, as they were released or shortened"),
        must("released", Of::Id, "which released comment it was; `publish` writes it"),
        must("approved", Of::Date, "the day somebody approved it, such as 2026-11-03"),
        may("withdrawn", Of::Date, "the day it was taken down; it is not shown any more"),
    ]],
};

const IDEA: Shape = Shape {
    name: "an idea",
    keys: &[&[
        must("id", Of::Id, "its name in data, used by no other idea"),
        must("text", Of::Text, "the proposal"),
        may("released", Of::Id, "which released comment it was; absent: a proposal of the company's own"),
        must("approved", Of::Date, "the day somebody approved it, such as 2026-11-03"),
        may("withdrawn", Of::Date, "the day it was taken down; it is not shown any more"),
    ]],
};
