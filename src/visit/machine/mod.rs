//! The state machine: which screen comes next, whatever is tapped, however long nobody taps.

mod beside;
mod shown;

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use rand::Rng;

use super::answer::{Finished, Response};
use super::burst::Bursts;
use super::deck::Decks;
use super::run::Run;
use crate::comments::Draft;
use crate::content::{Content, Item, ItemKind, OnAbandon, Pack, PackKind};
use crate::mutant;
use crate::vocabulary::{CohortId, ItemId, Language, PackId};

pub use beside::Beside;

/// How long "Still there?" counts down before the visit ends.
pub const COUNTDOWN: Duration = Duration::from_secs(20);
/// How long "Thank you" stays before the next person's screen.
pub const THANKS: Duration = Duration::from_secs(4);
/// How long "not counted" stays: longer than thanks, because it must be read.
pub const SORRY: Duration = Duration::from_secs(8);
/// How long a tapped single choice shows its mark before the next screen comes; another tap within it corrects it.
pub const CONFIRM: Duration = Duration::from_millis(220);
/// Screens between packs wait this long, whatever the last pack asked for.
const IDLE_OUTSIDE_A_PACK: Duration = Duration::from_secs(30);

/// What the clock says, handed in with every event.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Time since some fixed moment; never goes back.
    pub elapsed: Duration,
    /// The day, in the kiosk's time zone.
    pub today: Date,
}

/// What a person did, or time did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Touched the attract screen.
    Begin,
    /// Picked a language; on the attract screen this begins too, unless it is for the privacy statement.
    Language(Language),
    /// Picked a pack.
    Choose(PackId),
    /// Picked a cohort, or would rather not say.
    Cohort(Option<CohortId>),
    /// Tapped a response, by its position in the pack's order.
    Tap(usize),
    /// Changed what is written on a comment item: all of it, as it stands now.
    Write(Draft),
    /// Said that the item does not apply.
    NotApplicable,
    /// Went on: from a multiple choice, a card or feedback.
    Next,
    /// Skipped the item.
    Skip,
    /// Went back.
    Back,
    /// Ended the visit at once; nothing counts.
    StartOver,
    /// Touched anything at all.
    Touch,
    /// Asked for one more.
    OneMore,
    /// Asked which counters the visit added to.
    Receipt,
    /// Asked what was released last of what the visit answered.
    Results,
    /// Took a draw ticket.
    Ticket,
    /// Opened the privacy statement.
    OpenStatement,
    /// Closed the privacy statement.
    CloseStatement,
    /// Time passed; sent about once a second.
    Tick,
}

/// Which screen is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    /// Waiting for somebody.
    Attract,
    /// Which activity?
    Choose,
    /// Who are you with?
    Cohort,
    /// An item.
    Item,
    /// Right or wrong, and why.
    Feedback,
    /// The visit is being stored; nothing can be tapped.
    Saving,
    /// It counted.
    Thanks,
    /// Which counters that was.
    Receipt,
    /// What others said, in rounds that are closed.
    Results,
    /// A draw ticket, to keep.
    Ticket,
    /// It could not be stored and was not counted.
    Sorry,
    /// Nothing can be stored for now.
    Resting,
}

/// What lies over a screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Over {
    #[default]
    Nothing,
    /// The privacy statement.
    Statement,
}

/// One kiosk front end: at most one visit at a time, in memory only.
///
/// Feed it every [`Event`]; when it hands back a [`Finished`] visit, store that and report with [`Machine::stored`]:
/// nobody is thanked before their answers are durable.
pub struct Machine<R> {
    content: Arc<Content>,
    rng: R,
    language: Language,
    screen: Screen,
    over: Over,
    beside: Beside,
    run: Option<Run>,
    decks: Decks,
    /// When anything was last touched.
    touched: Duration,
    /// When the current screen came up.
    shown: Duration,
    bursts: Bursts,
    /// The pack of the visit that is being stored and when it ended, unless it is one of a burst.
    storing: Option<(PackId, Duration)>,
    /// Whether the person has walked away while the visit is being stored, so that nobody is there to be thanked.
    abandoned: bool,
    /// Whether the last visit added to a counter.
    counted: bool,
    score: Option<Score>,
    can_store: bool,
    /// The contest that a draw ticket may be taken of: once after each visit that counted and was none of a burst.
    ticket: Option<PackId>,
}

