//! How an item is read: which cells its answers go into, and which one figure stands for it.

use crate::content::measure::{BLOCKER, BLOCKERS, NONE};
use crate::content::{Item, Pin};
use crate::stats::{self, Count, Design, Difference, Estimate, Scale, Site};
use crate::tally::Histogram;

use super::figure::{Kind, Shared};
use super::merged::Table;
use super::sheet::{BySite, Sheets, Sum};
use crate::vocabulary::Round;

/// How an item is read.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// A scale whose points have values, with the least and the most of them; the figure is its mean.
    Scale {
        /// The value of its first point.
        from: i32,
        /// The value of its last point.
        to: i32,
    },
    /// Detractors, passives and promoters; the figure is their score.
    Enps,
    /// Options of which one is right; the figure is its share.
    Quiz {
        /// The position of the right option.
        right: usize,
    },
    /// Options none of which is right; the figure is the share of the one that stands first.
    Choice {
        /// The most that one answer adds to an option: 1, and of a ranking the points of its first.
        points: u32,
    },
    /// Ambassadors, loyalists, neutrals and saboteurs; the figure is the share of ambassadors.
    Segment,
}

impl Form {
    /// Shares of answers, for whatever is read like them.
    pub(super) const SHARES: Self = Self::Choice { points: 1 };

    /// The least and the most that its figure can be, which noise and ranges go beyond.
    pub(super) fn ends(&self) -> (f64, f64) {
        match *self {
            Self::Scale { from, to } => (f64::from(from.min(to)), f64::from(from.max(to))),
            Self::Enps => (-100.0, 100.0),
            _ => (0.0, 1.0),
        }
    }

    /// Whether it is a scale.
    pub(super) fn is_scale(&self) -> bool {
        matches!(self, Self::Scale { .. })
    }

    /// Whether it is options none of which is right.
    pub(super) fn is_choice(&self) -> bool {
        matches!(self, Self::Choice { .. })
    }
}

/// An item's form with its response codes.
#[derive(Debug, Clone)]
pub(super) struct Reading<'c> {
    pub(super) item: &'c Item,
    pub(super) form: Form,
    /// The codes of the cells, in order.
    pub(super) codes: Vec<String>,
    /// The response whose answers are no case of what is counted: nothing was in the way.
    pub(super) left_out: Option<&'static str>,
}

impl<'c> Reading<'c> {
    /// The item's own answers; none for what has no answers to count.
    pub(super) fn of(item: &'c Item) -> Option<Self> {
        let codes = item.responses();
        let form = match (&item.kind, item.best()) {
            _ if codes.is_empty() || item.is_card() => return None,
            (crate::content::ItemKind::Nps { .. }, _) => Form::Enps,
            (_, Some(right)) => Form::Quiz { right },
            _ if item.options().is_empty() => {
                let value = |code: Option<&String>| code.and_then(|code| code.parse().ok()).unwrap_or_default();
                Form::Scale { from: value(codes.first()), to: value(codes.last()) }
            }
            _ if item.is_ranking() => {
                Form::Choice { points: u32::try_from(codes.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1) }
            }
            _ => Form::SHARES,
        };
        let left_out = Some(NONE).filter(|none| {
            let asks = item.measure.as_deref() == Some(BLOCKERS) && form == Form::SHARES;
            asks && item.role.as_deref().unwrap_or(BLOCKER) == BLOCKER && codes.iter().any(|code| code == none)
        });
        let mut codes = codes;
        codes.retain(|code| Some(code.as_str()) != left_out);
        let classes = || Histogram::ENPS_CLASSES.map(str::to_owned).to_vec();
        Some(Self { item, codes: if form == Form::Enps { classes() } else { codes }, form, left_out })
    }

    /// The segment that is filed under the item.
    pub(super) fn segment(item: &'c Item) -> Self {
        Self { item, form: Form::Segment, codes: Histogram::SEGMENTS.map(str::to_owned).to_vec(), left_out: None }
    }

    /// Whether a table holds answers to it that no other table holds as well.
    pub(super) fn takes(&self, table: &Table) -> bool {
        let noisy = table.noisy;
        match (&table.histogram, &self.form) {
            (Histogram::Segment, form) => *form == Form::Segment,
            (_, Form::Segment) => false,
            (Histogram::Enps, form) => *form == Form::Enps,
            (Histogram::Responses | Histogram::Variant(_), _) => true,
            // Exact answers are counted once, in the finest table; noisy ones are there by themselves too.
            (Histogram::RestScore | Histogram::Pair(_), _) => !noisy,
        }
    }

