//! Payload shapes learned from what came; what a shape is, only its reader knows.

use hookdesk_core::Fault;
use hookdesk_core::time::UtcMillis;
use rusqlite::{OptionalExtension, Row};

use crate::open::Store;
use crate::rows::{fault, time};
use crate::writer::Scope;

/// One learned shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The event's or method's name.
    pub name: String,
    /// JSON.
    pub shape: String,
    /// How many payloads it was learned from.
    pub seen: u64,
    /// When it last changed.
    pub updated_at: UtcMillis,
}

impl Store {
    /// All, by name.
    pub async fn shapes(&self) -> Result<Vec<Shape>, Fault> {
        self.query(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT name, shape, seen, updated_at FROM shapes ORDER BY name")?;
            statement.query_map([], shape)?.collect()
        })
        .await
    }

    /// One, by its name.
    pub async fn shape(&self, name: &str) -> Result<Option<Shape>, Fault> {
        let name = name.to_owned();
        self.query(move |conn| {
            conn.prepare_cached("SELECT name, shape, seen, updated_at FROM shapes WHERE name = ?1")?
                .query_row([name], shape)
                .optional()
        })
        .await
    }

    /// Events up to this position were looked at when shapes were last saved.
    pub async fn learned_to(&self) -> Result<i64, Fault> {
        self.query(|conn| {
            let to = conn
                .prepare_cached("SELECT value FROM progress WHERE name = 'learned_to'")?
                .query_row([], |row| row.get(0));
            Ok(to.optional()?.unwrap_or(0))
        })
        .await
    }

    /// Adds or replaces shapes, and keeps how far events were looked at; the shapes' time is set here.
    pub async fn save_learned(&self, shapes: Vec<Shape>, to: i64) -> Result<(), Fault> {
        self.write(move |scope| {
            save(scope, &shapes)?;
            scope
                .conn
                .prepare_cached(
                    "INSERT INTO progress VALUES ('learned_to', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                )
                .and_then(|mut s| s.execute([to]))
                .map(drop)
                .map_err(fault)
        })
        .await
    }

    /// Adds or replaces shapes; their time is set here.
    pub async fn save_shapes(&self, shapes: Vec<Shape>) -> Result<(), Fault> {
        self.write(move |scope| save(scope, &shapes)).await
    }
}

fn save(scope: &mut Scope<'_>, shapes: &[Shape]) -> Result<(), Fault> {
    let mut upsert = scope
        .conn
        .prepare_cached(
            "INSERT INTO shapes (name, shape, seen, updated_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET \
             shape = excluded.shape, seen = excluded.seen, updated_at = excluded.updated_at",
        )
        .map_err(fault)?;
    for shape in shapes {
        let seen = i64::try_from(shape.seen).unwrap_or(i64::MAX);
        upsert.execute((&shape.name, &shape.shape, seen, scope.now.0)).map_err(fault)?;
    }
    Ok(())
}

fn shape(row: &Row<'_>) -> rusqlite::Result<Shape> {
    Ok(Shape {
        name: row.get(0)?,
        shape: row.get(1)?,
        seen: row.get::<_, i64>(2)?.unsigned_abs(),
        updated_at: time(row, 3)?,
    })
}
