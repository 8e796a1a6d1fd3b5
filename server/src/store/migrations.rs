//! The migrations, compiled in. Built by hand and not with `sqlx::migrate!`: that macro crate compiles both drivers once
//! more for the build, and an `include_str!` is followed by cargo without a build script.

use sqlx::{
    SqlStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// For SQLite.
pub(super) fn sqlite() -> Migrator {
    Migrator::with_migrations(vec![
        step(1, "sessions", include_str!("../../migrations/sqlite/0001_sessions.sql")),
        step(2, "audit events", include_str!("../../migrations/sqlite/0002_audit_events.sql")),
        step(3, "session device", include_str!("../../migrations/sqlite/0003_session_device.sql")),
    ])
}

/// For PostgreSQL.
pub(super) fn postgres() -> Migrator {
    Migrator::with_migrations(vec![
        step(1, "sessions", include_str!("../../migrations/postgres/0001_sessions.sql")),
        step(2, "audit events", include_str!("../../migrations/postgres/0002_audit_events.sql")),
        step(3, "session device", include_str!("../../migrations/postgres/0003_session_device.sql")),
    ])
}

fn step(version: i64, name: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, name.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_databases_have_the_same_steps_and_every_file_is_one() {
        for (folder, migrator) in [("sqlite", super::sqlite()), ("postgres", super::postgres())] {
            let path = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
            let files = std::fs::read_dir(path).unwrap().count();
            assert_eq!(migrator.iter().count(), files, "{folder}");
        }
        let names = |migrator: sqlx::migrate::Migrator| {
            migrator.iter().map(|step| (step.version, step.description.clone())).collect::<Vec<_>>()
        };
        assert_eq!(names(super::sqlite()), names(super::postgres()));
    }
}