    /// The part of a table's response that is the answer to it.
    fn own<'r>(&self, table: &Table, response: &'r str) -> &'r str {
        let (first, second) = response.split_once('|').unwrap_or((response, ""));
        match table.histogram {
            Histogram::Pair(_) if table.item != self.item.id => second,
            _ => first,
        }
    }

    /// The cell of a response.
    fn cell(&self, table: &Table, response: &str) -> Option<usize> {
        let own = self.own(table, response);
        match (&self.form, &table.histogram) {
            (Form::Enps, histogram)
                if *histogram != Histogram::Enps && own.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                own.parse().ok().map(Histogram::enps_class)
            }
            _ => self.codes.iter().position(|code| code == own),
        }
    }

    /// All sheets of it added up, without the answers that are left out.
    pub(super) fn sum(&self, sheets: &Sheets<'_>) -> Option<Sum> {
        self.sum_within(sheets, None)
    }

    /// Those of the rounds from one to another.
    pub(super) fn sum_in(&self, sheets: &Sheets<'_>, from: Round, to: Round) -> Option<Sum> {
        self.sum_within(sheets, Some((from, to)))
    }

    fn sum_within(&self, sheets: &Sheets<'_>, within: Option<(Round, Round)>) -> Option<Sum> {
        let sum = sheets.sum(within, self.codes.len(), |table, response| self.cell(table, response))?;
        match self.left_out {
            Some(_) => sum.without(&self.spared_within(sheets, within)?.counts.count(&[0])),
            None => Some(sum),
        }
    }

    /// The answers that are left out, of all; none where none are.
    pub(super) fn spared(&self, sheets: &Sheets<'_>) -> Option<Sum> {
        self.spared_within(sheets, None)
    }

    fn spared_within(&self, sheets: &Sheets<'_>, within: Option<(Round, Round)>) -> Option<Sum> {
        let left_out = self.left_out?;
        sheets.sum(within, 1, |table, response| (self.own(table, response) == left_out).then_some(0))
    }

    /// The same for each site.
    pub(super) fn places<'m>(&self, sheets: &Sheets<'m>) -> Places<'m> {
        let spared = self
            .left_out
            .map(|left_out| sheets.by_site(1, |table, response| (self.own(table, response) == left_out).then_some(0)));
        let all = sheets.by_site(self.codes.len(), |table, response| self.cell(table, response));
        Places { all, spared }
    }

    /// The counts of right answers in each class of the score on the other questions, low to high, and how the same
    /// people's answers in several rounds widen what is known of them.
    pub(super) fn classes(&self, sheets: &Sheets<'_>) -> Option<([Count; 3], Design)> {
        let Form::Quiz { right } = self.form else { return None };
        let scored = sheets.only(|table| table.histogram == Histogram::RestScore);
        let class = |wanted: &str| {
            // Right and wrong of one class; n is theirs, not the batch's.
            let sum = scored.sum(None, 2, |table, response| {
                let (option, class) = response.split_once('|')?;
                let right = self.cell(table, option) == Some(right);
                (class == wanted).then_some(usize::from(!right))
            })?;
            let n = u64::try_from(sum.counts.cells.iter().sum::<i64>()).ok()?;
            Some((Count { count: sum.counts.cells[0], n, noise: sum.counts.noise }, sum.design))
        };
        let [low, middle, high] = Histogram::REST_CLASSES;
        // Noise would be in n as well; quizzes are exact unless a pack says otherwise, and then nothing is said.
        let ((low, design), (middle, _), (high, _)) = (class(low)?, class(middle)?, class(high)?);
        let classes = [low, middle, high];
        // The rounds of all three are those of the tables that hold them.
        classes.iter().all(|class| class.noise.is_none()).then_some((classes, design))
    }

    /// The wrong options that somebody may believe: not those that stand apart, such as "Not sure".
    pub(super) fn beliefs(&self) -> Vec<usize> {
        let options = self.item.options().iter().enumerate();
        options
            .filter(|(at, option)| self.item.best() != Some(*at) && option.pin != Some(Pin::Last))
            .map(|(at, _)| at)
            .collect()
    }

    /// The values of a scale's points.
    pub(super) fn scale(&self) -> Scale {
        Scale::new(self.codes.iter().map(|code| code.parse().unwrap_or_default()).collect())
    }

    /// The one figure that stands for it; `first` is the option that does where no option is right.
    pub(super) fn headline(&self, first: usize) -> Headline {
        match self.form {
            Form::Scale { .. } => Headline::Mean(self.scale()),
            Form::Enps => Headline::Enps,
            Form::Quiz { right } => Headline::Share { at: right, points: 1 },
            Form::Choice { points } => Headline::Share { at: first, points },
            Form::Segment => Headline::Share { at: 0, points: 1 },
        }
    }

    /// What its figure is called.
    pub(super) fn kind(&self) -> Kind {
        match self.form {
            Form::Scale { .. } if self.item.measure.as_deref() == Some("trust") => Kind::Factor,
            Form::Scale { .. } => Kind::Mean,
            Form::Enps => Kind::Enps,
            Form::Quiz { .. } => Kind::Difficulty,
            Form::Choice { .. } if self.item.entry.is_some() => match self.item.measure.as_deref() {
                Some("awareness") => Kind::Awareness,
                _ => Kind::Share,
            },
            Form::Choice { .. } => Kind::Rank,
            Form::Segment => Kind::Segment,
        }
    }
}

