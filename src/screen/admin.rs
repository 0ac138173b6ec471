//! The panel of whoever looks after the kiosk: what it shows, and what is tapped there.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;
use std::time::Duration;

use slint::{ComponentHandle, Timer, TimerMode};

use super::generated::{
    AdminAdapter, AdminPlace, ContestRow, DrawState, ExportState, HealthTerms, PadState, PostingRow, Stick as StickRow,
};
use super::post::Visitor;
use super::terms::Tongue;
use super::terms_health;
use super::view::{View, changed, count};
use crate::admin::{
    Contest, Delivered, Drawn, Entry, News, Onto, Panel, Part, Place, Posting, Reply, Section, State, Status, Steward,
    Told,
};
use crate::speech::Volume;
use crate::sync::Stick;
use crate::visit::Event;
use crate::vocabulary::{Language, Round};

/// How often work beside the screen is asked for news while the panel is open.
const ASKED: Duration = Duration::from_millis(100);
/// Sticks are sold by this.
const GIGABYTE: u64 = 1_000_000_000;

/// Fills `AdminAdapter` while the panel is open.
#[derive(Default)]
pub(super) struct AdminScreen {
    panel: RefCell<Panel>,
    /// Asks for news.
    ask: Timer,
    parts: RefCell<Vec<Part>>,
    /// What the last action had to say.
    lines: RefCell<Vec<Reply>>,
    /// What the program had to say, where that is looked at.
    notices: RefCell<Vec<(Round, Reply)>>,
    /// The same of a drawing.
    told: RefCell<Option<Told>>,
    taken: Cell<bool>,
    sticks: RefCell<Vec<Stick>>,
    /// Files written and to be written, while an export goes on.
    written: Cell<Option<(usize, usize)>>,
    delivered: RefCell<Option<Delivered>>,
    /// Comments that wait for a decision, looked up when the page is opened and after each.
    waiting: RefCell<Vec<Posting>>,
    posted: RefCell<Vec<Posting>>,
}

impl AdminScreen {
    pub fn connect(visitor: &Rc<Visitor>) {
        Self::connect_doors(visitor);
        Self::connect_deeds(visitor);
    }

    /// The ways in, on and out.
    fn connect_doors(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<AdminAdapter>();
        let act = |act: fn(&Visitor, &mut dyn Steward)| {
            let weak = Rc::downgrade(visitor);
            move || {
                if let Some(visitor) = weak.upgrade() {
                    visitor.with_steward(|steward| act(&visitor, steward));
                    visitor.send(Event::Touch);
                }
            }
        };
        let weak = Rc::downgrade(visitor);
        adapter.on_knock(move || {
            if let Some(visitor) = weak.upgrade() {
                Self::knock(&visitor);
            }
        });
        adapter.on_erase(act(|visitor, _| visitor.admin().panel.borrow_mut().erase()));
        adapter.on_submit(act(|visitor, steward| visitor.admin().submit(steward)));
        adapter.on_back(act(|visitor, _| visitor.admin().panel.borrow_mut().back()));
        adapter.on_close(act(|visitor, _| visitor.admin().panel.borrow_mut().close()));
        adapter.on_leave(act(|visitor, _| {
            visitor.admin().panel.borrow_mut().close();
            // The window is the last one, and the program ends with it.
            let _ = visitor.app().hide();
        }));
    }

