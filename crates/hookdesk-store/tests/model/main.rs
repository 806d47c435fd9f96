//! The store against a reference model: whatever happens, in whatever order, both agree.
//!
//! `HOOKDESK_MODEL_CASES` asks for more than the usual number of cases. A failing case is shrunk and printed.

#![allow(clippy::unwrap_used, clippy::panic)]

mod both;
mod ops;
mod reference;
#[path = "../support/mod.rs"]
mod support;

use hookdesk_store::{MessageFilter, Order, SortBy};
use proptest::collection::vec;
use proptest::prelude::*;

use both::Both;
use ops::Op;

const CASES: u32 = 120;

fn cases() -> u32 {
    std::env::var("HOOKDESK_MODEL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES)
}

/// Runs the operations on both; after each the rows agree, and in the end so do the grids.
fn run(ops: &[Op], grids: &[(MessageFilter, SortBy, Order, usize)]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut both = Both::new().await;
        for op in ops {
            both.apply(op).await;
            both.agree().await;
        }
        for (filter, sort, order, page) in grids {
            both.grid(filter, *sort, *order, *page).await;
        }
    });
}

fn grid() -> impl Strategy<Value = (MessageFilter, SortBy, Order, usize)> {
    let sort = prop_oneof![Just(SortBy::Created), Just(SortBy::Due)];
    let order = prop_oneof![Just(Order::Ascending), Just(Order::Descending)];
    (ops::filter(), sort, order, 1..5usize)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(), max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_the_store_agrees_with_the_model(
        ops in vec(ops::op(), 1..60),
        grids in vec(grid(), 4),
    ) {
        run(&ops, &grids);
    }
}
