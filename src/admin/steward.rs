//! What the panel asks of whoever keeps the kiosk.

use std::path::Path;

use super::{Contest, Entry, News, Onto, Posting, Reloaded, Reply, Status, Told};
use crate::pin::Pin;
#[cfg(feature = "screen")]
use crate::speech::Volume;
use crate::sync::Stick;
use crate::vocabulary::{Language, Round};

/// Does what the panel asks for; what takes long is done beside the screen and told by [`Steward::news`].
pub trait Steward {
    /// Looks at what may have changed since somebody last came; tells whether a PIN can be tried.
    fn knock(&mut self) -> Entry;

    /// Whether a PIN can be tried now.
    fn entry(&self) -> Entry;

    /// Begins to look at a PIN.
    fn try_pin(&mut self, pin: Pin);

    /// The next thing that came back from work beside the screen, if there is one.
    fn news(&mut self) -> Option<News>;

    /// Which kiosk this is and where it stands.
    fn status(&self) -> Status;

    /// Begins to look at the parts of the kiosk, as `doctor` does.
    fn examine(&mut self);

    /// Whether the kiosk takes no answers for now.
    fn is_paused(&self) -> bool;

    /// Takes no answers, or takes them again.
    fn pause(&mut self, paused: bool);

    /// Closes whatever is due, as `release` does; what it says, a line each.
    fn release(&mut self) -> Vec<Reply>;

    /// Reads the configuration again.
    fn reload(&mut self) -> Reloaded;

    /// The sticks that can be written to.
    fn sticks(&self) -> Vec<Stick>;

    /// Begins to write what was released to the stick that is mounted there.
    fn export(&mut self, stick: &Path);

    /// Begins to send what was released to every destination; false if there is none.
    fn sync(&mut self) -> bool;

    /// Sets the language that the screen starts in.
    fn prefer(&mut self, language: &Language);

    /// How bright the panel is, in percent; none where it cannot be set.
    fn brightness(&self) -> Option<u32>;

    /// Sets how bright the panel is.
    fn dim(&mut self, percent: u32);

    /// How loud the voice begins for each person.
    #[cfg(feature = "screen")]
    fn volume(&self) -> Volume;

    /// Sets how loud the voice begins.
    #[cfg(feature = "screen")]
    fn set_volume(&mut self, volume: Volume);

    /// Released comments that are on no wall yet and can be read, the newest first.
    fn waiting(&self) -> Vec<Posting>;

    /// What is up on the walls, by wall and id.
    fn posted(&self) -> Vec<Posting>;

    /// Approves a released comment for a wall; what there is to say, a line each.
    fn post(&mut self, id: &str, onto: Onto) -> Vec<Reply>;

    /// Takes something down.
    fn take_down(&mut self, id: &str) -> Vec<Reply>;

    /// The contests with a prize, and how far they are.
    fn contests(&self) -> Vec<Contest>;

    /// Draws a ticket of a contest; what there is to say, if the page does not say it.
    fn draw(&mut self, pack: &str) -> Option<Told>;

    /// Shows the number that was drawn on the first screen.
    fn show_drawn(&mut self, pack: &str) -> Option<Told>;

    /// Takes the code of whoever says that they won.
    fn claim(&mut self, code: &Pin) -> Option<Told>;

    /// What the program had to say, each with its week, the newest first.
    fn notices(&self) -> Vec<(Round, Reply)>;
}
