// Secrets that have to stay where they belong: every token, code, verifier, cookie and key that a whole visit makes, and every
// billing address, looked for in whatever the visit leaves behind: the portal's log at its most talkative level, its database,
// each answer to the browser, what the browser stores, the files of the site.

import type { BrowserContext, Page } from "@playwright/test";
import { noteTakeover } from "../fixtures/takeover.ts";
import { Sandbox } from "../fixtures/sandbox.ts";
import { scan } from "../fixtures/scanner.ts";
import { expect, test } from "../fixtures/test.ts";
import { open } from "../fixtures/visit.ts";
import type { Wiretap } from "../fixtures/wiretap.ts";
import { World } from "../fixtures/world.ts";

const ADMIN = "admin@harbour.test";
const STRIPE_KEY = "rk_test_canaryOfTheStripeKey";
const RECIPIENTS = ["accounts@harbourdental.com.au", "principal@harbourdental.com.au", "manager@harbourdental.com.au"];
/** Whose answers hold a secret because it was asked for. */
const ASKED_FOR = /\/api\/(reveal-recipient|open-billing-portal)$|\/billing\/payment-methods\/portal$/;

/** What the issuer, aidial_api and Stripe exchanged with the portal. */
function exchanged(tap: Wiretap): Map<string, string[]> {
  const found = new Map([
    ["access token", [...tap.all(/"access_token":"([^"]+)"/g), ...tap.all(/authorization: Bearer ([^\r\n]+)/gi)]],
    ["refresh token", [...tap.all(/"refresh_token":"([^"]+)"/g), ...tap.all(/[?&\n]refresh_token=([^&\s]+)/g)]],
    ["ID token", tap.all(/"id_token":"([^"]+)"/g)],
    ["code", tap.all(/[?&\n]code=([^&\s"]+)/g)],
    ["state", tap.all(/[?&]state=([^&\s"]+)/g)],
    ["nonce of the sign-in", tap.all(/[?&]nonce=([^&\s"]+)/g)],
    ["PKCE verifier", tap.all(/[?&\n]code_verifier=([^&\s]+)/g)],
    ["Stripe session", tap.all(/"url":"([^"]+\/stripe\/p\/session\/[^"]+)"/g)],
    ["client secret", ["sandbox-secret", Buffer.from("portal:sandbox-secret").toString("base64")]],
    ["Stripe key", [STRIPE_KEY]],
    ["recipient", RECIPIENTS],
  ]);
  for (const [secret, texts] of found) expect(texts.length, `the visit makes a ${secret}`).toBeGreaterThan(0);
  return found;
}

/** Keeps the answers of the portal: headers and body, but not the cookies, which are where they belong. */
function keepAnswers(context: BrowserContext, portal: string): () => Promise<Map<string, Buffer>> {
  const kept: Promise<[string, Buffer]>[] = [];
  let number = 0;
  context.on("response", (response) => {
    const url = new URL(response.url());
    if (url.origin !== portal || ASKED_FOR.test(url.pathname)) return;
    const name = `answer ${(number += 1)}: ${response.request().method()} ${url.pathname}`;
    kept.push(
      (async () => {
        const headers = (await response.allHeaders().catch(() => ({}))) as Record<string, string>;
        delete headers["set-cookie"];
        // A sign-in sends the browser to the issuer with the state, and back.
        if (url.pathname === "/auth/login") delete headers["location"];
        const body = await response.body().catch(() => Buffer.alloc(0));
        return [name, Buffer.concat([Buffer.from(JSON.stringify(headers)), body])];
      })(),
    );
  });
  return async () => new Map(await Promise.all(kept));
}

/** What a page's own script could read of what was stored, and the page itself. */
async function stored(page: Page): Promise<Buffer> {
  const dump = await page.evaluate(async () => {
    const databases = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((opened, failed) => {
        const asked = indexedDB.open(name);
        asked.onsuccess = () => opened(asked.result);
        asked.onerror = () => failed(asked.error);
      });
      for (const store of database.objectStoreNames) {
        const asked = database.transaction(store).objectStore(store).getAll();
        databases.push(name, store, await new Promise((read) => (asked.onsuccess = () => read(asked.result))));
      }
    }
    const cached = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request))?.text());
    }
    const elements = [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes].map(({ value }) => value));
    return [{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href, window.name, databases, cached, elements, document.documentElement.outerHTML];
  });
  return Buffer.from(JSON.stringify(dump));
}

test("the search finds what is planted, however it is written", () => {
  const secret = "canary/of+a~secret==";
  const secrets = new Map([["planted", [secret]]]);
  const escaped = secret.replaceAll("/", "\\/").replace("c", "\\u0063").replace("~", "\\u007E");
  const percent = [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join("");
  const writings: [string, Buffer][] = [
    ["as it is", Buffer.from(`{"a":"${secret}"}`)],
    ["in a query", Buffer.from(`?a=${encodeURIComponent(secret)}&b`)],
    ["every byte in percent", Buffer.from(percent)],
    ["split by escapes", Buffer.from(`{"a":"${escaped}"}`)],
    ["two bytes a character", Buffer.from(secret, "utf16le")],
    ...[0, 1, 2, 3, 4].map((length): [string, Buffer] => [`in base64 behind ${length} bytes`, Buffer.from(Buffer.from("x".repeat(length) + secret + "yz").toString("base64"))]),
    ["in base64 for addresses", Buffer.from(Buffer.from(`ab${secret}c`).toString("base64url"))],
  ];
  for (const [how, bytes] of writings) expect(scan(secrets, new Map([[how, bytes]])), how).toHaveLength(1);
  const part = Buffer.from(`canary/of+a~ ${encodeURIComponent("canary/of")} ${Buffer.from("canary/of+a").toString("base64")}`);
  expect(scan(secrets, new Map([["only a part of it", part]]))).toEqual([]);
});

test("what browsers are served has nothing of the server in it", () => {
  const built = World.built();
  const code = [...built].filter(([name]) => /\.(wasm|js|css)$/.test(name));
  expect(code.map(([name]) => name.replace(/^.*\./, "")).sort()).toEqual(expect.arrayContaining(["css", "js", "wasm"]));
  const all = Buffer.concat(code.map(([, bytes]) => bytes)).toString("latin1");
  // What does belong there is found, so the search reads the right files.
  expect(["/api/session-time", "x-portal"].filter((text) => !all.includes(text))).toEqual([]);
  const foreign = [
    ...["sk_live", "sk_test", "rk_live", "rk_test", "client_secret", "Bearer ", "X-API-Key", "BEGIN PRIVATE"],
    ...["/v1/billing", "/v1/session", "api.stripe.com", "aidial_api", "openid-configuration", "127.0.0.1", "localhost"],
    ...["SELECT ", "INSERT INTO", "DELETE FROM", "CREATE TABLE", "sqlite:", "postgres:", "DATABASE_URL", "OIDC_", "STRIPE_"],
    ...["server/src", "sqlx", "tokio", "reqwest", "openidconnect", "rustls", "sourceMappingURL", "sandbox"],
  ];
  expect(foreign.filter((text) => all.includes(text))).toEqual([]);
  expect([...built.keys()].filter((name) => /\.(map|rs|toml|scss|db|env|log)$/.test(name))).toEqual([]);
});

test("no secret of a whole visit is left behind anywhere", async ({ browser, contextOptions, hydrated }) => {
  test.skip(!hydrated, "the visit needs the script, so that it stores what it can");
  test.setTimeout(120_000);
  const { world, tap } = await World.tapped({ LOG: "trace", STRIPE_SECRET_KEY: STRIPE_KEY });
  try {
    const sandbox = new Sandbox(world.sandbox);
    const context = await browser.newContext({ ...contextOptions, baseURL: world.portal, acceptDownloads: true });
    await noteTakeover(context);
    const answers = keepAnswers(context, world.portal);
    const cookies: string[] = [];
    const noteCookies = async () => void cookies.push(...(await context.cookies(world.portal)).map(({ value }) => value));
    const page = await context.newPage();

    await page.goto("/auth/callback?code=nobodys-code&state=nobodys-state");
    await open(page, "/sign-in", true);
    await page.getByLabel("Work email").fill(ADMIN);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: ADMIN }).first().waitFor();
    await noteCookies();
    await page.getByRole("button", { name: ADMIN }).first().click();
    await expect(page).toHaveURL("/billing/usage");
    await noteCookies();
    const storage = new Map<string, Buffer>();
    const visits = ["/billing/invoices?status=paid", "/billing/payment-methods", "/support", "/support/new", "/audit-log", "/settings?section=tenant-settings", "/settings?section=active-sessions", "/help", "/nothing"];
    for (const address of visits) {
      await open(page, address, true);
      storage.set(`the browser at ${address}`, await stored(page));
    }
    // A token that runs out, and an upstream that says too much.
    await sandbox.expireTokens();
    await open(page, "/billing/usage", true);
    for (const [match, value] of [["/v1/billing/usage", 500], ["/oidc/token", 503], ["/v1/session/context", 403]] as const) {
      await sandbox.expireTokens();
      await sandbox.fault({ match, kind: "status", value: { status: value, body: { code: "x", message: RECIPIENTS.join() } } });
      await page.goto("/billing/usage");
      await sandbox.heal();
    }
    // An address that is shown, and gone again with the page.
    await open(page, "/billing/invoices", true);
    const card = page.getByRole("region", { name: "Billing email recipients" });
    for (const shown of RECIPIENTS) {
      await card.getByRole("button", { name: "Show email" }).first().click();
      await expect(card).toContainText(shown);
    }
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Download PDF|^PDF/ }).first().click();
    await (await downloading).path();
    await open(page, "/billing/payment-methods", true);
    storage.set("the browser after an address was shown", await stored(page));
    await page.getByRole("link", { name: "Open Billing Portal" }).click();
    const opening = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Continue to Stripe" }).click();
    await (await opening).waitForURL(/\/stripe\/p\/session\//);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    storage.set("the browser after Stripe was opened", await stored(page));
    await page.getByRole("button", { name: "Account" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.waitForLoadState();
    storage.set("the browser after signing out", await stored(page));

    const secrets = exchanged(tap);
    // Where each of them belongs, the search finds it.
    expect(new Set(scan(secrets, new Map([["the wire", tap.bytes()]])).map(({ secret }) => secret))).toEqual(new Set(secrets.keys()));
    secrets.set("cookie", cookies.filter((value) => value.length > 20));
    const disk = world.leftBehind();
    expect([...disk.keys()]).toEqual(expect.arrayContaining(["portal.db", "portal.log"]));
    expect(disk.get("portal.log")?.toString()).toContain('"level":"TRACE"');
    const metrics = Buffer.from(await (await fetch(`${world.admin}/metrics`)).text());
    const kept = await answers();
    expect(kept.size).toBeGreaterThan(visits.length * 2);
    const leaks = scan(secrets, new Map([...disk, ...storage, ...kept, ...World.built(), ["metrics", metrics]]));
    // The person's own address stands on every page, and in no log or database.
    leaks.push(...scan(new Map([["person", [ADMIN]]]), new Map([...disk, ["metrics", metrics]])));
    expect(leaks).toEqual([]);
    await context.close();
  } finally {
    await world.stop();
  }
});
