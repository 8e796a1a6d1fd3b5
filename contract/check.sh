#!/usr/bin/env bash
# Holds the sandbox to contract/aidial_api.openapi.yaml: schemathesis sends what the contract allows and what it does not, as
# several users, and checks every answer. Deterministic, about a minute. Needs python3 and the built sandbox
# (`cargo build -p sandbox`, or SANDBOX_BIN); installs its one tool into .run/schemathesis when it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=4.32.5
export EXAMPLES=${CONTRACT_EXAMPLES:-15}
export VENV=.run/schemathesis
BIN=${SANDBOX_BIN:-${CARGO_TARGET_DIR:-target}/debug/sandbox}
USERS=(admin@harbour.test manager@harbour.test staff@harbour.test admin@orchard.test admin@newleaf.test
  admin@broken.test admin@foggy.test admin@dim.test admin@coastal.test)

if ! "$VENV/bin/st" --version 2>/dev/null | grep -qF "$VERSION"; then
  python3 -m venv "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$VERSION"
fi
[ -x "$BIN" ] || { echo "no sandbox at $BIN: cargo build -p sandbox" >&2; exit 1; }

out=$(mktemp -d)
export out
"$BIN" --addr 127.0.0.1:0 --db :memory: --token-seconds 3600 >"$out/ready" &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null; wait "$sandbox" 2>/dev/null; rm -rf "$out"' EXIT
for _ in $(seq 100); do [ -s "$out/ready" ] && break; sleep 0.1; done
base=$(sed -n 's/^sandbox ready on //p' "$out/ready")
[ -n "$base" ] || { echo "the sandbox did not start" >&2; exit 1; }
export base

check_as() {
  local user=$1 token
  token=$("$VENV/bin/python" contract/control.py token "$base" "$user")
  # Stateful chains are off: each request stands alone, as the portal's do.
  if "$VENV/bin/st" --config-file contract/schemathesis.toml run contract/aidial_api.openapi.yaml --url "$base" \
    --header "Authorization: Bearer $token" --phases examples,coverage,fuzzing --checks all --max-examples "$EXAMPLES" \
    --warnings off --no-color >"$out/$user.log" 2>&1; then
    echo "ok   $user: $(grep -m1 generated "$out/$user.log" | tr -s ' ')" | tee -a "$out/passed"
  else
    echo "FAIL $user" >>"$out/failed"
    { echo "FAIL $user"; cat "$out/$user.log"; }
  fi
}
export -f check_as
printf '%s\n' "${USERS[@]}" | xargs -P 2 -I{} bash -c 'check_as {}'

# A run in which every answer was a refusal would prove little: each operation must have succeeded at least once.
if "$VENV/bin/python" contract/control.py succeeded "$base" contract/aidial_api.openapi.yaml; then
  echo "every operation succeeded" >>"$out/passed"
else
  echo "some operation never succeeded" >>"$out/failed"
fi
touch "$out/passed" "$out/failed"
echo "contract: $(wc -l <"$out/passed") passed, $(wc -l <"$out/failed") failed"
[ ! -s "$out/failed" ]
