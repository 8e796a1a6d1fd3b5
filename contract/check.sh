#!/usr/bin/env bash
# Holds the sandbox to contract/aidial_api.openapi.yaml: schemathesis sends what the contract allows and what it does not, as
# several users, and checks every answer. Deterministic, under two minutes. Needs python3 and the built sandbox
# (`cargo build -p sandbox`, or SANDBOX_BIN); installs its one tool into .run/schemathesis when it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=4.32.5
EXAMPLES=${CONTRACT_EXAMPLES:-15}
VENV=.run/schemathesis
BIN=${SANDBOX_BIN:-${CARGO_TARGET_DIR:-target}/debug/sandbox}
USERS=(admin@harbour.test manager@harbour.test staff@harbour.test admin@orchard.test admin@newleaf.test
  admin@broken.test admin@foggy.test admin@dim.test admin@coastal.test user@coastal.test)

if ! "$VENV/bin/st" --version 2>/dev/null | grep -qF "$VERSION"; then
  python3 -m venv "$VENV"
  "$VENV/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$VERSION"
fi
[ -x "$BIN" ] || { echo "no sandbox at $BIN: cargo build -p sandbox" >&2; exit 1; }

out=$(mktemp -d)
"$BIN" --addr 127.0.0.1:0 --db :memory: --token-seconds 3600 >"$out/ready" &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null; wait "$sandbox" 2>/dev/null; rm -rf "$out"' EXIT
for _ in $(seq 100); do [ -s "$out/ready" ] && break; sleep 0.1; done
base=$(sed -n 's/^sandbox ready on //p' "$out/ready")
[ -n "$base" ] || { echo "the sandbox did not start" >&2; exit 1; }

passed=0 failed=0
for user in "${USERS[@]}"; do
  token=$("$VENV/bin/python" - "$base" "$user" <<'PY'
import json, sys, urllib.request
request = urllib.request.Request(sys.argv[1] + "/_control/tokens", json.dumps({"user": sys.argv[2]}).encode(), {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request))["access_token"])
PY
  )
  # Stateful chains are off: each request stands alone, as the portal's do.
  if "$VENV/bin/st" --config-file contract/schemathesis.toml run contract/aidial_api.openapi.yaml --url "$base" \
    --header "Authorization: Bearer $token" --phases examples,coverage,fuzzing --checks all --max-examples "$EXAMPLES" \
    --warnings off --no-color >"$out/log" 2>&1; then
    passed=$((passed + 1)); echo "ok   $user: $(grep -E 'test cases|Test cases' "$out/log" | tail -1 | tr -s ' ')"
  else
    failed=$((failed + 1)); echo "FAIL $user"; cat "$out/log"
  fi
done
echo "contract: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
