// Holds Cargo.lock to the lowest versions without a known flaw, and keeps OpenSSL out. Every copy in the lock file
// counts, not only the newest; a crate that is not there is fine.

import { readFileSync } from "node:fs";

const FLOORS = {
  h2: "0.4.16",
  rustls: "0.23.45",
  "rustls-webpki": "0.103.13",
  time: "0.3.47",
  bytes: "1.11.1",
  "aws-lc-sys": "0.39.0",
  leptos: "0.8.23",
  server_fn: "0.8.13",
  hydration_context: "0.3.1",
  leptos_router: "0.8.13",
  "tower-sessions-core": "0.12.1",
};
const BANNED = ["openssl", "openssl-sys", "native-tls"];

const parse = (version) => version.split(/[-+]/)[0].split(".").map(Number);
const below = (version, floor) => {
  const [a, b] = [parse(version), parse(floor)];
  const at = [0, 1, 2].find((index) => a[index] !== b[index]);
  return at !== undefined && a[at] < b[at];
};

const packages = readFileSync(new URL("../Cargo.lock", import.meta.url), "utf8")
  .split("[[package]]")
  .slice(1)
  .map((block) => Object.fromEntries([...block.matchAll(/^(name|version|source) = "(.*)"$/gm)].map(([, k, v]) => [k, v])));

const registry = packages.find(({ source }) => source?.startsWith("registry+"))?.source;
const problems = packages.flatMap(({ name, version, source }) => [
  ...(FLOORS[name] && below(version, FLOORS[name]) ? [`${name} ${version} is below ${FLOORS[name]}`] : []),
  ...(BANNED.includes(name) ? [`${name} ${version} is not to be used: TLS is rustls`] : []),
  ...(source && source !== registry ? [`${name} ${version} does not come from the one registry`] : []),
]);

if (packages.length < 50) problems.push("Cargo.lock could not be read");
for (const problem of problems) console.log(problem);
console.log(problems.length ? "Dependencies are not as they must be." : `${packages.length} dependencies are at or above their floors.`);
process.exitCode = problems.length ? 1 : 0;