/// What the sites say to an item, one by one and all but one.
pub(super) struct Places<'m> {
    all: BySite<'m>,
    spared: Option<BySite<'m>>,
}

impl<'m> Places<'m> {
    /// Each site by id, as far as anything is left of it.
    pub(super) fn sites(&self) -> impl Iterator<Item = (&'m Shared, Sum)> {
        self.all
            .iter()
            .filter_map(|(site, sum)| Some((site, self.left(sum.clone(), |spared| spared.get(site).cloned())?)))
    }

    /// One site.
    pub(super) fn at(&self, site: &str) -> Option<Sum> {
        self.left(self.all.get(site)?.clone(), |spared| spared.get(site).cloned())
    }

    /// All sites but one.
    pub(super) fn others(&self, site: &str) -> Option<Sum> {
        self.left(self.all.others(site)?, |spared| spared.others(site))
    }

    fn left(&self, sum: Sum, of: impl Fn(&BySite<'m>) -> Option<Sum>) -> Option<Sum> {
        match &self.spared {
            Some(spared) => sum.without(&of(spared)?.counts.count(&[0])),
            None => Some(sum),
        }
    }
}

/// The one figure that stands for an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Headline {
    Mean(Scale),
    Enps,
    /// The share of one option: of the answers, or of the points that answers can give it.
    Share {
        at: usize,
        points: u32,
    },
}

impl Headline {
    pub(super) fn estimate(&self, sum: &Sum) -> Option<Estimate> {
        match self {
            Self::Mean(scale) => Some(scale.moments(&sum.counts)?.estimate(sum.design)),
            Self::Enps => stats::enps(&sum.counts, sum.design),
            Self::Share { at, points } => Some(stats::points(&sum.counts.count(&[*at]), *points, sum.design)),
        }
    }

    /// The figure of many sites: from twenty on with the spread between them, below that as one.
    pub(super) fn estimate_of_sites(&self, all: &Sum, sites: &[Sum]) -> Option<Estimate> {
        let together = self.estimate(all)?;
        let site = |sum: &Sum| {
            let n = sum.counts.n as f64;
            let value = match self {
                // Without the range, which takes longest.
                Self::Share { at, points } => sum.counts.count(&[*at]).count as f64 / (f64::from(*points) * n),
                _ => self.estimate(sum)?.value,
            };
            Some(Site { sum: value * n, n })
        };
        // Where a site has too few answers for a figure, all of them are still one sum.
        let parts: Vec<Site> = sites.iter().map(site).collect::<Option<_>>().unwrap_or_default();
        Some(stats::total(&parts, &together, self.ends()))
    }

    /// The least and the most that it can be.
    fn ends(&self) -> (f64, f64) {
        match self {
            Self::Mean(scale) => {
                let ends = (f64::INFINITY, f64::NEG_INFINITY);
                scale.values().iter().fold(ends, |(least, most), value| (least.min(*value), most.max(*value)))
            }
            Self::Enps => (-100.0, 100.0),
            Self::Share { .. } => (0.0, 1.0),
        }
    }

    pub(super) fn difference(&self, one: &Sum, other: &Sum) -> Option<Difference> {
        match self {
            Self::Share { at, points: 1 } => {
                let at = [*at];
                let (count, other_count) = (one.counts.count(&at), other.counts.count(&at));
                Some(stats::of_shares((&count, one.design), (&other_count, other.design)))
            }
            _ => Some(stats::of_estimates(&self.estimate(one)?, &self.estimate(other)?)),
        }
    }
}
