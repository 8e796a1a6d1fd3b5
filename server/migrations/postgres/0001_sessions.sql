-- Times are unix milliseconds. A row of `sessions` is inserted once, at sign-in; everything later is an UPDATE of it.
CREATE TABLE sessions (
    id_hash       BYTEA   NOT NULL PRIMARY KEY CHECK (length(id_hash) = 32),
    person_key    BYTEA   NOT NULL CHECK (length(person_key) = 32),
    op_session    BYTEA   CHECK (op_session IS NULL OR length(op_session) = 32),
    created_at    BIGINT  NOT NULL,
    last_seen_at  BIGINT  NOT NULL,
    expires_at    BIGINT  NOT NULL,
    sealed        BYTEA   NOT NULL,
    seal_version  BIGINT  NOT NULL,
    lease_owner   BYTEA,
    lease_until   BIGINT
);

CREATE INDEX sessions_by_person ON sessions (person_key);
CREATE INDEX sessions_by_op_session ON sessions (op_session) WHERE op_session IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_by_last_seen ON sessions (last_seen_at);

CREATE TABLE used_login_states (
    state_hash BYTEA  NOT NULL PRIMARY KEY CHECK (length(state_hash) = 32),
    expires_at BIGINT NOT NULL
);

CREATE INDEX used_login_states_by_expiry ON used_login_states (expires_at);
