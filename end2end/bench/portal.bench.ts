// The three figures that are kept an eye on: what a first visit costs the reader, what a page costs the machine, and
// what the portal holds in memory.

import { brotliCompressSync } from "node:zlib";
import { expect, test } from "../fixtures/test.ts";
import { freePort } from "../fixtures/world.ts";
import { bare, median, requestsPerSecond, residentMiB } from "./load.ts";

const KIND: Record<string, string> = { document: "HTML", stylesheet: "CSS", script: "JS", font: "font" };
const PERSON = "admin@harbour.test";
const CONNECTIONS = 32;
const ROUNDS = 5;
const SECONDS = 6;

const say = (line: string): void => console.log(line);
const verdict = (good: boolean): string => (good ? "within" : "OVER");

test("bytes of the first visit to /billing/usage", async ({ person, context, page }) => {
  await person.signIn(PERSON);
  // Signed in, but with nothing kept: as the browser sees the page for the first time.
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  const kinds = new Map<string, { kind: string; name: string }>();
  const sizes = new Map<string, number>();
  const encodings = new Map<string, string>();
  session.on("Network.responseReceived", ({ requestId, type, response }) => {
    const name = new URL(response.url).pathname;
    kinds.set(requestId, { kind: name.endsWith(".wasm") ? "wasm" : (KIND[type.toLowerCase()] ?? type), name });
    encodings.set(requestId, response.headers["content-encoding"] ?? response.headers["Content-Encoding"] ?? "none");
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await person.open("/billing/usage");
  await page.waitForLoadState("networkidle");

  let total = 0;
  say("\nFirst visit to /billing/usage, bytes on the wire with headers:");
  for (const [id, { kind, name }] of kinds) {
    const bytes = sizes.get(id) ?? 0;
    if (kind !== "font") total += bytes;
    say(`  ${kind.padEnd(6)} ${String(bytes).padStart(8)}  ${(encodings.get(id) ?? "").padEnd(5)} ${name}`);
  }
  say(`  all but fonts ${(total / 1024).toFixed(1)} KiB: ${verdict(total <= 200 * 1024)} the budget of 200 KiB`);
  expect([...kinds].filter(([id, { kind }]) => ["HTML", "CSS", "JS", "wasm"].includes(kind) && encodings.get(id) !== "br")).toEqual([]);
});

test("requests a second, and memory, of the signed-in /billing/usage", async ({ person, context, world, sandbox }) => {
  await person.signIn(PERSON);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await person.page.close();
  const headers = { cookie, accept: "text/html", "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  const url = `${world.portal}/billing/usage`;

  const before = await sandbox.mark();
  // A redirect to the sign-in page would count as an answer; it must be the page, before and after.
  const load = async (): Promise<string> => {
    const answer = await fetch(url, { headers, redirect: "error" });
    expect(answer.status).toBe(200);
    return answer.text();
  };
  const html = await load();
  const calls = (await sandbox.received(before)).filter(({ path }) => path.startsWith("/v1/"));
  const token = await sandbox.token(PERSON);
  const port = await freePort();
  const child = await bare(port, Buffer.byteLength(html), calls.map(({ path }) => `${world.sandbox}${path}`), token);

  const idle = residentMiB(world.pid("portal"));
  let loaded = idle;
  const rates: { portal: number[]; bare: number[] } = { portal: [], bare: [] };
  try {
    await requestsPerSecond(url, 2, CONNECTIONS, headers);
    await requestsPerSecond(`http://127.0.0.1:${port}/`, 2, CONNECTIONS, {});
    for (let round = 0; round < ROUNDS; round++) {
      const watching = setInterval(() => (loaded = Math.max(loaded, residentMiB(world.pid("portal")))), 200);
      rates.portal.push(await requestsPerSecond(url, SECONDS, CONNECTIONS, headers));
      clearInterval(watching);
      await load();
      const mark = await sandbox.mark();
      const rate = await requestsPerSecond(`http://127.0.0.1:${port}/`, SECONDS, CONNECTIONS, {});
      rates.bare.push(rate);
      // The yardstick must have made its calls: as many arrived as it answered requests.
      expect((await sandbox.mark()) - mark).toBeGreaterThan(0.9 * rate * SECONDS * calls.length);
    }
  } finally {
    child.kill();
  }

  const [portal, yardstick] = [median(rates.portal), median(rates.bare)];
  const share = portal / yardstick;
  const list = (values: number[]): string => values.map((value) => value.toFixed(0)).join(" ");
  say(`\nSigned-in /billing/usage, ${html.length} characters (${brotliCompressSync(html).length} bytes brotli), ${calls.length} upstream call(s) a page:`);
  for (const { method, path } of calls) say(`  ${method} ${path}`);
  say(`  portal ${portal.toFixed(0)} requests/s (${list(rates.portal)})`);
  say(`  bare   ${yardstick.toFixed(0)} requests/s (${list(rates.bare)}), the same calls and as many bytes`);
  say(`  median of ${ROUNDS} rounds of ${SECONDS} s, ${CONNECTIONS} connections, alternating: ${(share * 100).toFixed(0)} % (at least 25 %: ${share >= 0.25 ? "met" : "MISSED"}; aim 50 %: ${share >= 0.5 ? "met" : "missed"})`);
  say(`\nResident memory of the portal:`);
  say(`  idle       ${idle.toFixed(1)} MiB: ${verdict(idle <= 64)} the budget of 64 MiB`);
  say(`  under load ${loaded.toFixed(1)} MiB: ${verdict(loaded <= 150)} the budget of 150 MiB`);
});
