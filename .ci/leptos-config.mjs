// Holds Leptos.toml, which the server reads at run time, equal to the table in Cargo.toml, which the build reads.

import { readFileSync } from "node:fs";

const table = (file) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
  const [, body] = text.split("[[workspace.metadata.leptos]]");
  const lines = body.split(/^\[/m)[0].matchAll(/^([a-z-]+) = (.+)$/gm);
  return new Map([...lines].map(([, key, value]) => [key, value.replace(/ +#.*$/, "")]));
};

const build = table("Cargo.toml");
const run = table("Leptos.toml");
// The build calls two of them by other names; the output name is the project's name unless set.
const nameInBuild = { "hash-file": "hash-file-name", "output-name": build.has("output-name") ? "output-name" : "name" };

const different = [...run].filter(([key, value]) => build.get(nameInBuild[key] ?? key) !== value);
for (const [key, value] of different) {
  console.log(`${key} is ${value} in Leptos.toml and ${build.get(nameInBuild[key] ?? key)} in Cargo.toml`);
}
const needed = ["output-name", "site-root", "site-pkg-dir", "hash-files", "hash-file"].filter((key) => !run.has(key));
for (const key of needed) console.log(`${key} is missing in Leptos.toml`);
if (!different.length && !needed.length) console.log(`${run.size} keys agree.`);
process.exitCode = different.length || needed.length ? 1 : 0;