    /// What is done there, which may change what is asked.
    fn connect_deeds(visitor: &Rc<Visitor>) {
        let adapter = visitor.app().global::<AdminAdapter>();
        let weak = Rc::downgrade(visitor);
        let with = move |act: &dyn Fn(&Visitor, &mut dyn Steward)| {
            if let Some(visitor) = weak.upgrade() {
                visitor.with_steward(|steward| act(&visitor, steward));
                visitor.take_over_content();
                visitor.send(Event::Touch);
            }
        };
        let digit = with.clone();
        adapter.on_digit(move |digit_typed| {
            digit(&|visitor, steward| {
                let digit = u8::try_from(digit_typed).unwrap_or(u8::MAX);
                visitor.admin().panel.borrow_mut().digit(digit, steward.entry());
            });
        });
        let open = with.clone();
        adapter.on_open(move |place| {
            open(&|visitor, steward| {
                if let Some(section) = section(place) {
                    visitor.admin().open(section, steward);
                }
            });
        });
        let pause = with.clone();
        adapter.on_pause(move |paused| pause(&|_, steward| steward.pause(paused)));
        let write = with.clone();
        adapter.on_write_to(move |index| write(&|visitor, steward| visitor.admin().export(index, steward)));
        let post = with.clone();
        adapter.on_post(move |id, idea| {
            let onto = if idea { Onto::Ideas } else { Onto::Voices };
            post(&|visitor, steward| visitor.admin().say(steward.post(&id, onto), steward));
        });
        let down = with.clone();
        adapter.on_take_down(move |id| down(&|visitor, steward| visitor.admin().say(steward.take_down(&id), steward)));
        let draw = with.clone();
        adapter.on_draw(move |pack| draw(&|visitor, steward| visitor.admin().tell(steward.draw(&pack))));
        let show = with.clone();
        adapter.on_show_drawn(move |pack| {
            show(&|visitor, steward| visitor.admin().tell(steward.show_drawn(&pack)));
        });
        let prefer = with.clone();
        adapter.on_prefer(move |tag| prefer(&|_, steward| steward.prefer(&Language::from(tag.as_str()))));
        let turn = |step: fn(Volume) -> Volume| {
            let with = with.clone();
            move || {
                with(&|visitor, steward| {
                    let volume = step(steward.volume());
                    steward.set_volume(volume);
                    visitor.speech().sample(visitor, volume);
                });
            }
        };
        adapter.on_louder(turn(Volume::louder));
        adapter.on_softer(turn(Volume::softer));
        adapter.on_dim(move |percent| with(&|_, steward| steward.dim(u32::try_from(percent).unwrap_or_default())));
    }

    /// What was typed goes where it was asked for: a winner's code, or a PIN.
    fn submit(&self, steward: &mut dyn Steward) {
        let drawing = self.panel.borrow().place() == Place::Section(Section::Draw);
        let typed = self.panel.borrow_mut().submit();
        match typed {
            Some(code) if drawing => {
                let told = steward.claim(&code);
                self.tell(told);
            }
            Some(pin) => steward.try_pin(pin),
            None => {}
        }
    }

    /// Somebody held a finger in a corner; from then on work beside the screen is asked for news.
    fn knock(visitor: &Rc<Visitor>) {
        let Some(entry) = visitor.with_steward(|steward| steward.knock()) else { return };
        let admin = visitor.admin();
        admin.panel.borrow_mut().knock(entry, visitor.elapsed());
        let weak = Rc::downgrade(visitor);
        admin.ask.start(TimerMode::Repeated, ASKED, move || {
            if let Some(visitor) = weak.upgrade() {
                visitor.with_steward(|steward| visitor.admin().hear(steward, visitor.elapsed()));
                visitor.refresh();
            }
        });
        visitor.send(Event::Touch);
    }

    pub fn is_open(&self) -> bool {
        self.panel.borrow().is_open()
    }

    /// Somebody touched the screen.
    pub fn touch(&self, now: Duration) {
        self.panel.borrow_mut().touch(now);
    }

    /// Lets time pass; an export that goes on keeps the panel open, for its end must be seen.
    pub fn tick(&self, now: Duration) {
        let mut panel = self.panel.borrow_mut();
        if self.written.get().is_some() {
            panel.touch(now);
        }
        panel.tick(now);
    }

    fn hear(&self, steward: &mut dyn Steward, now: Duration) {
        while let Some(news) = steward.news() {
            match news {
                News::Verdict(right) => {
                    self.panel.borrow_mut().verdict(right, now);
                    if right {
                        steward.examine();
                    }
                }
                News::Health(parts) => *self.parts.borrow_mut() = parts,
                News::Written(done, all) => self.written.set(Some((done, all))),
                News::Delivered(delivered) => {
                    self.written.set(None);
                    self.panel.borrow_mut().touch(now);
                    self.lines.borrow_mut().clone_from(&delivered.lines);
                    self.delivered.replace(Some(delivered));
                }
            }
        }
        if !self.is_open() && self.written.get().is_none() {
            self.ask.stop();
            self.parts.borrow_mut().clear();
            self.waiting.borrow_mut().clear();
        }
    }

    fn open(&self, section: Section, steward: &mut dyn Steward) {
        self.panel.borrow_mut().go(section);
        self.notices.take();
        let lines = match section {
            Section::Release => steward.release(),
            Section::Reload => {
                let reloaded = steward.reload();
                self.taken.set(reloaded.taken);
                steward.examine();
                reloaded.lines
            }
            Section::Notices => {
                self.notices.replace(steward.notices());
                Vec::new()
            }
            Section::Export => {
                self.delivered.take();
                Vec::new()
            }
            Section::Sync => {
                self.delivered.take();
                // Work that goes on already, as an export, goes on.
                if self.written.get().is_none() && steward.sync() {
                    self.written.set(Some((0, 0)));
                }
                Vec::new()
            }
            Section::Walls => {
                self.look_at_walls(steward);
                Vec::new()
            }
            Section::Language | Section::Leave | Section::Health | Section::Draw => Vec::new(),
        };
        self.lines.replace(lines);
        self.told.take();
    }

