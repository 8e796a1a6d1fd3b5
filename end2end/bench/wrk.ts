// wrk: many requests over kept connections, and what came of them.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Load {
  seconds: number;
  connections: number;
  headers: Record<string, string>;
  /** Between an answer and the next request of a connection. */
  pauseMs?: number;
  /** The core it is to keep to. */
  core?: number;
  /** Lua that wrk is to run. */
  script?: string;
}

export interface Came {
  /** Requests answered a second, whatever the answer. */
  rate: number;
  /** Answers in all, and those that are neither 2xx nor 3xx. */
  answers: number;
  bad: number;
  /** Connections or answers that were lost. */
  lost: number;
  p50: number;
  p99: number;
}

const UNIT: Record<string, number> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

function latency(out: string, share: string): number {
  const [, value, unit] = new RegExp(`^\\s+${share}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, "m").exec(out) ?? [];
  return Number(value) * (UNIT[unit ?? ""] ?? Number.NaN);
}

/** Runs wrk on `url`; times are in milliseconds. */
export async function wrk(url: string, { seconds, connections, headers, pauseMs, core, script = "" }: Load): Promise<Came> {
  const folder = mkdtempSync(join(tmpdir(), "wrk-"));
  const file = join(folder, "load.lua");
  const pause = pauseMs === undefined ? "" : `\nfunction delay() return math.random(0, ${Math.round(2 * pauseMs)}) end\n`;
  writeFileSync(file, script + pause);
  const named = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const lua = script + pause === "" ? [] : ["-s", file];
  try {
    const program = core === undefined ? ["wrk"] : ["taskset", "-c", String(core), "wrk"];
    const [first = "wrk", ...rest] = program;
    const { stdout } = await run(first, [...rest, "-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "20s", ...lua, ...named, url]);
    const lost = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1) ?? [];
    return {
      rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
      answers: Number(/^\s+(\d+) requests in/m.exec(stdout)?.[1]),
      bad: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
      lost: lost.reduce((sum, count) => sum + Number(count), 0),
      p50: latency(stdout, "50"),
      p99: latency(stdout, "99"),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
