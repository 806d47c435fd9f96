//! Months of sending in seconds: a virtual clock and a seeded world drive the real lanes, rate limits, retry rules,
//! decisions and network beliefs over a small stand-in of the queue.
//!
//! Time jumps from one thing that happens to the next. `HOOKDESK_SIM_HOURS=1000000` simulates that many hours,
//! `HOOKDESK_SIM_SEED=7` one seed alone; a failure names its seed.

mod queue;
mod world;

use world::World;

/// Simulated in the test run.
const HOURS: u64 = 10_000;
/// One seed's share.
const HOURS_OF_A_SEED: u64 = 1_000;

fn wanted(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_is_lost_early_or_overrun_in_months_of_bad_weather() {
    let hours = wanted("HOOKDESK_SIM_HOURS").unwrap_or(HOURS);
    let seeds = match wanted("HOOKDESK_SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..hours.div_ceil(HOURS_OF_A_SEED),
    };
    let (mut attempts, mut accepted) = (0, 0);
    for seed in seeds.clone() {
        let mut world = World::new(seed);
        world.run(HOURS_OF_A_SEED);
        let seen = world.end();
        attempts += seen.attempts;
        accepted += seen.accepted;
    }
    let simulated = (seeds.end - seeds.start) * HOURS_OF_A_SEED;
    println!("{simulated} hours, {accepted} messages, {attempts} attempts");
    assert!(attempts > accepted, "the weather was too good to prove anything");
}