    /// Shows what an action had to say, and what is on the walls after it.
    fn say(&self, lines: Vec<Reply>, steward: &mut dyn Steward) {
        self.lines.replace(lines);
        self.look_at_walls(steward);
    }

    /// Shows what there is to say of a drawing.
    fn tell(&self, told: Option<Told>) {
        self.told.replace(told);
    }

    fn look_at_walls(&self, steward: &mut dyn Steward) {
        self.waiting.replace(steward.waiting());
        self.posted.replace(steward.posted());
    }

    fn fill_walls(&self, adapter: &AdminAdapter) {
        let row = |posting: &Posting| PostingRow { id: posting.id.as_str().into(), text: posting.text.as_str().into() };
        if let Some(rows) = changed(&adapter.get_waiting(), self.waiting.borrow().iter().map(row).collect()) {
            adapter.set_waiting(rows);
        }
        if let Some(rows) = changed(&adapter.get_posted(), self.posted.borrow().iter().map(row).collect()) {
            adapter.set_posted(rows);
        }
    }

    fn export(&self, index: i32, steward: &mut dyn Steward) {
        let sticks = self.sticks.borrow();
        if let Some(stick) = usize::try_from(index).ok().and_then(|index| sticks.get(index))
            && self.written.get().is_none()
        {
            self.written.set(Some((0, 1)));
            steward.export(&stick.path);
        }
    }

    pub fn fill(&self, view: &View, steward: Option<&mut dyn Steward>) {
        let adapter = view.app.global::<AdminAdapter>();
        let Some(steward) = steward else { return };
        adapter.set_paused(steward.is_paused());
        let panel = self.panel.borrow();
        let Some(place) = place(panel.place()) else { return };
        adapter.set_place(place);
        match place {
            AdminPlace::Pad => fill_pad(&adapter, &panel, steward.entry()),
            AdminPlace::Home => {
                fill_status(&adapter, &Tongue::of(view.app), &steward.status());
                adapter.set_brightness(steward.brightness().map_or(-1, |percent| i32::try_from(percent).unwrap_or(-1)));
                adapter.set_voice(steward.volume().percent().into());
            }
            AdminPlace::Export | AdminPlace::Sync => self.fill_export(&adapter, &Tongue::of(view.app), steward),
            AdminPlace::Walls => self.fill_walls(&adapter),
            AdminPlace::Draw => fill_draw(&adapter, &Tongue::of(view.app), &panel, &steward.contests()),
            _ => {}
        }
        let parts = self.parts.borrow();
        adapter.set_unwell(count(parts.iter().filter(|part| part.state != State::Well).count()));
        let terms = view.app.global::<HealthTerms>();
        let tongue = Tongue::of(view.app);
        let rows = parts.iter().map(|part| terms_health::part(&tongue, &terms, part)).collect();
        if let Some(parts) = changed(&adapter.get_parts(), rows) {
            adapter.set_parts(parts);
        }
        let first = view.machine.content().kiosk.languages.first();
        adapter.set_language(first.map(|first| first.as_str().into()).unwrap_or_default());
        adapter.set_taken(self.taken.get());
        let (notices, said, told) = (self.notices.borrow(), self.lines.borrow(), self.told.borrow());
        let notices = notices.iter().map(|(week, said)| tongue.notice(*week, said));
        let said = said.iter().map(|line| tongue.reply(line));
        let told = told.iter().map(|told| tongue.drawing(told));
        let lines = notices.chain(said).chain(told).collect();
        if let Some(lines) = changed(&adapter.get_lines(), lines) {
            adapter.set_lines(lines);
        }
    }

    fn fill_export(&self, adapter: &AdminAdapter, tongue: &Tongue, steward: &mut dyn Steward) {
        let delivered = Ref::map(self.delivered.borrow(), |delivered| delivered);
        let state = match (self.written.get(), delivered.as_ref()) {
            (Some((done, all)), _) => {
                adapter.set_written(count(done));
                adapter.set_written_of(count(all));
                ExportState::Writing
            }
            (None, Some(delivered)) if delivered.whole => ExportState::Whole,
            (None, Some(_)) => ExportState::Broken,
            (None, None) => {
                *self.sticks.borrow_mut() = steward.sticks();
                ExportState::Choosing
            }
        };
        adapter.set_export_state(state);
        if let Some(sticks) =
            changed(&adapter.get_sticks(), self.sticks.borrow().iter().map(|found| stick(tongue, found)).collect())
        {
            adapter.set_sticks(sticks);
        }
    }
}

