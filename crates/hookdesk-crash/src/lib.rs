//! Named crash points: places where a test may have the process die, before and after every durable step and every
//! phase of an exchange. Without the feature `armed`, which only tests have, all of this compiles to nothing.
//!
//! `HOOKDESK_CRASH_AT=claim.after_commit` chooses a point, `HOOKDESK_CRASH_AT=claim.after_commit#2` its second time.

#[cfg(feature = "armed")]
mod armed {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Chosen {
        name: String,
        time: u32,
    }

    fn chosen() -> Option<&'static Chosen> {
        static CHOSEN: OnceLock<Option<Chosen>> = OnceLock::new();
        let read = || {
            let text = std::env::var("HOOKDESK_CRASH_AT").ok()?;
            let (name, time) = text.split_once('#').unwrap_or((&text, "1"));
            Some(Chosen { name: name.to_owned(), time: time.parse().ok()? })
        };
        CHOSEN.get_or_init(read).as_ref()
    }

    /// Dies here, where this point is the one chosen.
    pub fn point(name: &str) {
        static REACHED: AtomicU32 = AtomicU32::new(0);
        if is_chosen(name) && REACHED.fetch_add(1, Ordering::AcqRel) + 1 == chosen().map_or(0, |c| c.time) {
            std::process::abort();
        }
    }

    /// Whether this point is the one chosen, for places that have to prepare for it.
    pub fn is_chosen(name: &str) -> bool {
        chosen().is_some_and(|chosen| chosen.name == name)
    }

    /// SQL from `HOOKDESK_CRASH_MIGRATION`, run as one more migration: so that a file of the newest version too is
    /// backed up and migrated.
    pub fn extra_migration() -> Option<&'static str> {
        static SQL: OnceLock<Option<String>> = OnceLock::new();
        SQL.get_or_init(|| std::env::var("HOOKDESK_CRASH_MIGRATION").ok()).as_deref()
    }

    /// What a group of writes holds, to name its commit's points by.
    #[derive(Debug, Default)]
    pub struct Marks(Vec<&'static str>);

    impl Marks {
        /// The group holds one of these.
        pub fn add(&mut self, what: &'static str) {
            self.0.push(what);
        }

        /// Takes in another group's.
        pub fn merge(&mut self, other: Self) {
            self.0.extend(other.0);
        }

        /// The points `WHAT.phase` of all that the group holds.
        pub fn at(&self, phase: &str) {
            self.0.iter().for_each(|what| point(&format!("{what}.{phase}")));
        }
    }
}

#[cfg(feature = "armed")]
pub use armed::{Marks, extra_migration, is_chosen, point};

#[cfg(not(feature = "armed"))]
mod safe {
    /// Nothing.
    #[inline(always)]
    pub fn point(_: &str) {}

    /// No.
    #[inline(always)]
    pub fn is_chosen(_: &str) -> bool {
        false
    }

    /// None.
    #[inline(always)]
    pub fn extra_migration() -> Option<&'static str> {
        None
    }

    /// Nothing, of no size.
    #[derive(Debug, Default)]
    pub struct Marks;

    impl Marks {
        /// Nothing.
        #[inline(always)]
        pub fn add(&mut self, _: &'static str) {}

        /// Nothing.
        #[inline(always)]
        pub fn merge(&mut self, _: Self) {}

        /// Nothing.
        #[inline(always)]
        pub fn at(&self, _: &str) {}
    }
}

#[cfg(not(feature = "armed"))]
pub use safe::{Marks, extra_migration, is_chosen, point};