/// How a person did in a quiz; shown once and never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Items answered rightly.
    pub right: usize,
    /// Items answered.
    pub of: usize,
}

impl<R: Rng> Machine<R> {
    /// A front end at rest on the attract screen, in the kiosk's first language.
    pub fn new(content: Arc<Content>, rng: R) -> Self {
        let language = first_language(&content);
        Self {
            content,
            rng,
            language,
            screen: Screen::Attract,
            over: Over::default(),
            beside: Beside::default(),
            run: None,
            decks: Decks::default(),
            touched: Duration::ZERO,
            shown: Duration::ZERO,
            bursts: Bursts::default(),
            storing: None,
            abandoned: false,
            counted: false,
            score: None,
            can_store: true,
            ticket: None,
        }
    }

    /// Takes in one event; a visit that it ends is handed back, to be stored.
    pub fn handle(&mut self, event: Event, now: Now) -> Option<Finished> {
        if event == Event::Tick {
            return self.tick(now);
        }
        self.touched = now.elapsed;
        match event {
            Event::Begin if self.screen == Screen::Attract => self.begin(now),
            Event::Language(language) => {
                if self.content.kiosk.languages.contains(&language) {
                    self.language = language;
                }
                if self.screen == Screen::Attract && !self.reads_statement() {
                    self.begin(now);
                }
            }
            Event::Choose(pack) if self.screen == Screen::Choose => self.choose(&pack, now),
            Event::Cohort(cohort) if self.screen == Screen::Cohort => {
                if let (true, Some(run)) = (offers(&self.content, cohort.as_ref()), self.run.as_mut()) {
                    run.set_cohort(cohort);
                    self.show(Screen::Item, now);
                }
            }
            Event::Tap(position) if self.screen == Screen::Item => {
                let content = Arc::clone(&self.content);
                if let Some(run) = self.run.as_mut()
                    && let Some(item) = content.pack(run.pack()).and_then(|pack| run.item(pack))
                {
                    run.tap(item, position, now.elapsed);
                }
            }
            Event::Write(draft) if self.draft().is_some() => {
                if let Some(run) = self.run.as_mut() {
                    run.write(draft);
                }
            }
            Event::NotApplicable if self.screen == Screen::Item => {
                let offered =
                    self.item().is_some_and(|item| matches!(item.kind, ItemKind::Rating { not_applicable: true, .. }));
                if offered {
                    return self.answer(Response::skip(), now);
                }
            }
            Event::Skip if self.can_skip() => {
                if let Some(run) = self.run.as_mut() {
                    run.write(Draft::default());
                }
                return self.answer(Response::skip(), now);
            }
            Event::Next => return self.next(now),
            Event::Back if self.can_go_back() => self.back(now),
            Event::StartOver => self.rest(now),
            Event::Receipt if matches!(self.screen, Screen::Thanks | Screen::Results) && self.counted => {
                self.show(Screen::Receipt, now);
            }
            Event::Results if self.screen == Screen::Thanks && self.counted => self.show(Screen::Results, now),
            Event::Ticket if self.offers_ticket().is_some() => {
                self.ticket = None;
                self.show(Screen::Ticket, now);
            }
            Event::OpenStatement if matches!(self.screen, Screen::Attract | Screen::Choose | Screen::Receipt) => {
                self.over = Over::Statement;
            }
            Event::CloseStatement => self.over = Over::Nothing,
            Event::OneMore
                if matches!(self.screen, Screen::Thanks | Screen::Receipt | Screen::Results | Screen::Ticket) =>
            {
                self.ticket = None;
                self.score = None;
                self.begin(now);
            }
            _ => {}
        }
        None
    }

    /// Says what became of the visit that was handed out.
    pub fn stored(&mut self, counted: bool, now: Now) {
        if self.screen != Screen::Saving {
            return;
        }
        self.counted = counted;
        let storing = self.storing.take();
        if !counted {
            self.ticket = None;
        } else if let Some((pack, ended)) = storing {
            self.bursts.count(pack, ended);
        }
        if self.abandoned {
            self.rest(now);
        } else {
            self.show(if counted { Screen::Thanks } else { Screen::Sorry }, now);
        }
    }

