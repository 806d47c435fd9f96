//! A k-way merge: ordered lanes, each read from its index in growing chunks, become one order.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use hookdesk_core::Fault;
use rusqlite::Connection;

use super::Order;

/// Largest chunk a lane reads at once.
const MAX_CHUNK: usize = 4096;

/// One ordered stretch of an index.
pub(crate) trait Lane {
    /// What it is ordered by.
    type Key: Ord + Copy;

    /// The next keys in this order, at most `limit`, strictly after `after`.
    fn read(
        &self,
        conn: &Connection,
        order: Order,
        after: Option<Self::Key>,
        limit: usize,
    ) -> Result<Vec<Self::Key>, Fault>;
}

struct Cursor<L: Lane> {
    lane: L,
    buffer: VecDeque<L::Key>,
    last: Option<L::Key>,
    chunk: usize,
    ended: bool,
}

/// The next key of one lane. The heap's greatest is the one to give out first.
struct Head<K> {
    key: K,
    lane: usize,
    order: Order,
}

impl<K: Ord> Ord for Head<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.order {
            Order::Descending => self.key.cmp(&other.key),
            Order::Ascending => other.key.cmp(&self.key),
        }
    }
}

impl<K: Ord> PartialOrd for Head<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Ord> PartialEq for Head<K> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<K: Ord> Eq for Head<K> {}

/// The lanes as one. No key may stand in two lanes.
pub(crate) struct Merge<'c, L: Lane> {
    conn: &'c Connection,
    order: Order,
    lanes: Vec<Cursor<L>>,
    heads: BinaryHeap<Head<L::Key>>,
}

impl<'c, L: Lane> Merge<'c, L> {
    /// Begins after `after`; `want` is how many keys will likely be taken.
    pub(crate) fn new(
        conn: &'c Connection,
        lanes: Vec<L>,
        order: Order,
        after: Option<L::Key>,
        want: usize,
    ) -> Result<Self, Fault> {
        let chunk = (want / lanes.len().max(1)).saturating_add(8).min(MAX_CHUNK);
        let cursor = |lane| Cursor { lane, buffer: VecDeque::new(), last: after, chunk, ended: false };
        let lanes: Vec<_> = lanes.into_iter().map(cursor).collect();
        let mut merge = Self { conn, order, heads: BinaryHeap::with_capacity(lanes.len()), lanes };
        for lane in 0..merge.lanes.len() {
            merge.advance(lane)?;
        }
        Ok(merge)
    }

    /// The next key, until all lanes have ended.
    pub(crate) fn next(&mut self) -> Result<Option<L::Key>, Fault> {
        let Some(Head { key, lane, .. }) = self.heads.pop() else { return Ok(None) };
        self.advance(lane)?;
        Ok(Some(key))
    }

    /// The next keys, at most `limit`.
    pub(crate) fn take(&mut self, limit: usize) -> Result<Vec<L::Key>, Fault> {
        let mut keys = Vec::new();
        while keys.len() < limit {
            match self.next()? {
                Some(key) => keys.push(key),
                None => break,
            }
        }
        Ok(keys)
    }

    /// Puts the lane's next key on the heap.
    fn advance(&mut self, lane: usize) -> Result<(), Fault> {
        let cursor = &mut self.lanes[lane];
        if cursor.buffer.is_empty() && !cursor.ended {
            let keys = cursor.lane.read(self.conn, self.order, cursor.last, cursor.chunk)?;
            cursor.ended = keys.len() < cursor.chunk;
            cursor.last = keys.last().copied().or(cursor.last);
            cursor.chunk = (cursor.chunk * 2).min(MAX_CHUNK);
            cursor.buffer = keys.into();
        }
        if let Some(key) = cursor.buffer.pop_front() {
            self.heads.push(Head { key, lane, order: self.order });
        }
        Ok(())
    }
}
