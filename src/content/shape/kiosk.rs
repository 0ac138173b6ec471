//! `kiosk.toml`.

use super::{ANY, Key, MOST, Of, Shape, may, must};
use crate::config::{
    COMMENT_DAYS_FLOOR, COMMENT_K_FLOOR, DAYS_FLOOR, DISSENT_FLOOR_PULSE, FOLD_AFTER_FLOOR, K_FLOOR,
    MIN_UP_HOURS_FLOOR, REPEAT_SECONDS_CEILING, SLOT_CAP_CEILING,
};

/// This kiosk.
pub const KIOSK: Shape = Shape { name: "a kiosk", keys: &[KEYS] };

const KEYS: &[Key] = &[
    must("organisation", Of::Words, "whose kiosk it is, as the screen says it"),
    must("site", Of::Id, "where it stands; released counts are filed under it"),
    must(
        "languages",
        Of::List(&Of::Language, 1, ANY),
        "the languages it offers, such as [\"en\", \"pt-br\"]; the first is where it starts",
    ),
    must("time_zone", Of::Words, "an IANA name such as \"Europe/Dublin\""),
    must("headcount", Of::Whole(1, MOST), "how many people work at the site"),
    may("cohort", Of::List(&Of::Table(&COHORT), 0, ANY), "the groups offered as \"Who are you with?\""),
    may("screen", Of::Table(&SCREEN), "the panel"),
    may("privacy", Of::Table(&PRIVACY), "what stands between counts and the outside; floors cannot be lowered"),
    may("destination", Of::List(&Of::Table(&DESTINATION), 0, ANY), "where releases are pushed"),
    may("content", Of::Table(&CONTENT), "whose signed content is shown; absent: what lies in this folder"),
    may("comments", Of::Table(&COMMENTS), "who may read comments, and when they leave"),
];

const COHORT: Shape = Shape {
    name: "a cohort",
    keys: &[&[
        must("id", Of::Id, "its name in data"),
        must("name", Of::Text, "its words on the screen"),
        must("headcount", Of::Whole(1, MOST), "how many people are in it; fewer than 3 k and it is not offered"),
    ]],
};

const SCREEN: Shape = Shape {
    name: "a screen",
    keys: &[&[
        may("mm", Of::List(&Of::Number, 2, 2), "width and height of the panel in millimetres, such as [344, 194]"),
        may("orientation", Of::Word(&["portrait", "landscape", "auto"]), "which way the panel stands"),
        may("reach", Of::Word(&["standard", "low"]), "low keeps every control in the lower half"),
        may("hours", Of::Table(&HOURS), "when the kiosk is awake; absent: always"),
        may("speech", Of::Flag, "true: the screen is read aloud to whoever asks for it, into a headset"),
    ]],
};

const HOURS: Shape = Shape {
    name: "a pair of hours",
    keys: &[&[
        must("open", Of::Time, "a time of day such as \"06:00\""),
        must("close", Of::Time, "a time of day such as \"22:30\""),
    ]],
};

const PRIVACY: Shape = Shape {
    name: "a [privacy] table",
    keys: &[&[
        may("k", Of::Whole(K_FLOOR, MOST), "answers a batch must hold; below 5 a batch can name a person"),
        may("days", Of::Whole(DAYS_FLOOR, MOST), "nights a batch must span; within one a batch can name a shift"),
        may(
            "slot_cap",
            Of::Whole(1, SLOT_CAP_CEILING),
            "answers of a quarter-hour that count towards k; above 2 one person could fill a batch alone",
        ),
        may("min_up_hours", Of::Whole(MIN_UP_HOURS_FLOOR, MOST), "powered hours between two cuts; 30 at least"),
        may("epsilon", Of::Number, "privacy loss of one answer, above 0 and at most 10; 2.0 is usual, 1.0 is careful"),
        may(
            "dissent",
            Of::Whole(DISSENT_FLOOR_PULSE, MOST),
            "answers outside the largest cell of an exact batch; below 2 everybody's answer can be read off",
        ),
        may("fold_after", Of::Whole(FOLD_AFTER_FLOOR, MOST), "rounds a small cohort waits before it joins others"),
        may("expire_after", Of::Whole(1, MOST), "rounds after which a tally that never made it is given up"),
        may(
            "pool_recipient",
            Of::Words,
            "the age public key of a pool of several sites, to which what is given up is sealed; none: it is deleted",
        ),
        may(
            "repeat_seconds",
            Of::Whole(0, REPEAT_SECONDS_CEILING),
            "a visit that ends within so many seconds of another is set apart; above 30 a queue would be, 0 sets none apart",
        ),
    ]],
};

const DESTINATION: Shape = Shape {
    name: "a destination",
    keys: &[&[
        must("url", Of::Words, "file:///…, s3://bucket/prefix, az://…, gs://… or https://…"),
        may("every", Of::Word(&["round"]), "how often it is pushed to"),
        may("credentials", Of::Words, "a file of mode 0600 with a NAME=VALUE a line; absent: the environment"),
    ]],
};

const CONTENT: Shape = Shape {
    name: "a [content] table",
    keys: &[&[
        must("key", Of::Words, "the public key that content is signed with, as `content key` told it: RW…"),
        may("url", Of::Words, "where it is pulled from, such as https://…; absent: the destinations"),
        may("credentials", Of::Words, "a file of mode 0600 with a NAME=VALUE a line; absent: the environment"),
    ]],
};

const COMMENTS: Shape = Shape {
    name: "a [comments] table",
    keys: &[&[
        may(
            "recipients",
            Of::List(&Of::Words, 0, ANY),
            "age public keys, layer by layer; none: comments are kept sealed and released in clear",
        ),
        may("k", Of::Whole(COMMENT_K_FLOOR, MOST), "comments that leave together; never fewer than 10"),
        may("days", Of::Whole(COMMENT_DAYS_FLOOR, MOST), "nights they come from; never fewer than 5"),
        may("every", Of::Whole(1, MOST), "rounds between two releases of comments"),
        may("expire_after", Of::Whole(1, MOST), "rounds after which comments are given up"),
    ]],
};
