//! The `dateline` command: parse, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::cli::main()
}
