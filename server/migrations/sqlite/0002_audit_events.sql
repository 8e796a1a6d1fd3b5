-- The audit trail. Times are unix milliseconds; `id` is the order of writing. A row is written once and stays as it is.
CREATE TABLE audit_events (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    event       TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    tenant      TEXT,
    issuer      TEXT,
    subject     TEXT,
    actor       BLOB    CHECK (actor IS NULL OR length(actor) = 16),
    role        TEXT,
    about       TEXT    CHECK (about NOT LIKE '%@%'),
    request_id  TEXT,
    address     TEXT
) STRICT;

CREATE INDEX audit_events_by_tenant ON audit_events (tenant, at, id);
CREATE INDEX audit_events_by_actor ON audit_events (actor, event, at);

-- SQLite has no grants, so triggers keep the rows. They bind whoever writes through SQL; the owner of the file can still drop
-- them or replace the file, so what must hold against that person has to leave the machine (backups, a log shipped off).
-- Old rows are cleared away by an operator: drop `audit_events_stay`, delete, and make it again, in one transaction.
CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only');
END;

CREATE TRIGGER audit_events_stay BEFORE DELETE ON audit_events BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only');
END;

-- `INSERT OR REPLACE` would delete a row without the trigger above.
CREATE TRIGGER audit_events_not_replaced BEFORE INSERT ON audit_events
WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id) BEGIN
    SELECT RAISE(ABORT, 'audit_events is append-only');
END;
