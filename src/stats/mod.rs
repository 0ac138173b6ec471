//! The numbers of the report: estimates with intervals from released counts, exact or with noise.
//!
//! Everything is computed from what left the kiosks: signed counts with an exact number of answers and the variance of
//! the noise in them. Confidence is 95 % throughout. Nothing here reads, writes or knows what a pack is.

mod change;
mod difference;
mod distribution;
mod enps;
mod gap;
mod histogram;
mod interval;
mod linkage;
mod mean;
mod multiple;
mod noise;
mod quiz;
mod rank;
mod share;
mod sites;

pub use change::{Chart, ENOUGH_ROUNDS, control_chart};
pub use difference::{Difference, of_estimates, of_shares};
pub use enps::enps;
pub use gap::{Gap, Verdict, cliffs_delta, gap};
pub use histogram::{Count, Histogram};
pub use interval::{Design, Estimate, Interval};
pub use linkage::{FEWEST_SITES, linkage, spearman};
pub use mean::{Moments, Scale};
pub use multiple::{benjamini_hochberg, holm};
pub use noise::Noise;
pub use quiz::{Discrimination, Misconception, POOR_DISCRIMINATION, discrimination, misconception};
pub use rank::{by_lower_bound, pyramid_step};
pub use share::{points, share, wilson};
pub use sites::{CLUSTERED, Site, total};
