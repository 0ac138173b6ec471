//! What the screen shows of a visit.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use super::{COUNTDOWN, IDLE_OUTSIDE_A_PACK, Machine, Now, Over, Score, Screen};
use crate::comments::{Draft, Kind};
use crate::content::{Content, Item, Pack};
use crate::visit::run::{Run, begins};
use crate::vocabulary::{Language, PackId};

impl<R> Machine<R> {
    /// Which screen.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// The language of this visit.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// What is shown and asked.
    pub fn content(&self) -> &Arc<Content> {
        &self.content
    }

    /// The packs offered on `today`; those that have nothing to ask in this round are not.
    pub fn offered(&self, today: Date) -> Vec<&Pack> {
        self.content.packs.iter().filter(|pack| pack.schedule.offers(today) && begins(pack)).collect()
    }

    /// The pack that runs.
    pub fn pack(&self) -> Option<&Pack> {
        self.content.pack(self.run.as_ref()?.pack())
    }

    /// The item that is shown, or was just answered.
    pub fn item(&self) -> Option<&Item> {
        self.run.as_ref()?.item(self.pack()?)
    }

    /// The wording of a card that this visit sees, by its position.
    pub fn variant(&self) -> Option<usize> {
        self.run.as_ref()?.variant()
    }

    /// The positions of the item's responses in the order they are shown.
    pub fn order(&self) -> &[usize] {
        self.run.as_ref().map_or(&[], Run::order)
    }

    /// The positions that are marked.
    pub fn marked(&self) -> &[usize] {
        self.run.as_ref().map_or(&[], Run::marked)
    }

    /// The place of the item among those asked, from 1, and how many that is as far as is known.
    pub fn progress(&self) -> Option<(usize, usize)> {
        Some(self.run.as_ref()?.progress(self.pack()?))
    }

    /// Whether "Skip" is offered.
    pub fn can_skip(&self) -> bool {
        self.screen == Screen::Item && self.item().is_some_and(|item| !item.required && !item.is_card())
    }

    /// Whether "Next" leads on from an item: a card always does, anything else once there is something to hand in.
    ///
    /// Words that reach or identify somebody wherever they stand are not taken; they are shown, and can be taken out.
    pub fn can_go_on(&self) -> bool {
        let Some(item) = self.item().filter(|_| self.screen == Screen::Item) else { return false };
        match self.draft() {
            Some(draft) => draft.comment().is_ok() && !draft.kinds().iter().copied().any(Kind::is_direct),
            // The last of a ranking has its place without a tap.
            None if item.is_ranking() => self.marked().len() + 1 >= item.most_responses(),
            None => item.is_card() || !self.marked().is_empty(),
        }
    }

    /// On a comment item: what is written so far.
    pub fn draft(&self) -> Option<&Draft> {
        self.item().filter(|item| self.screen == Screen::Item && item.takes_comments())?;
        self.run.as_ref()?.draft()
    }

    /// Whether "Back" is offered: not to a quiz answer whose feedback was seen, and not from feedback.
    pub fn can_go_back(&self) -> bool {
        match self.screen {
            Screen::Choose | Screen::Cohort => true,
            Screen::Item => self.run.as_ref().is_some_and(|run| !run.is_locked_in()),
            _ => false,
        }
    }

    /// On feedback: the position chosen and the position that is right.
    pub fn feedback(&self) -> Option<(usize, usize)> {
        let chosen = *self.run.as_ref()?.answered()?.positions().first()?;
        (self.screen == Screen::Feedback).then_some((chosen, self.item()?.correct()?))
    }

    /// After an advisor's question: the position chosen.
    pub fn advised(&self) -> Option<usize> {
        let chosen = *self.run.as_ref()?.answered()?.positions().first()?;
        (self.screen == Screen::Feedback && self.item()?.advice.is_some()).then_some(chosen)
    }

    /// On thanks, after a quiz: how it went.
    pub fn score(&self) -> Option<Score> {
        self.score
    }

    /// After a visit to a contest: the pack whose draw ticket may be taken.
    pub fn offers_ticket(&self) -> Option<&PackId> {
        let after = matches!(self.screen, Screen::Thanks | Screen::Receipt | Screen::Results);
        self.ticket.as_ref().filter(|_| after && self.counted)
    }

    /// On thanks: whether anything was added to a counter.
    pub fn counted(&self) -> bool {
        self.counted
    }

    /// Whether somebody reads the privacy statement: on the attract screen, before they pick an activity, or from the receipt.
    pub fn reads_statement(&self) -> bool {
        self.over == Over::Statement
    }

    /// How long "Still there?" has left, while it is shown over the screen.
    pub fn countdown(&self, now: Now) -> Option<Duration> {
        let over = self.idle(now).checked_sub(self.patience())?;
        COUNTDOWN.checked_sub(over).filter(|left| self.asks() && !left.is_zero())
    }

    /// Whether a screen without a visit was left alone for as long as any other: what was set there is nobody's.
    pub fn is_left(&self, now: Now) -> bool {
        let unvisited = matches!(self.screen, Screen::Attract | Screen::Resting);
        unvisited && self.idle(now) >= IDLE_OUTSIDE_A_PACK + COUNTDOWN
    }

    /// Whether "Still there?" is asked here: wherever there is something to do or to read, and no end of its own; on the
    /// first screen as well, once somebody has something there that would go.
    pub(super) fn asks(&self) -> bool {
        let goes_on = matches!(
            self.screen,
            Screen::Choose
                | Screen::Cohort
                | Screen::Item
                | Screen::Feedback
                | Screen::Receipt
                | Screen::Results
                | Screen::Ticket
        );
        goes_on || self.would_go() || self.reads_statement()
    }

    pub(super) fn idle(&self, now: Now) -> Duration {
        now.elapsed.saturating_sub(self.touched)
    }

    pub(super) fn patience(&self) -> Duration {
        self.pack().map_or(IDLE_OUTSIDE_A_PACK, |pack| pack.idle)
    }
}