fn fill_pad(adapter: &AdminAdapter, panel: &Panel, entry: Entry) {
    adapter.set_typed(count(panel.length()));
    adapter.set_can_submit(panel.can_submit());
    adapter.set_pad(match entry {
        // A PIN counts as wrong until it is known to be right.
        _ if panel.is_checking() => PadState::Checking,
        Entry::Waits(wait) => {
            // The last second is 0:01.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            adapter.set_wait(slint::format!("{}:{:02}", seconds / 60, seconds % 60));
            PadState::Waits
        }
        _ if panel.was_wrong() => PadState::Wrong,
        _ => PadState::Ready,
    });
}

fn fill_draw(adapter: &AdminAdapter, tongue: &Tongue, panel: &Panel, contests: &[Contest]) {
    adapter.set_typed(count(panel.length()));
    adapter.set_can_submit(panel.can_submit());
    adapter.set_pad(PadState::Ready);
    let row = |contest: &Contest| ContestRow {
        pack: contest.pack.as_str().into(),
        title: contest.title.as_str().into(),
        number: tongue.grouped(&contest.number),
        state: match contest.drawn {
            Drawn::Open => DrawState::Open,
            Drawn::Hidden => DrawState::Hidden,
            Drawn::Shown => DrawState::Shown,
            Drawn::Claimed => DrawState::Claimed,
        },
    };
    adapter.set_claiming(contests.iter().any(|contest| contest.drawn == Drawn::Shown));
    if let Some(rows) = changed(&adapter.get_contests(), contests.iter().map(row).collect()) {
        adapter.set_contests(rows);
    }
}

fn fill_status(adapter: &AdminAdapter, tongue: &Tongue, status: &Status) {
    adapter.set_site(status.site.as_str().into());
    adapter.set_kiosk(status.kiosk.as_str().into());
    adapter.set_simulated(status.simulated);
    adapter.set_storing(status.storing);
    adapter.set_version(status.version.into());
    adapter.set_round(tongue.apart(status.round));
    adapter.set_last_cut(status.last_cut.map(|round| tongue.apart(round)).unwrap_or_default());
    adapter.set_next_cut(status.next_cut.map(|day| tongue.date(day)).unwrap_or_default());
}

fn stick(tongue: &Tongue, stick: &Stick) -> StickRow {
    // Rounded down: what is promised fits.
    let tenths = stick.free / (GIGABYTE / 10);
    StickRow { name: tongue.apart(stick.name()), free: tongue.gigabytes(tenths as f64 / 10.0) }
}

fn place(place: Place) -> Option<AdminPlace> {
    Some(match place {
        Place::Closed => return None,
        Place::NoPin => AdminPlace::NoPin,
        Place::Pad => AdminPlace::Pad,
        Place::Home => AdminPlace::Home,
        Place::Section(Section::Export) => AdminPlace::Export,
        Place::Section(Section::Sync) => AdminPlace::Sync,
        Place::Section(Section::Release) => AdminPlace::Release,
        Place::Section(Section::Reload) => AdminPlace::Reload,
        Place::Section(Section::Language) => AdminPlace::Language,
        Place::Section(Section::Notices) => AdminPlace::Notices,
        Place::Section(Section::Leave) => AdminPlace::Leave,
        Place::Section(Section::Health) => AdminPlace::Health,
        Place::Section(Section::Walls) => AdminPlace::Walls,
        Place::Section(Section::Draw) => AdminPlace::Draw,
    })
}

fn section(place: AdminPlace) -> Option<Section> {
    Some(match place {
        AdminPlace::NoPin | AdminPlace::Pad | AdminPlace::Home => return None,
        AdminPlace::Export => Section::Export,
        AdminPlace::Sync => Section::Sync,
        AdminPlace::Release => Section::Release,
        AdminPlace::Reload => Section::Reload,
        AdminPlace::Language => Section::Language,
        AdminPlace::Notices => Section::Notices,
        AdminPlace::Leave => Section::Leave,
        AdminPlace::Health => Section::Health,
        AdminPlace::Walls => Section::Walls,
        AdminPlace::Draw => Section::Draw,
    })
}
