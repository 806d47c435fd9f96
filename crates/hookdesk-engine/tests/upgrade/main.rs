//! Files of every older version, with messages in flight, are opened by this one while it is killed again and again:
//! the backup comes first, it is whole or not there, and nothing that was in flight is lost.
//!
//! There is a file of each version in `versions/`. A version that has none fails the test that looks for them; the
//! ignored test `make` writes it. This version's own file is upgraded too: the children get one migration more.

#![allow(clippy::expect_used, clippy::panic)]
#![cfg(unix)]

mod child;
mod fixture;
mod kill;
mod rows;
