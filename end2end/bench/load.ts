// Requests a second, the bare handler, and a process's memory and descriptors.

import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { wrk } from "./wrk.ts";

/** Requests a second of a URL with keep-alive; an answer that is not 2xx spoils the figure, so it is an error. */
export async function requestsPerSecond(url: string, seconds: number, connections: number, headers: Record<string, string>): Promise<number> {
  const { rate, bad, lost } = await wrk(url, { seconds, connections, headers });
  if (bad > 0 || lost > 0) throw new Error(`wrk on ${new URL(url).pathname}: ${bad} bad answers, ${lost} lost`);
  return rate;
}

/** Starts the bare handler; it makes `urls` calls with `token` and answers `bytes` bytes. */
export async function bare(port: number, bytes: number, urls: string[], token: string): Promise<ChildProcess> {
  const program = process.env["BARE"];
  if (program === undefined) throw new Error("BARE is not set: run make bench");
  const child = spawn(program, [`127.0.0.1:${port}`, String(bytes), ...urls], { env: { BARE_TOKEN: token }, stdio: "inherit" });
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer !== undefined) return child;
    await new Promise((next) => setTimeout(next, 50));
  }
  child.kill();
  throw new Error("the bare handler did not start");
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) / 1024;
}

/** Open descriptors of a process. */
export const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const pick = (at: number): number => sorted[at] ?? Number.NaN;
  return Number.isInteger(middle) ? (pick(middle - 1) + pick(middle)) / 2 : pick(Math.floor(middle));
}
