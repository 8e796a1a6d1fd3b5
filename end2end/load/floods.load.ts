// Floods that cost the sender nothing: more clients than descriptors (acceptance DOS-02), begun sign-ins and made-up cookies
// (DOS-07).

import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { expect, test } from "../fixtures/test.ts";
import { residentMiB } from "../bench/load.ts";
import { wrk } from "../bench/wrk.ts";
import { World } from "../fixtures/world.ts";

const answers = async (portal: string): Promise<boolean> => {
  const page = fetch(`${portal}/sign-in`, { headers: { accept: "text/html", connection: "close" }, signal: AbortSignal.timeout(3_000) });
  return page.then((answer) => answer.arrayBuffer().then(() => answer.ok)).catch(() => false);
};

test("four hundred clients of a portal with 256 descriptors do not end it", async () => {
  const world = await World.start();
  const clients: Socket[] = [];
  try {
    execFileSync("prlimit", ["--nofile=256", "--pid", String(world.pid("portal"))]);
    const { port } = new URL(world.portal);
    for (let n = 0; n < 400; n++) clients.push(connect(Number(port), "127.0.0.1").on("error", () => {}));
    await new Promise((next) => setTimeout(next, 2_000));
    const during = await answers(world.portal);
    for (const client of clients.splice(0)) client.destroy();
    const over = performance.now();
    while (!(await answers(world.portal)) && performance.now() - over < 10_000) await new Promise((next) => setTimeout(next, 50));
    const recovery = performance.now() - over;
    const met = world.log("portal").split("connections cannot be accepted").length - 1;
    console.log(`\n256 descriptors, 400 clients: ${during ? "answered" : "did not answer"} meanwhile, well ${recovery.toFixed(0)} ms after; met its limit ${met} times`);
    expect(met).toBeGreaterThan(0);
    expect(recovery).toBeLessThan(2_000);
  } finally {
    for (const client of clients) client.destroy();
    await world.stop();
  }
});

test("floods of begun sign-ins and made-up cookies fill neither memory nor database", async ({ world }) => {
  const database = (): number => world.files().reduce((sum, file) => sum + statSync(file).size, 0);
  const own = { origin: world.portal, "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" };
  const starts = `wrk.method = "POST"\nwrk.body = "email=a%40b.test"`;
  const cookies = `function request()
    local id = {}
    for n = 1, 43 do id[n] = string.char(math.random(97, 122)) end
    wrk.headers["cookie"] = "portal=" .. table.concat(id)
    return wrk.format(nil, nil)
  end`;
  await wrk(`${world.portal}/auth/login`, { seconds: 5, connections: 32, headers: own, script: starts });
  await wrk(`${world.portal}/sign-in`, { seconds: 5, connections: 32, headers: {}, script: cookies });
  const before = { memory: residentMiB(world.pid("portal")), database: database() };
  const begun = await wrk(`${world.portal}/auth/login`, { seconds: 15, connections: 32, headers: own, script: starts });
  const made = await wrk(`${world.portal}/billing/usage`, { seconds: 15, connections: 32, headers: {}, script: cookies });
  const after = { memory: residentMiB(world.pid("portal")), database: database() };
  console.log(
    `\n${begun.rate.toFixed(0)} sign-ins begun a second, ${made.rate.toFixed(0)} made-up cookies a second, 15 s each: memory ` +
      `${before.memory.toFixed(0)} to ${after.memory.toFixed(0)} MiB, database ${before.database} to ${after.database} bytes`,
  );
  expect(begun.bad + begun.lost + made.bad + made.lost).toBe(0);
  expect(after.memory).toBeLessThan(before.memory * 1.2 + 8);
  expect(after.database).toBeLessThan(before.database + 65_536);
});
