//! Which embedded typeface stands in for letters that the first one does not have.

use slint::fontique_011::fontique::GenericFamily;
use slint::fontique_011::shared_collection;

/// Arabic; named as its files name it.
const ARABIC: &str = "IBM Plex Sans Arabic";

/// Puts the embedded Arabic before whatever this machine has, so that every kiosk looks alike, also one without any font.
/// The window must exist: its fonts are known from then on.
pub(super) fn stand_in() {
    let mut fonts = shared_collection();
    let Some(arabic) = fonts.family_id(ARABIC) else { return };
    let others: Vec<_> = fonts.generic_families(GenericFamily::SansSerif).filter(|known| *known != arabic).collect();
    fonts.set_generic_families(GenericFamily::SansSerif, std::iter::once(arabic).chain(others));
}
