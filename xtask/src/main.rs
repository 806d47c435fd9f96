//! `cargo xtask`: set-up, checks and builds, written once and in Rust, for people and for CI alike.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod bindings;
mod catalogue;
mod dist;
mod fuzz;
mod prove;
mod run;
mod setup;
mod shell;
mod test;
mod tidy;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set-up, checks and builds of Hookdesk")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs or names what is missing, builds everything and opens the window.
    Run {
        /// Arguments for the window, such as --data-dir DIR.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Runs every check and every test.
    Test {
        /// Only the steps whose name contains this.
        #[arg(long)]
        only: Option<String>,
    },
    /// Prints the figures of benches/ as a table.
    Bench {
        /// Prints JSON instead.
        #[arg(long)]
        json: bool,
        /// Only the figures whose name contains this.
        #[arg(long)]
        only: Option<String>,
    },
    /// Kills a release engine again and again, and checks that nothing was lost.
    Prove {
        /// How many rounds.
        #[arg(long, default_value_t = 10_000)]
        kills: u32,
        /// Makes the choices of an earlier proof again.
        #[arg(long)]
        seed: Option<u64>,
        /// Prints JSON instead.
        #[arg(long)]
        json: bool,
    },
    /// Builds the fuzz targets and runs each for a bounded number of inputs.
    Fuzz {
        /// Only this target.
        target: Option<String>,
        /// So many inputs instead.
        #[arg(long)]
        runs: Option<u64>,
        /// The same seed gives the same inputs.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Writes ui/src/bindings.ts from the command list.
    Bindings {
        /// Only checks that it is fresh.
        #[arg(long)]
        check: bool,
    },
    /// Writes the catalogue of webhook methods from Magento's OpenAPI file.
    Catalogue {
        /// The file, as YAML.
        openapi: std::path::PathBuf,
    },
    /// Builds the window's pages into ui/dist.
    Ui,
    /// Takes the pictures in docs/pictures again.
    Pictures,
    /// Checks the house rules.
    Tidy,
    /// Builds release binaries and the desktop packages.
    Dist,
}

fn main() -> ExitCode {
    match work(Args::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn work(task: Task) -> anyhow::Result<()> {
    std::env::set_current_dir(shell::root())?;
    match task {
        Task::Run { args } => run::run(&args),
        Task::Test { only } => test::test(only.as_deref()),
        Task::Bench { json, only } => bench::bench(json, only.as_deref()),
        Task::Fuzz { target, runs, seed } => fuzz::fuzz(target.as_deref(), runs, seed),
        Task::Prove { kills, seed, json } => prove::prove(kills, seed, json),
        Task::Bindings { check } => bindings::bindings(check),
        Task::Catalogue { openapi } => catalogue::catalogue(&openapi),
        Task::Ui => ui::build(),
        Task::Pictures => ui::pictures(),
        Task::Tidy => tidy::tidy(),
        Task::Dist => dist::dist(),
    }
}
