//! Moodle's GIFT: quizzes as a text that people write by hand.

mod carry;
mod letter;
mod question;
mod write;

pub use carry::import;
pub(super) use carry::stem;
pub use question::{Answer, Answers, Block, Marked, Question, parse};
pub use write::{Exported, export};
