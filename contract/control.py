"""What contract/check.sh asks of the sandbox's control interface: `token BASE USER`, `succeeded BASE CONTRACT`."""

import json
import re
import sys
import urllib.request

import yaml


def call(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json"})) as answer:
        return json.load(answer)


def token(base, user):
    print(call(f"{base}/_control/tokens", {"user": user})["access_token"])


def succeeded(base, contract):
    with open(contract, encoding="utf-8") as file:
        paths = yaml.safe_load(file)["paths"]
    good = [(r["method"], r["path"].split("?")[0]) for r in call(f"{base}/_control/requests")["requests"] if r["status"] in (200, 201)]
    operations = [(method.upper(), path) for path, item in paths.items() for method in item if method in ("get", "put", "post", "delete")]
    never = []
    for method, path in operations:
        shape = re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path))
        if not any(m == method and shape.fullmatch(p) for m, p in good):
            never.append(f"{method} {path}")
    for line in never:
        print(f"never succeeded: {line}")
    return not never


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    sys.exit(0 if {"token": token, "succeeded": succeeded}[command](*arguments) is not False else 1)
