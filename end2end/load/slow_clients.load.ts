// A thousand clients that send or read as slowly as they can (acceptance DOS-01): each of them is cut, and a person in
// between waits no longer than twice what a person waits otherwise.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "../fixtures/test.ts";
import { residentMiB } from "../bench/load.ts";
import { wrk } from "../bench/wrk.ts";
import { USAGE, visitor, watching } from "./visitor.ts";

const CLIENTS = 1_000;
/** Below this, what is measured is the machine: the tool that attacks runs on it too. */
const FLOOR_MS = 50;

const attacks = {
  heads: ["-H", "-i", "5", "-x", "24"],
  bodies: ["-B", "-i", "5", "-s", "8192", "-x", "10"],
  readers: ["-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32"],
};

for (const [name, words] of Object.entries(attacks)) {
  test(`a thousand slow ${name} are cut, and a person waits no longer than usual`, async ({ person, context, world }) => {
    const headers = await visitor(person, context);
    const page = world.portal + USAGE;
    const people = { seconds: 10, connections: 4, headers, pauseMs: 100 };
    await wrk(page, people);
    const quiet = await wrk(page, people);

    const target = name === "readers" ? `${world.portal}/pkg/${await wasm(world.portal)}` : `${world.portal}/auth/login`;
    const command = `ulimit -n 8192; exec slowhttptest -c ${CLIENTS} -r 500 -l 60 ${words.join(" ")} -u ${target}`;
    const attack = promisify(execFile)("bash", ["-c", command], { maxBuffer: 1 << 26 }).then(({ stdout }) => stdout);
    // Once all of them are there.
    await new Promise((next) => setTimeout(next, 3_000));
    const [beside, memory] = await watching(500, () => residentMiB(world.pid("portal")), wrk(page, people));
    const out = (await attack).replace(/\u001b\[[0-9;]*m/g, "");
    const end = /Exit status: +(.*)/.exec(out)?.[1] ?? "unknown";
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    console.log(
      `\n${CLIENTS} slow ${name}: p99 of a person ${ms(quiet.p99)} without, ${ms(beside.p99)} with them ` +
        `(p50 ${ms(quiet.p50)}, ${ms(beside.p50)}); ${beside.bad} bad and ${beside.lost} lost of ${beside.answers}; ` +
        `at most ${Math.max(...memory).toFixed(0)} MiB; the attack ended: ${end}`,
    );
    expect(beside.bad + beside.lost).toBe(0);
    expect(beside.p99).toBeLessThan(Math.max(2 * quiet.p99, FLOOR_MS));
    expect(end).toContain("No open connections left");
  });
}

/** The largest file there is to read slowly. */
async function wasm(portal: string): Promise<string> {
  const html = await (await fetch(`${portal}/sign-in`, { headers: { accept: "text/html" } })).text();
  const name = /\/pkg\/([^"]+\.wasm)/.exec(html)?.[1];
  if (name === undefined) throw new Error("the page names no wasm");
  return name;
}
