//! The formulas of the report: against references, by what must hold, and by how often their intervals hold the truth.

mod coverage;
mod identities;
mod people;
mod references;
