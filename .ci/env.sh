# Sourced by every script in this folder: where things are, which versions count, and how to say what went wrong.
# shellcheck shell=bash disable=SC2034 # the variables are read by the scripts that source this file

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1

# Tools are kept outside the checkout, so that a second clone need not compile them again, and in a folder of their
# own, so that nobody's other projects get another version.
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/aidial-portal"
TOOLS="$CACHE/tools"
export PATH="$TOOLS/bin:$ROOT/.ci/tools/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

# CI clones into another folder each time: compiled dependencies are shared between its runs.
if [ "${CI:-}" = true ]; then
    export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$CACHE/target}"
fi
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"

# What `make build` leaves: the two programs, hash.txt beside them, the site, Leptos.toml.
DIST="$ROOT/target/dist"

CARGO_LEPTOS_VERSION=0.3.10
locked_version() { awk -v want="name = \"$1\"" '$0 == want { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock; }

say() { printf '%s\n' "$*"; }
step() { printf '\n── %s\n' "$*"; }
fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# Whether somebody listens at 127.0.0.1:$1.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Waits until http://127.0.0.1:$1$2 answers 200, at most $3 seconds; gives up early when process $4 has ended.
await_http() {
    local deadline=$((SECONDS + $3))
    until curl --silent --fail --noproxy '*' --max-time 2 --output /dev/null "http://127.0.0.1:$1$2"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        kill -0 "$4" 2>/dev/null || return 1
        sleep 0.1
    done
}

# Debian's Chromium, or nothing: then Playwright brings its own.
chromium_path() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
