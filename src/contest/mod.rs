//! Contests: how teams stand by what was released, and draw tickets that nobody can be known by.

mod standing;
mod ticket;

pub use standing::{Part, Standing, standings};
pub use ticket::{Code, Drawing, Refused, Ticket, Tickets};
