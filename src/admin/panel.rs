//! Where one is in the panel, and when it ends by itself.

use std::time::Duration;

use super::Entry;
use crate::pin::Pin;

/// The panel ends when it has not been touched for so long: whoever opened it may have walked away.
const LEFT: Duration = Duration::from_mins(1);

/// A page behind the first one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Writing what was released to a USB stick.
    Export,
    /// Sending what was released to every destination.
    Sync,
    /// What closing a release came to.
    Release,
    /// What reading the configuration again came to.
    Reload,
    /// Which language the screen starts in.
    Language,
    /// What the program had to say.
    Notices,
    /// Whether to end the kiosk.
    Leave,
    /// How the parts of the kiosk are.
    Health,
    /// What goes onto the walls and comes down.
    Walls,
    /// Drawing tickets, showing the one that won, taking its code.
    Draw,
}

/// Which page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// None: the panel is closed.
    #[default]
    Closed,
    /// How to set a PIN, for there is none.
    NoPin,
    /// The pad for the PIN.
    Pad,
    /// The first page.
    Home,
    /// A page behind it.
    Section(Section),
}

/// The panel of one kiosk.
#[derive(Debug)]
pub struct Panel {
    place: Place,
    typed: Pin,
    checking: bool,
    wrong: bool,
    touched: Duration,
}

impl Default for Panel {
    fn default() -> Self {
        Self { place: Place::Closed, typed: Pin::blank(), checking: false, wrong: false, touched: Duration::ZERO }
    }
}

