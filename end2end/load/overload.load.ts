// Ten times what the portal can do (acceptance DOS-04): what is too much is refused at once and told when to come back, what
// is served is not much less than before, memory stays bounded, health answers, and afterwards all is as it was.

import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { expect, test } from "../fixtures/test.ts";
import { median, residentMiB } from "../bench/load.ts";
import { wrk } from "../bench/wrk.ts";
import { USAGE, visitor, watching } from "./visitor.ts";

const CONNECTIONS = 700;
const MEMORY_MIB = 256;

test("at ten times its capacity the portal serves at least four fifths of its peak and refuses the rest politely", async ({
  person,
  context,
  world,
}) => {
  const headers = await visitor(person, context);
  const page = world.portal + USAGE;
  // Who asks must not take from who answers: each has a core, the same in both measurements.
  const core = availableParallelism() > 1 ? { core: 1 } : {};
  if ("core" in core) for (const name of ["portal", "sandbox"] as const) execFileSync("taskset", ["-a", "-p", "-c", "0", String(world.pid(name))]);
  await wrk(page, { seconds: 3, connections: 32, headers, ...core });
  const peaks = [];
  for (let round = 0; round < 3; round++) peaks.push((await wrk(page, { seconds: 6, connections: 32, headers, ...core })).rate);
  const peak = median(peaks);

  const refusals = new Map<string, number>();
  const look = async (): Promise<{ memory: number; health: number }> => {
    const begun = performance.now();
    const health = await fetch(`${world.admin}/healthz`, { signal: AbortSignal.timeout(5_000) });
    const took = health.ok ? performance.now() - begun : Number.NaN;
    const answer = await fetch(page, { headers, redirect: "manual" });
    await answer.arrayBuffer();
    if (answer.status !== 200) {
      const kind = `${answer.status} with Retry-After ${answer.headers.get("retry-after") ?? "missing"}`;
      refusals.set(kind, (refusals.get(kind) ?? 0) + 1);
    }
    return { memory: residentMiB(world.pid("portal")), health: took };
  };
  // Each connection asks so seldom that all together ask ten times as much as can be served.
  const pauseMs = (CONNECTIONS / (10 * peak)) * 1_000;
  const [flood, seen] = await watching(250, look, wrk(page, { seconds: 20, connections: CONNECTIONS, headers, pauseMs, ...core }));
  const goodput = (flood.answers - flood.bad) / 20;

  const over = performance.now();
  let well = 0;
  for (; well < 10; well++) {
    const answer = await fetch(page, { headers, redirect: "manual" });
    await answer.arrayBuffer();
    if (answer.status !== 200) well = -1;
  }
  const recovery = performance.now() - over;

  const memory = Math.max(...seen.map((one) => one.memory));
  const health = Math.max(...seen.map((one) => one.health));
  console.log(
    `\nPeak ${peak.toFixed(0)} pages/s. ${CONNECTIONS} connections, ${flood.rate.toFixed(0)} answers/s: ${goodput.toFixed(0)} pages/s ` +
      `(${((goodput / peak) * 100).toFixed(0)} % of the peak), ${flood.bad} refused, ${flood.lost} lost, p50 ${flood.p50.toFixed(0)} ms, ` +
      `p99 ${flood.p99.toFixed(0)} ms\n  refusals seen: ${JSON.stringify(Object.fromEntries(refusals))}; memory at most ` +
      `${memory.toFixed(0)} MiB; /healthz at most ${health.toFixed(0)} ms; ten good answers in a row ${recovery.toFixed(0)} ms after it`,
  );
  expect(flood.bad).toBeGreaterThan(0);
  expect([...refusals.keys()].filter((kind) => !/^(503|429) with Retry-After \d+$/.test(kind))).toEqual([]);
  expect(goodput).toBeGreaterThan(0.8 * peak);
  expect(memory).toBeLessThan(MEMORY_MIB);
  expect(health).toBeLessThan(1_000);
  expect(recovery).toBeLessThan(5_000);
});