    /// Says whether visits can be stored at all; while they cannot, the kiosk rests and takes none.
    pub fn set_can_store(&mut self, can_store: bool, now: Now) {
        self.can_store = can_store;
        match self.screen {
            Screen::Attract if !can_store => self.show(Screen::Resting, now),
            Screen::Resting if can_store => self.rest(now),
            _ => {}
        }
    }

    /// Whether nobody is in the middle of a visit, or of the privacy statement.
    #[must_use]
    pub fn is_between_visits(&self) -> bool {
        matches!(self.screen, Screen::Attract | Screen::Resting) && !self.reads_statement()
    }

    /// Takes over changed content; only between visits, so that nobody's questions change under their hands.
    ///
    /// Tells whether it was taken.
    pub fn replace_content(&mut self, content: Arc<Content>) -> bool {
        let between = self.is_between_visits();
        if between {
            self.content = content;
            self.language = first_language(&self.content);
        }
        between
    }

    fn tick(&mut self, now: Now) -> Option<Finished> {
        self.bursts.forget(now.elapsed, self.repeat_window());
        let shown = now.elapsed.saturating_sub(self.shown);
        match self.screen {
            // Whoever still does something there, with keys or by hearing, has not left.
            Screen::Thanks if self.stays(THANKS).is_some_and(|stay| self.idle(now) >= stay) => self.rest(now),
            Screen::Sorry if self.stays(SORRY).is_some_and(|stay| shown >= stay) && self.idle(now) >= THANKS => {
                self.rest(now);
            }
            // A language that was picked there goes with whoever picked it.
            Screen::Attract | Screen::Resting if self.is_left(now) => self.rest(now),
            Screen::Item if self.run.as_ref().is_some_and(|run| run.is_confirmed(now.elapsed)) => {
                return self.hand_in(now);
            }
            _ if self.asks() && self.idle(now) >= self.patience() + COUNTDOWN => return self.abandon(now),
            _ => {}
        }
        None
    }

    fn begin(&mut self, now: Now) {
        let offered = self.offered(now.today);
        match offered.as_slice() {
            [] => {}
            [only] => {
                let only = only.id.clone();
                self.start(&only, now);
            }
            _ => {
                self.run = None;
                self.show(Screen::Choose, now);
            }
        }
    }

    fn choose(&mut self, pack: &PackId, now: Now) {
        if self.offered(now.today).iter().any(|offered| &offered.id == pack) {
            self.start(pack, now);
        }
    }

    fn start(&mut self, id: &PackId, now: Now) {
        let content = Arc::clone(&self.content);
        let Some(pack) = content.pack(id) else { return };
        self.score = None;
        self.abandoned = false;
        self.counted = false;
        self.run = Some(Run::new(pack, &mut self.decks, &mut self.rng));
        if pack.ask_cohort && !content.kiosk.cohorts.is_empty() {
            self.show(Screen::Cohort, now);
        } else {
            self.show(Screen::Item, now);
        }
    }

    /// Accepts what is marked as the response to the current item and goes on.
    fn hand_in(&mut self, now: Now) -> Option<Finished> {
        let content = Arc::clone(&self.content);
        let run = self.run.as_mut()?;
        let item = content.pack(run.pack()).and_then(|pack| run.item(pack))?;
        let response = run.take_marked(item);
        self.answer(response, now)
    }

    /// Accepts a response to the current item and goes on.
    fn answer(&mut self, response: Response, now: Now) -> Option<Finished> {
        let content = Arc::clone(&self.content);
        let run = self.run.as_mut()?;
        let pack = content.pack(run.pack())?;
        let explains = |item: &Item| item.advice.is_some() || pack.kind == PackKind::Quiz && item.correct().is_some();
        let explained = !response.is_skip() && run.item(pack).is_some_and(explains);
        run.answer(response);
        if explained {
            run.lock();
            self.show(Screen::Feedback, now);
            return None;
        }
        self.advance(now)
    }

    fn advance(&mut self, now: Now) -> Option<Finished> {
        let content = Arc::clone(&self.content);
        let run = self.run.as_mut()?;
        let pack = content.pack(run.pack())?;
        if run.step(pack) {
            self.show(Screen::Item, now);
            return None;
        }
        self.finish(now)
    }