impl Panel {
    /// The page.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// Whether any page is shown.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.place != Place::Closed
    }

    /// How many digits are typed.
    #[must_use]
    pub fn length(&self) -> usize {
        self.typed.length()
    }

    /// Whether what is typed can be tried.
    #[must_use]
    pub fn can_submit(&self) -> bool {
        match self.place {
            Place::Pad => !self.checking && self.typed.is_long_enough(),
            Place::Section(Section::Draw) => self.typed.is_full(),
            _ => false,
        }
    }

    /// Whether a PIN is being looked at.
    #[must_use]
    pub fn is_checking(&self) -> bool {
        self.checking
    }

    /// Whether the last PIN was wrong and nothing has been typed since.
    #[must_use]
    pub fn was_wrong(&self) -> bool {
        self.wrong
    }

    /// Somebody made the gesture.
    pub fn knock(&mut self, entry: Entry, now: Duration) {
        if !self.is_open() {
            self.place = if entry == Entry::Unset { Place::NoPin } else { Place::Pad };
            self.touched = now;
        }
    }

    /// Somebody touched the screen, or work that they asked for still goes on.
    pub fn touch(&mut self, now: Duration) {
        self.touched = now;
    }

    /// A digit of the PIN, while one may be tried.
    pub fn digit(&mut self, digit: u8, entry: Entry) {
        let awaited = self.place == Place::Pad && !self.checking && entry == Entry::Open;
        if awaited || self.place == Place::Section(Section::Draw) {
            self.wrong = false;
            self.typed.push(digit);
        }
    }

    /// Takes the last digit back.
    pub fn erase(&mut self) {
        self.typed.erase();
    }

    /// Hands over the PIN to try.
    pub fn submit(&mut self) -> Option<Pin> {
        self.can_submit().then(|| {
            self.checking = self.place == Place::Pad;
            std::mem::replace(&mut self.typed, Pin::blank())
        })
    }

    /// Takes in whether the PIN was right; too late if the pad was left meanwhile.
    pub fn verdict(&mut self, right: bool, now: Duration) {
        if self.place == Place::Pad && std::mem::take(&mut self.checking) {
            self.wrong = !right;
            self.touched = now;
            if right {
                self.place = Place::Home;
            }
        }
    }

    /// Opens a page from the first one.
    pub fn go(&mut self, section: Section) {
        if self.place == Place::Home {
            self.place = Place::Section(section);
        }
    }

    /// Back to the first page, or out.
    pub fn back(&mut self) {
        match self.place {
            Place::Section(_) => {
                self.typed = Pin::blank();
                self.place = Place::Home;
            }
            _ => self.close(),
        }
    }

    /// Closes the panel and forgets what was typed.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Duration) {
        if self.is_open() && now.saturating_sub(self.touched) >= LEFT {
            self.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn type_pin(panel: &mut Panel, digits: &[u8]) -> Option<Pin> {
        for digit in digits {
            panel.digit(*digit, Entry::Open);
        }
        panel.submit()
    }

    fn inside() -> Panel {
        let mut panel = Panel::default();
        panel.knock(Entry::Open, SECOND);
        assert!(type_pin(&mut panel, &[4, 7, 2, 9, 1, 3]).is_some());
        panel.verdict(true, SECOND);
        panel
    }

    #[test]
    fn only_the_right_pin_leads_in() {
        let mut panel = Panel::default();
        panel.knock(Entry::Open, SECOND);
        panel.go(Section::Leave);
        assert_eq!(panel.place(), Place::Pad, "no page opens from the pad");
        panel.verdict(true, SECOND);
        assert_eq!(panel.place(), Place::Pad, "nobody asked");
        assert_eq!(type_pin(&mut panel, &[4, 7, 2]), None, "too short to try");
        assert_eq!(type_pin(&mut panel, &[9, 1, 3]), Some(Pin::new("472913").unwrap()));
        assert_eq!(type_pin(&mut panel, &[4, 7, 2, 9, 1, 3]), None, "one at a time");
        panel.verdict(false, SECOND);
        assert!(panel.was_wrong() && panel.length() == 0);
        assert!(type_pin(&mut panel, &[4, 7, 2, 9, 1, 3]).is_some());
        assert!(!panel.was_wrong());
        panel.verdict(true, SECOND);
        assert_eq!(panel.place(), Place::Home);
    }

    #[test]
    fn while_one_has_to_wait_nothing_can_be_typed() {
        let mut panel = Panel::default();
        panel.knock(Entry::Waits(SECOND), SECOND);
        panel.digit(4, Entry::Waits(SECOND));
        assert_eq!((panel.place(), panel.length()), (Place::Pad, 0));
    }

    #[test]
    fn without_a_pin_there_is_no_pad() {
        let mut panel = Panel::default();
        panel.knock(Entry::Unset, SECOND);
        assert_eq!(panel.place(), Place::NoPin);
        panel.back();
        assert!(!panel.is_open());
    }

    #[test]
    fn a_verdict_that_comes_after_the_pad_was_left_opens_nothing() {
        let mut panel = Panel::default();
        panel.knock(Entry::Open, SECOND);
        assert!(type_pin(&mut panel, &[4, 7, 2, 9, 1, 3]).is_some());
        panel.close();
        panel.verdict(true, SECOND);
        assert!(!panel.is_open());
        panel.knock(Entry::Open, SECOND);
        panel.verdict(true, SECOND);
        assert_eq!(panel.place(), Place::Pad);
    }

    #[test]
    fn a_panel_left_alone_for_a_minute_closes_wherever_one_is() {
        let mut panel = inside();
        panel.go(Section::Notices);
        panel.tick(60 * SECOND);
        assert_eq!(panel.place(), Place::Section(Section::Notices));
        panel.touch(60 * SECOND);
        panel.tick(119 * SECOND);
        assert!(panel.is_open());
        panel.tick(120 * SECOND);
        assert!(!panel.is_open());
    }

    #[test]
    fn back_leads_to_the_first_page_and_then_out() {
        let mut panel = inside();
        panel.go(Section::Export);
        panel.back();
        assert_eq!(panel.place(), Place::Home);
        panel.back();
        assert_eq!(panel.place(), Place::Closed);
    }
}
