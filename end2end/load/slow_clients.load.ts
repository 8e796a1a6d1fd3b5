// A thousand clients that send or read as slowly as they can (acceptance DOS-01): each of them is cut, and a person in
// between waits no longer than twice what a person waits otherwise.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "../fixtures/test.ts";
import { descriptors, residentMiB } from "../bench/load.ts";
import { wrk, type Came } from "../bench/wrk.ts";
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

    // A form of another site is refused before its body; the one address that takes such forms reads it.
    const target = world.portal + (name === "readers" ? `/pkg/${await wasm(world.portal)}` : "/auth/backchannel-logout");
    const command = `ulimit -n 8192; exec slowhttptest -c ${CLIENTS} -r 500 -l 60 ${words.join(" ")} -u ${target}`;
    const before = descriptors(world.pid("portal"));
    const attack = promisify(execFile)("bash", ["-c", command], { maxBuffer: 1 << 26 });
    const look = (): { memory: number; held: number } => ({
      memory: residentMiB(world.pid("portal")),
      held: descriptors(world.pid("portal")) - before,
    });
    const beside = async (): Promise<Came> => {
      // Once all of them are there.
      await new Promise((next) => setTimeout(next, 3_000));
      const came = await wrk(page, people);
      await attack;
      return came;
    };
    const [came, seen] = await watching(500, look, beside());
    const held = seen.map((one) => one.held);
    // A client that does not read does not see that it was cut; whether it holds anything here is what counts.
    const over = held.findLastIndex((count) => count > 50) / 2;
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    console.log(
      `\n${CLIENTS} slow ${name}: p99 of a person ${ms(quiet.p99)} without, ${ms(came.p99)} with them ` +
        `(p50 ${ms(quiet.p50)}, ${ms(came.p50)}); ${came.bad} bad and ${came.lost} lost of ${came.answers}; ` +
        `at most ${Math.max(...seen.map((one) => one.memory)).toFixed(0)} MiB and ${Math.max(...held)} connections, the last cut after ${over} s`,
    );
    expect(came.bad + came.lost).toBe(0);
    expect(came.p99).toBeLessThan(Math.max(2 * quiet.p99, FLOOR_MS));
    expect(Math.max(...held)).toBeGreaterThan(200);
    expect(over).toBeLessThan(45);
  });
}

/** The largest file there is to read slowly. */
async function wasm(portal: string): Promise<string> {
  const html = await (await fetch(`${portal}/sign-in`, { headers: { accept: "text/html" } })).text();
  const name = /\/pkg\/([^"]+\.wasm)/.exec(html)?.[1];
  if (name === undefined) throw new Error("the page names no wasm");
  return name;
}
