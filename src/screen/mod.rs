//! The window: one adapter a `.slint` global, timers, and nothing that decides what comes next.

mod admin;
mod advice;
mod attract;
mod choose;
mod cohort;
mod comment;
mod drift;
mod feedback;
mod focus;
mod fonts;
mod gaps;
mod hours;
mod item;
mod languages;
mod layer;
mod layout;
mod navigation;
mod oklch;
mod palette;
mod pictures;
mod post;
mod promise;
mod qr;
mod receipt;
mod results;
mod settings;
mod speech;
mod terms;
mod terms_figure;
mod terms_flaw;
mod terms_health;
mod thanks;
mod ticket;
mod tied;
mod tree;
mod view;
mod window;

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use listening_post_ui as generated;
use rand::rngs::StdRng;

use crate::admin::Steward;
use crate::clock::Clock;
use crate::content::Content;
use crate::contest::{Standing, Ticket};
use crate::customers::Verdict;
use crate::release::Recent;
use crate::tally::Increment;
use crate::visit::Finished;
use crate::vocabulary::{ItemId, PackId};

pub use generated::{App, Tokens};
pub use post::Post;
pub use speech::FindVoice;

/// What the window needs of whoever keeps the counters.
pub trait Keeper {
    /// Makes a visit durable; tells which counters it added to, or nothing if it could not be stored and does not count.
    fn keep(&mut self, visit: Finished) -> Option<Vec<Increment>>;

    /// Called about once a second, also when nobody is there: nights and cuts fall due in here.
    ///
    /// Tells whether visits can be stored.
    fn heartbeat(&mut self) -> bool;

    /// Called about once a second while nobody is in the middle of a visit: what must not happen during one does here.
    fn between_visits(&mut self) {}

    /// The folder that pictures of what [`Keeper::changed`] told last are named relative to; absent: that of the start.
    fn media(&self) -> Option<PathBuf> {
        None
    }

    /// What is asked from now on, if that has changed since the last call: a new round takes over what waited for it.
    fn changed(&mut self) -> Option<Arc<Content>>;

    /// Whether changed content may end a visit: an author wants to see it at once, a kiosk never takes questions away.
    fn interrupts(&self) -> bool {
        false
    }

    /// What was released last of the items of a pack: closed rounds only, and nothing that still waits.
    fn recent(&self, pack: &PackId) -> Vec<Recent>;

    /// What customers said of a pack's touchpoints, newest first looked up at the last cut.
    fn customers(&self, _: &PackId) -> Vec<(ItemId, Verdict)> {
        Vec::new()
    }

    /// Takes a draw ticket of a contest out; none if it could not be made durable.
    fn ticket(&mut self, _: &PackId) -> Option<Ticket> {
        None
    }

    /// How the contests stand, by what was released and what was published.
    fn contests(&self) -> Vec<ContestNews> {
        Vec::new()
    }

    /// Whoever looks after the kiosk; without one there is no panel.
    fn steward(&mut self) -> Option<&mut dyn Steward> {
        None
    }
}

/// What passers-by may know of a contest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContestNews {
    /// The pack.
    pub pack: PackId,
    /// Its teams, the best first.
    pub standings: Vec<Standing>,
    /// The number of the ticket that won, once it was published and until it is claimed.
    pub winner: Option<String>,
}

/// All that the window is opened with.
pub struct Front {
    /// What is shown and asked.
    pub content: Arc<Content>,
    /// The folder that pictures are named relative to.
    pub media: PathBuf,
    /// Where time comes from.
    pub clock: Rc<dyn Clock>,
    /// Whoever keeps the counters.
    pub keeper: Box<dyn Keeper>,
    /// Makes the voice that reads aloud.
    pub voice: FindVoice,
    /// Draws items and shuffles options.
    pub rng: StdRng,
    /// A window on a desk, which can be closed, instead of the whole screen.
    pub windowed: bool,
    /// Width and height of that window in logical pixels; of the whole screen, where nothing else can tell.
    pub size: Option<(u32, u32)>,
}

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// There is no display, or none that can be drawn on.
    #[error("could not open a window on this display")]
    Display(#[from] slint::PlatformError),
}

/// Opens the window and runs it until it is closed; a full-screen one cannot be closed by hand.
///
/// # Errors
/// [`ScreenError`] when there is no display to open it on.
pub fn run(front: Front) -> Result<(), ScreenError> {
    slint::BackendSelector::new().backend_name("winit".into()).renderer_name("software".into()).select()?;
    let frame = window::Frame::of(&front);
    let post = Post::open(front)?;
    frame.apply(post.app());
    post.run()?;
    Ok(())
}