    fn next(&mut self, now: Now) -> Option<Finished> {
        match self.screen {
            Screen::Feedback => self.advance(now),
            Screen::Thanks | Screen::Receipt | Screen::Results | Screen::Ticket | Screen::Sorry => {
                self.rest(now);
                None
            }
            Screen::Item => {
                if !self.can_go_on() {
                    return None;
                }
                self.hand_in(now)
            }
            _ => None,
        }
    }

    fn back(&mut self, now: Now) {
        let content = Arc::clone(&self.content);
        let stepped = match (self.screen == Screen::Item, self.run.as_mut()) {
            (true, Some(run)) => content.pack(run.pack()).is_some_and(|pack| run.step_back(pack)),
            _ => false,
        };
        if stepped {
            self.show(Screen::Item, now);
        } else if self.screen == Screen::Item
            && self.pack().is_some_and(|pack| pack.ask_cohort)
            && !content.kiosk.cohorts.is_empty()
        {
            self.show(Screen::Cohort, now);
        } else if self.screen != Screen::Choose && self.offered(now.today).len() > 1 {
            self.run = None;
            self.show(Screen::Choose, now);
        } else {
            self.rest(now);
        }
    }

    fn finish(&mut self, now: Now) -> Option<Finished> {
        let content = Arc::clone(&self.content);
        let run = self.run.take()?;
        let pack = content.pack(run.pack())?;
        let (answers, comments) = (run.answers(pack), run.comments(pack));
        self.score = (pack.kind == PackKind::Quiz).then(|| score(pack, &answers));
        // What was only seen is no answer.
        let said_nothing = answers.iter().all(|(id, _)| pack.item(id).is_some_and(Item::is_card));
        if said_nothing && comments.is_empty() {
            if self.abandoned {
                self.rest(now);
            } else {
                self.show(Screen::Thanks, now);
            }
            return None;
        }
        let raffle = pack.contest.as_ref().filter(|contest| contest.prize.is_some());
        let soon = self.bursts.is_burst(&pack.id, now.elapsed, self.repeat_window());
        let said = || answers.iter().map(|(id, said)| (id.to_string(), said.positions().to_vec())).collect();
        let burst = !mutant::says_otherwise(said) && soon;
        self.storing = (!burst).then(|| (pack.id.clone(), now.elapsed));
        self.ticket = raffle.filter(|_| !burst && !answers.is_empty()).map(|_| pack.id.clone());
        self.show(Screen::Saving, now);
        Some(Finished { pack: pack.id.clone(), cohort: run.into_cohort(), answers, comments, burst })
    }

    /// Nobody answered "Still there?".
    fn abandon(&mut self, now: Now) -> Option<Finished> {
        let keep = self.pack().is_some_and(|pack| pack.on_abandon == OnAbandon::Keep);
        if keep {
            self.abandoned = true;
            return self.finish(now);
        }
        self.rest(now);
        None
    }

    /// Back to the first screen with no trace of the visit.
    fn rest(&mut self, now: Now) {
        self.run = None;
        self.ticket = None;
        self.score = None;
        self.counted = false;
        self.abandoned = false;
        // Whoever shows the screen sets this back with it; nobody is asked in between.
        self.beside = Beside::default();
        self.language = first_language(&self.content);
        self.show(if self.can_store { Screen::Attract } else { Screen::Resting }, now);
    }

    fn show(&mut self, screen: Screen, now: Now) {
        self.screen = screen;
        self.over = Over::Nothing;
        self.shown = now.elapsed;
    }

    fn repeat_window(&self) -> Duration {
        Duration::from_secs(u64::from(self.content.kiosk.repeat_seconds))
    }
}

fn offers(content: &Content, cohort: Option<&CohortId>) -> bool {
    cohort.is_none_or(|id| content.kiosk.cohorts.iter().any(|cohort| &cohort.id == id))
}

fn first_language(content: &Content) -> Language {
    content.kiosk.languages.first().cloned().unwrap_or_else(|| "en".into())
}

fn score(pack: &Pack, answers: &[(ItemId, Response)]) -> Score {
    let marked = answers.iter().filter_map(|(item, response)| {
        let right = pack.item(item)?.correct()?;
        Some(response.positions() == [right])
    });
    marked.fold(Score { right: 0, of: 0 }, |score, right| Score {
        right: score.right + usize::from(right),
        of: score.of + 1,
    })
}
