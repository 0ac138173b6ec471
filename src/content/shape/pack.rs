//! `packs/*.toml`.

use super::{ANY, ITEM_TYPES, Key, MOST, Of, Shape, may, must};
use crate::config::{DAYS_FLOOR, FOLD_AFTER_FLOOR, K_FLOOR};

/// A survey instrument.
pub const PACK: Shape = Shape { name: "a pack", keys: &[KEYS] };

const KEYS: &[Key] = &[
    must(
        "kind",
        Of::Word(&["pulse", "quiz", "mirror", "advisor", "ideas", "stories", "message"]),
        "what the pack is for",
    ),
    must("title", Of::Text, "its name on the card that offers it"),
    may("minutes", Of::Whole(0, 60), "how long a visit takes; 0 means about half a minute"),
    may("from", Of::Date, "first day it is offered, such as 2026-11-02"),
    may("until", Of::Date, "last day it is offered, inclusive"),
    may(
        "days",
        Of::List(&Of::Word(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), 1, 7),
        "days of the week; absent: every day",
    ),
    may("draw", Of::Whole(1, MOST), "items a visit draws at random from the pool; absent: all, in order"),
    may("ask_cohort", Of::Flag, "whether \"Who are you with?\" comes first"),
    may("on_abandon", Of::Word(&["keep", "discard"]), "what becomes of the answers of a person who walks away"),
    may("idle_seconds", Of::Whole(15, 600), "how long the screen waits before \"Still there?\"; 15 at least"),
    may("privacy", Of::Table(&PRIVACY), "what this pack's items are released under; floors cannot be lowered"),
    may("contest", Of::Table(&CONTEST), "the contest that its visits count for"),
    may(
        "pairs",
        Of::List(&Of::List(&Of::Id, 2, 2), 1, PAIRS),
        "items to count together, such as [[\"could-fix\", \"how-was-today\"]]",
    ),
    must("item", Of::List(&Of::Typed(ITEM_TYPES), 1, ANY), "what it asks, one [[item]] after the other"),
];

const CONTEST: Shape = Shape {
    name: "a contest",
    keys: &[&[
        may(
            "teams",
            Of::List(&Of::Id, 1, ANY),
            "the cohorts that are held against each other, by what was released of them",
        ),
        may("prize", Of::Text, "what is drawn among those who take a ticket, when the pack has ended"),
    ]],
};

const PRIVACY: Shape = Shape {
    name: "a pack's [privacy] table",
    keys: &[&[
        may("mechanism", Of::Word(&["exact", "noisy"]), "exact counts, or counts with noise"),
        may("epsilon", Of::Number, "privacy loss of one answer, above 0 and at most 10; 2.0 is usual, 1.0 is careful"),
        may("k", Of::Whole(K_FLOOR, MOST), "answers a batch must hold; below 5 a batch can name a person"),
        may("days", Of::Whole(DAYS_FLOOR, MOST), "nights a batch must span; within one a batch can name a shift"),
        may("dissent", Of::Whole(0, MOST), "answers outside the largest cell of an exact batch"),
        may("fold_after", Of::Whole(FOLD_AFTER_FLOOR, MOST), "rounds a small cohort waits before it joins others"),
        may("expire_after", Of::Whole(1, MOST), "rounds after which a tally that never made it is given up"),
        may(
            "share",
            Of::Table(&SHARE),
            "how an answer's epsilon is shared among the histograms it feeds; absent: evenly",
        ),
    ]],
};

/// Pairs of one pack: each takes its part of the epsilon of both answers.
const PAIRS: usize = 10;
/// The largest weight: parts finer than a tenth make no difference to anybody.
const WEIGHT: u32 = 10;

const SHARE: Shape = Shape {
    name: "a `share` table",
    keys: &[&[
        may("responses", Of::Whole(1, WEIGHT), "weight of the answers to one item by themselves"),
        may("segment", Of::Whole(0, WEIGHT), "weight of the ambassadorship segment; 0: it is not counted"),
        may("pair", Of::Whole(0, WEIGHT), "weight of each pair; 0: none is counted"),
        may("rest_score", Of::Whole(0, WEIGHT), "weight of each rest score of a noisy quiz; 0 and absent: not counted"),
    ]],
};
