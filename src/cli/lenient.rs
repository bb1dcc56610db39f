//! What becomes of a query that is not understood.

use clap::Args;

use super::terminal::Terminal;

/// Whether to repair a query that is not understood.
#[derive(Debug, Args)]
pub(super) struct LenientArguments {
    /// Repair a query that is not understood, and say how [default on a terminal]
    #[arg(long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    lenient: Option<bool>,
    /// Reject a query that is not understood [default off a terminal]
    #[arg(long, conflicts_with = "lenient")]
    strict: bool,
}

impl LenientArguments {
    /// What holds here: what was said, else what suits who reads.
    pub(super) fn resolve(&self, terminal: &Terminal) -> bool {
        !self.strict && self.lenient.unwrap_or(terminal.interactive)
    }
}
