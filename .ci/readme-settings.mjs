// Holds the settings table of README.md equal to what `portal --settings` prints; with --write puts it there.
//   node .ci/readme-settings.mjs PORTAL [--write]

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const [portal, write] = process.argv.slice(2);
const file = new URL("../README.md", import.meta.url);
const text = readFileSync(file, "utf8");
const printed = execFileSync(portal, ["--settings"], { encoding: "utf8" }).trim();
const between = /(<!-- settings -->\n)([^]*?)(<!-- \/settings -->)/;
const [, , written] = between.exec(text) ?? [];

if (write === "--write") {
  writeFileSync(file, text.replace(between, (_, before, __, after) => `${before}\n${printed}\n\n${after}`));
} else if (written?.trim() !== printed) {
  console.log("The settings table in README.md is not what `portal --settings` prints: node .ci/readme-settings.mjs target/dist/portal --write");
  process.exitCode = 1;
} else {
  console.log("The settings table in README.md is right.");
}
