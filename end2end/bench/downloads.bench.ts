// Invoices passed on: what a hundred large ones at once hold in memory, and how fast one goes beside the sandbox itself.

import { execFile } from "node:child_process";
import { Writable } from "node:stream";
import { promisify } from "node:util";
import { expect, test as base } from "../fixtures/test.ts";
import { freePort, World } from "../fixtures/world.ts";
import { bare, median, residentMiB } from "./load.ts";

const run = promisify(execFile);
const PERSON = "admin@harbour.test";
const BYTES = 20 * 1000 * 1000;
const AT_ONCE = 100;
/** Bytes a second of 1 Gbit/s. */
const WIRE = 125_000_000;
const ROUNDS = 7;

const say = (line: string): void => console.log(line);

// More at once than one person is given, so that one person's session is enough to measure with.
const test = base.extend<object, { world: World }>({
  world: [
    async ({}, use) => {
      const world = await World.start({
        DOWNLOADS_AT_ONCE: String(AT_ONCE),
        DOWNLOADS_OF_ONE: String(AT_ONCE),
        RATE_DOWNLOADS: "10000",
        INVOICE_PDF_TIMEOUT_MS: "60000",
      });
      await use(world);
      await world.stop();
    },
    { scope: "worker" },
  ],
});

test("large invoices pass through", async ({ person, context, sandbox, world }) => {
  test.setTimeout(300_000);
  await person.signIn(PERSON);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await person.page.close();
  const invoice = (await sandbox.invoices(PERSON)).find(({ pdf }) => pdf === "available");
  expect(invoice).toBeDefined();
  const large = async (more: { rate?: number }): Promise<void> => {
    await sandbox.heal();
    await sandbox.fault({ match: "/v1/billing/invoices/*/pdf", kind: "oversize", value: { bytes: BYTES, declared: true, ...more } });
  };
  await large({});
  const headers = { cookie, "sec-fetch-site": "same-origin" };
  const url = `${world.portal}/billing/invoices/${invoice?.invoice_id ?? ""}/pdf`;

  const download = async (): Promise<number> => {
    const answer = await fetch(url, { headers });
    expect(answer.status).toBe(200);
    let bytes = 0;
    const count = new Writable({
      write(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done();
      },
    });
    await answer.body?.pipeTo(Writable.toWeb(count) as WritableStream<Uint8Array>);
    return bytes;
  };

  expect(await download()).toBeGreaterThan(BYTES * 0.95);
  const before = residentMiB(world.pid("portal"));
  let most = before;
  const watching = setInterval(() => (most = Math.max(most, residentMiB(world.pid("portal")))), 50);
  const started = Date.now();
  const sizes = await Promise.all(Array.from({ length: AT_ONCE }, download));
  const seconds = (Date.now() - started) / 1000;
  clearInterval(watching);
  for (const size of sizes) expect(size).toBeGreaterThan(BYTES * 0.95);
  const each = (most - before) / AT_ONCE;
  say(`\n${AT_ONCE} downloads of ${BYTES / 1e6} MB at once, in ${seconds.toFixed(1)} s:`);
  say(`  resident ${before.toFixed(1)} MiB before, ${most.toFixed(1)} MiB at most: ${(each * 1024).toFixed(0)} KiB a download (less than 1 MiB: ${each < 1 ? "met" : "MISSED"})`);

  const token = await sandbox.token(PERSON);
  const direct = `${world.sandbox}/v1/billing/invoices/${invoice?.invoice_id ?? ""}/pdf`;
  const port = await freePort();
  const relay = await bare(port, 1, [direct], token);
  const speed = async (address: string, header: string): Promise<number> => {
    const { stdout } = await run("curl", ["--silent", "--fail", "--noproxy", "*", "--output", "/dev/null", "--write-out", "%{speed_download} %{size_download}", "--header", header, address]);
    const [rate, size] = stdout.split(" ").map(Number);
    expect(size).toBeGreaterThan(BYTES * 0.95);
    return (rate ?? 0) / 1e6;
  };
  /** MB/s of each, alternating. */
  const speeds = async (): Promise<{ portal: number; bare: number; sandbox: number }> => {
    const rates: { portal: number[]; bare: number[]; sandbox: number[] } = { portal: [], bare: [], sandbox: [] };
    for (let round = 0; round < ROUNDS; round++) {
      rates.portal.push(await speed(url, `cookie: ${cookie}`));
      rates.bare.push(await speed(`http://127.0.0.1:${port}/passed`, "accept: */*"));
      rates.sandbox.push(await speed(direct, `authorization: Bearer ${token}`));
    }
    return { portal: median(rates.portal), bare: median(rates.bare), sandbox: median(rates.sandbox) };
  };
  const mbs = (value: number): string => `${value.toFixed(0)} MB/s`;
  try {
    await large({ rate: WIRE });
    const wired = await speeds();
    const share = wired.portal / wired.sandbox;
    say(`One download of ${BYTES / 1e6} MB, the median of ${ROUNDS}, alternating, from a sandbox behind a wire of 1 Gbit/s:`);
    say(`  portal ${mbs(wired.portal)}, sandbox ${mbs(wired.sandbox)} when asked directly: ${(share * 100).toFixed(0)} % (at least 90 %: ${share >= 0.9 ? "met" : "MISSED"})`);
    await large({});
    const free = await speeds();
    say(`The same from memory, as fast as the cores copy, which three processes share with two:`);
    say(`  portal ${mbs(free.portal)}, sandbox ${mbs(free.sandbox)}: ${((free.portal / free.sandbox) * 100).toFixed(0)} %; a bare handler that passes it on ${mbs(free.bare)}: ${((free.bare / free.sandbox) * 100).toFixed(0)} %`);
  } finally {
    relay.kill();
  }
});
