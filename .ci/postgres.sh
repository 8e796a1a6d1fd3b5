# Sourced: a PostgreSQL of the tests' own, thrown away at the end.
# shellcheck shell=bash

# Starts one in a temporary folder on a free port and exports TEST_POSTGRES_URL. Nothing is left of it after stop_postgres.
start_postgres() {
    local bin initdb as=()
    initdb=$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1)
    [ -n "$initdb" ] || fail "PostgreSQL is missing: run make setup."
    bin=$(dirname "$(readlink -f "$initdb")")
    POSTGRES_DIR=$(mktemp -d)
    # PostgreSQL refuses to run as root.
    if [ "$(id -u)" = 0 ]; then
        as=(runuser -u postgres --)
        chown postgres "$POSTGRES_DIR"
    fi
    POSTGRES_CTL=("${as[@]}" "$bin/pg_ctl" -D "$POSTGRES_DIR/data")
    local port=$((20000 + RANDOM % 10000))
    while listening "$port"; do port=$((port + 1)); done
    (
        cd /
        "${as[@]}" "$bin/initdb" -D "$POSTGRES_DIR/data" -U portal --auth=trust --no-sync -E UTF8 >"/dev/null" &&
            "${POSTGRES_CTL[@]}" -w -l "$POSTGRES_DIR/log" \
                -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$POSTGRES_DIR -c fsync=off -c max_connections=200" start >/dev/null
    ) || fail "A PostgreSQL for the tests could not be started: see $POSTGRES_DIR/log."
    export TEST_POSTGRES_URL="postgres://portal@127.0.0.1:$port/postgres"
}

stop_postgres() {
    [ -n "${POSTGRES_DIR:-}" ] || return 0
    (cd / && "${POSTGRES_CTL[@]}" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$POSTGRES_DIR"
}
