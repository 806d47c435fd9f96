//! `hookdesk`: the command line. With an engine running on the data directory, commands go through its API; without
//! one they open the file themselves, change it and leave.

mod args;
mod ask;
mod commands;
mod fail;
mod files;
mod log;
mod remote;
mod session;
mod show;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;

/// A tenth and more of the sender's time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hookdesk_engine::keep_data_out_of_panics();
    let args = Args::parse();
    let json = args.json;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(args)),
        Err(error) => Err(fail::internal("the program could not start its threads", &error)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            fail::report(fault, json);
            ExitCode::FAILURE
        }
    }
}
