//! `preview`: the kiosk in a window while its packs are written, on nothing that is kept.

use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::session::Session;
use super::{Failure, Outcome, Printer, check};
use crate::clock::{Clock, SystemClock};
use crate::config::Folder;
use crate::content::{self, Content};
use crate::random::Random;
use crate::release::Recent;
use crate::screen::{self, Front, Keeper};
use crate::speech::{Address, Dispatcher};
use crate::tally::{Increment, Tallies, plans};
use crate::visit::Finished;
use crate::vocabulary::PackId;

/// How the window is shown.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The window's size in pixels, such as 1080x1920
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = super::kiosk::size)]
    size: Option<(u32, u32)>,
}

pub(super) fn run(session: &Session, arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let folder = Folder::read(&session.config).map_err(Failure::other)?;
    let mut author = Author { config: session.config.clone(), folder, content: None, fresh: false };
    author.look(printer);
    let content = author.content.clone().ok_or_else(|| {
        Failure::Other(format!("the configuration in {} cannot be used", session.config.display()).into())
    })?;
    author.fresh = false;
    let clock: Rc<dyn Clock> = Rc::new(SystemClock::new(content.kiosk.time_zone.clone()));
    let front = Front {
        content,
        media: session.config.join("media"),
        clock,
        keeper: Box::new(author),
        voice: Box::new(|| Box::new(Dispatcher::new(Address::of_this_machine()))),
        rng: StdRng::from_rng(&mut Random::System),
        windowed: true,
        size: arguments.size,
    };
    screen::run(front).map_err(Failure::other)?;
    Ok(Outcome::Done)
}

/// Whoever writes the packs: visits are counted nowhere, and what is saved is shown.
struct Author {
    config: PathBuf,
    /// The files as they were last looked at.
    folder: Folder,
    /// What could be used of them last.
    content: Option<Arc<Content>>,
    /// Whether that has not been shown yet.
    fresh: bool,
}

impl Author {
    /// Takes in the files as they are; faults are told, and what cannot be used leaves what there was.
    fn look(&mut self, printer: &mut Printer) {
        let loaded = content::load(&self.folder);
        if !loaded.faults.is_empty() {
            printer.remark(check::report(&loaded, false, printer.colour()).0);
        }
        if let Some(content) = loaded.content {
            self.content = Some(Arc::new(content));
            self.fresh = true;
        }
    }
}

impl Keeper for Author {
    /// Which counters it would have added to.
    fn keep(&mut self, visit: Finished) -> Option<Vec<Increment>> {
        let content = self.content.as_ref()?;
        let tallies = Tallies::new(plans(content), content.hash.clone());
        Some(tallies.increments(content.pack(&visit.pack)?, &visit))
    }

    fn heartbeat(&mut self) -> bool {
        // While an editor is saving, a file may not be there; a second later it is.
        if let Ok(folder) = Folder::read(&self.config)
            && folder != self.folder
        {
            self.folder = folder;
            let mut printer = Printer::standard(false);
            self.look(&mut printer);
            if self.fresh {
                printer.remark("reloaded");
            }
        }
        true
    }

    fn changed(&mut self) -> Option<Arc<Content>> {
        std::mem::take(&mut self.fresh).then(|| self.content.clone()).flatten()
    }

    fn interrupts(&self) -> bool {
        true
    }

    /// Nothing was released here.
    fn recent(&self, _: &PackId) -> Vec<Recent> {
        Vec::new()
    }
}
