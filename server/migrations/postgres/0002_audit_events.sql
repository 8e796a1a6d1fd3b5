-- The audit trail. Times are unix milliseconds; `id` is the order of writing. A row is written once and stays as it is.
CREATE TABLE audit_events (
    id          BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          BIGINT  NOT NULL,
    event       TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    tenant      TEXT,
    issuer      TEXT,
    subject     TEXT,
    actor       BYTEA   CHECK (actor IS NULL OR length(actor) = 16),
    role        TEXT,
    about       TEXT    CHECK (about NOT LIKE '%@%'),
    request_id  TEXT,
    address     TEXT
);

CREATE INDEX audit_events_by_tenant ON audit_events (tenant, at, id);
CREATE INDEX audit_events_by_actor ON audit_events (actor, event, at);

-- The triggers hold for everybody, the table's owner included, as long as nobody takes them away.
CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_events is append-only';
END
$$;

CREATE TRIGGER audit_events_unchanged BEFORE UPDATE OR DELETE ON audit_events
    FOR EACH ROW EXECUTE FUNCTION audit_events_refuse();

CREATE TRIGGER audit_events_not_emptied BEFORE TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse();

-- Stronger: let one role own the tables and migrate, and the portal run as another that cannot take triggers away. Once, as
-- the owner, after a first start that migrated:
--
--     GRANT USAGE ON SCHEMA public TO portal_app;
--     GRANT SELECT ON _sqlx_migrations TO portal_app;
--     GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, used_login_states TO portal_app;
--     GRANT SELECT, INSERT ON audit_events TO portal_app;
--
-- Migrations then run as the owner, before the portal of a new version starts as `portal_app`.
-- Old rows are cleared away by the owner: ALTER TABLE audit_events DISABLE TRIGGER audit_events_unchanged, delete, ENABLE.
