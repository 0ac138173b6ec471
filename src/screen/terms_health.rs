//! How the parts of the kiosk are, in the words of the screen.

use slint::SharedString;

use super::generated::{FindingKind, HealthTerms, OrganKind, Part as PartRow, PartState, RemedyKind};
use super::terms::Tongue;
use super::view::count;
use crate::admin::{Finding, Organ, Part, Remedy, State};

/// The option that names the folder of the configuration.
const CONFIG: &str = "--config DIR";

pub(super) fn part(tongue: &Tongue, terms: &HealthTerms, part: &Part) -> PartRow {
    PartRow {
        name: terms.invoke_organ(organ(part.organ)),
        state: match part.state {
            State::Well => PartState::Well,
            State::Look => PartState::Look,
            State::Ill => PartState::Ill,
        },
        finding: finding(tongue, terms, &part.finding),
        remedy: part.remedy.as_ref().map(|told| remedy(tongue, terms, told)).unwrap_or_default(),
    }
}

fn organ(organ: Organ) -> OrganKind {
    match organ {
        Organ::Configuration => OrganKind::Configuration,
        Organ::Content => OrganKind::Content,
        Organ::Data => OrganKind::Data,
        Organ::Counters => OrganKind::Counters,
        Organ::Ledger => OrganKind::Ledger,
        Organ::Signing => OrganKind::Signing,
        Organ::Permissions => OrganKind::Permissions,
        Organ::Disk => OrganKind::Disk,
        Organ::Clock => OrganKind::Clock,
        Organ::Destination => OrganKind::Destination,
        Organ::Display => OrganKind::Display,
        Organ::Touch => OrganKind::Touch,
    }
}

fn finding(tongue: &Tongue, terms: &HealthTerms, finding: &Finding) -> SharedString {
    let say = |kind, name: &str, other: &str| terms.invoke_finding(kind, tongue.apart(name), tongue.apart(other), 0, 0);
    // A sentence of its own.
    let told = |kind, said: SharedString| terms.invoke_finding(kind, said, SharedString::default(), 0, 0);
    let plain = |kind| say(kind, "", "");
    let of = |kind, name: &str| say(kind, name, "");
    let counted = |kind, number: usize, more: usize| {
        let none = SharedString::default();
        terms.invoke_finding(kind, none.clone(), none, count(number), count(more))
    };
    match finding {
        Finding::Unread(path) => of(FindingKind::Unread, &path.display().to_string()),
        Finding::Unusable => plain(FindingKind::Unusable),
        Finding::Packs(packs) => counted(FindingKind::Packs, *packs, 0),
        Finding::SomePacks { packs, faults } => counted(FindingKind::SomePacks, *packs, *faults),
        Finding::Edition(edition) => of(FindingKind::Edition, &edition.to_string()),
        Finding::NoEdition => plain(FindingKind::NoEdition),
        Finding::PassedOver { why, runs } => {
            let why: Vec<SharedString> = why.iter().map(|why| tongue.passed_over(why)).collect();
            let why = SharedString::from(why.join(" "));
            match runs {
                Some(edition) => terms.invoke_finding(FindingKind::PassedOverEdition, why, tongue.apart(edition), 0, 0),
                None => told(FindingKind::PassedOverFolder, why),
            }
        }
        Finding::NoData(path) => of(FindingKind::NoData, &path.display().to_string()),
        Finding::Store(error) => tongue.stored(error),
        Finding::BothWhole => plain(FindingKind::BothWhole),
        Finding::InUse => plain(FindingKind::InUse),
        Finding::NoCounters => plain(FindingKind::NoCounters),
        Finding::OneBroken => plain(FindingKind::OneBroken),
        Finding::NeitherOpens => plain(FindingKind::NeitherOpens),
        Finding::PutAside(path) => of(FindingKind::PutAside, &path.display().to_string()),
        Finding::NotStored => plain(FindingKind::NotStored),
        Finding::OneUnwritten => plain(FindingKind::OneUnwritten),
        Finding::LedgerWhole => plain(FindingKind::LedgerWhole),
        Finding::LedgerDamaged => plain(FindingKind::LedgerDamaged),
        Finding::SignedBy(key) => of(FindingKind::SignedBy, &key.to_string()),
        Finding::OwnerOnly => plain(FindingKind::OwnerOnly),
        Finding::OpenToOthers => plain(FindingKind::OpenToOthers),
        Finding::Closed(path) => of(FindingKind::Closed, &path.display().to_string()),
        Finding::Free(mib) => of(FindingKind::Free, &mib.to_string()),
        Finding::FreeUnknown(why) => told(FindingKind::FreeUnknown, tongue.reason(why)),
        Finding::Week(round) => of(FindingKind::Week, &round.to_string()),
        Finding::ClockBehind { shown, closed } => {
            say(FindingKind::ClockBehind, &shown.to_string(), &closed.to_string())
        }
        Finding::DisplayNamed(name) => of(FindingKind::DisplayNamed, name),
        Finding::NoDisplay => plain(FindingKind::NoDisplay),
        Finding::Touched(names) => of(FindingKind::Touched, &names.join(", ")),
        Finding::NoTouch => plain(FindingKind::NoTouch),
        Finding::Sent { url, through, trouble } => {
            let far = through.map_or_else(
                || of(FindingKind::SentNothing, url),
                |round| say(FindingKind::Sent, url, &round.to_string()),
            );
            trouble
                .as_ref()
                .map_or_else(|| far.clone(), |trouble| terms.invoke_because(far.clone(), tongue.trouble(trouble)))
        }
    }
}

fn remedy(tongue: &Tongue, terms: &HealthTerms, remedy: &Remedy) -> SharedString {
    let of = |kind, name: &str| terms.invoke_remedy(kind, tongue.apart(name));
    let plain = |kind| of(kind, "");
    match remedy {
        Remedy::NameFolder => of(RemedyKind::NameFolder, CONFIG),
        Remedy::Check(_) => of(RemedyKind::Check, &remedy.to_string()),
        Remedy::Fetch => plain(RemedyKind::Fetch),
        Remedy::ReadSigned => plain(RemedyKind::ReadSigned),
        Remedy::ReadWrong => plain(RemedyKind::ReadWrong),
        Remedy::StartForData => plain(RemedyKind::StartForData),
        Remedy::StartForCounters => plain(RemedyKind::StartForCounters),
        Remedy::Update => plain(RemedyKind::Update),
        Remedy::StartToMend => plain(RemedyKind::StartToMend),
        Remedy::StartAnew => plain(RemedyKind::StartAnew),
        Remedy::Restore => plain(RemedyKind::Restore),
        Remedy::Delete => plain(RemedyKind::Delete),
        Remedy::Close(_) => of(RemedyKind::Close, &remedy.to_string()),
        Remedy::RunAsOwner => plain(RemedyKind::RunAsOwner),
        Remedy::ReadThenSend => plain(RemedyKind::ReadThenSend),
        Remedy::Send => plain(RemedyKind::Send),
        Remedy::FreeSpace => plain(RemedyKind::FreeSpace),
        Remedy::SeeMounted => plain(RemedyKind::SeeMounted),
        Remedy::SetClock => plain(RemedyKind::SetClock),
        Remedy::SeeSession => plain(RemedyKind::SeeSession),
        Remedy::PlugIn => plain(RemedyKind::PlugIn),
        Remedy::SeeDisk => plain(RemedyKind::SeeDisk),
        Remedy::Wait => plain(RemedyKind::Wait),
    }
}
