// Steady load (acceptance DOS-05). STEADY_SECONDS says how long; the acceptance list's ten minutes unless set.

import { expect, test } from "../fixtures/test.ts";
import { descriptors, median, residentMiB } from "../bench/load.ts";
import { wrk } from "../bench/wrk.ts";
import { USAGE, visitor, watching } from "./visitor.ts";

const SECONDS = Number(process.env["STEADY_SECONDS"] ?? 600);
const CONNECTIONS = 16;

test("under steady load nothing fails and neither memory nor descriptors grow", async ({ person, context, world }) => {
  test.setTimeout((SECONDS + 120) * 1_000);
  const headers = await visitor(person, context);
  const page = world.portal + USAGE;
  const load = { connections: CONNECTIONS, headers };
  await wrk(page, { ...load, seconds: 10 });
  const look = (): { memory: number; files: number } => ({ memory: residentMiB(world.pid("portal")), files: descriptors(world.pid("portal")) });
  const [came, seen] = await watching(1_000, look, wrk(page, { ...load, seconds: SECONDS }));
  const tenth = Math.max(1, Math.floor(seen.length / 10));
  const grown = (values: number[]): number => median(values.slice(-tenth)) / median(values.slice(tenth, 2 * tenth));
  const [memory, files] = [grown(seen.map((one) => one.memory)), grown(seen.map((one) => one.files))];
  console.log(
    `\n${SECONDS} s of ${CONNECTIONS} connections: ${came.rate.toFixed(0)} pages/s, ${came.bad} bad, ${came.lost} lost, p50 ${came.p50.toFixed(1)} ms, ` +
      `p99 ${came.p99.toFixed(1)} ms; memory ${((memory - 1) * 100).toFixed(1)} %, descriptors ${((files - 1) * 100).toFixed(1)} % between the ` +
      `second and the last tenth (${seen.at(-1)?.memory.toFixed(0)} MiB, ${seen.at(-1)?.files})`,
  );
  expect(came.bad + came.lost).toBe(0);
  expect(memory).toBeLessThan(1.1);
  expect(files).toBeLessThan(1.1);
});
