// A page of somebody else's, open in the same browser as the portal (acceptance CSRF-06): it can send whatever a page can, and
// nothing comes of it. At another host it is another site, whose requests carry no cookie; at another port of the same host it
// is the same site to the browser, and they do.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "../fixtures/test.ts";

/** Everything that changes something, with a body that would. */
const TARGETS: [path: string, form: string][] = [
  ["/auth/sign-out", ""],
  ["/support/new", "once=9b2f6c1e-0d3a-4f7b-8c5d-1e2f00000001&category=billing&priority=high&subject=Forged&description=Forged&step=send"],
  ["/settings?section=tenant-settings", "version=1&display_name=Forged&timezone=UTC&region=en-AU"],
  ["/settings/active-sessions/end", "all=1"],
  ["/billing/payment-methods/portal", "once=9b2f6c1e-0d3a-4f7b-8c5d-1e2f00000002"],
  ["/billing/invoices", "show=invoices_and_receipts%3Arcp-harbour-1"],
  ["/api/send-ticket", "once=9b2f6c1e-0d3a-4f7b-8c5d-1e2f00000003&ticket[category]=billing&ticket[priority]=high&ticket[subject]=Forged&ticket[description]=Forged"],
  ["/api/open-billing-portal", "confirmation=9b2f6c1e-0d3a-4f7b-8c5d-1e2f00000004"],
  ["/api/reveal-recipient", "group=invoices_and_receipts&recipient_id=rcp-harbour-1"],
  ["/api/end-other-sessions", ""],
  ["/api/save-tenant-settings", "settings[version]=1&settings[display_name]=Forged"],
];
const KINDS = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"];

/** A page that does what `script` says; `portal` and `targets` are known to it. */
function serve(portal: string): Promise<Server> {
  const server = createServer((request, response) => {
    const script = new URL(request.url ?? "/", "http://x").searchParams.get("script") ?? "";
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Somebody else</title><body><script type="module">
      const portal = ${JSON.stringify(portal)}, targets = ${JSON.stringify(TARGETS)}, kinds = ${JSON.stringify(KINDS)};
      const form = (method, path, body, enctype, target) => {
        const form = Object.assign(document.createElement("form"), { method, action: portal + path, enctype, target });
        for (const [name, value] of new URLSearchParams(body)) form.append(Object.assign(document.createElement("input"), { name, value }));
        document.body.append(form);
        form.submit();
      };
      const settled = async (all) => { await Promise.allSettled(all); document.title = "done"; };
      ${script}
    </script>`);
  });
  return new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(server)));
}

const SCRIPTS: Record<string, string> = {
  "by fetch": `await settled(targets.flatMap(([path, body]) => kinds.flatMap((kind) => ["no-cors", "cors"].map((mode) =>
    fetch(portal + path, { method: "POST", mode, credentials: "include", body, headers: { "content-type": kind === "multipart/form-data" ? "text/plain" : kind } })))));`,
  "by beacon": `for (const [path, body] of targets) navigator.sendBeacon(portal + path, new Blob([body], { type: "text/plain" })); await settled([new Promise((next) => setTimeout(next, 500))]);`,
  "by images, prefetches and frames": `await settled(targets.flatMap(([path, body]) => ["img", "iframe", "link"].map((tag) => new Promise((done) => {
    const element = document.createElement(tag), address = portal + path + (path.includes("?") ? "&" : "?") + body;
    element.onload = element.onerror = done;
    if (tag === "link") { element.rel = "prefetch"; element.href = address; } else element.src = address;
    document.head.append(element);
    setTimeout(done, 1000);
  }))));`,
  "by forms in frames": `await settled(targets.flatMap(([path, body], at) => kinds.flatMap((kind) => ["post", "get"].map((method) => new Promise((done) => {
    const frame = Object.assign(document.createElement("iframe"), { name: [at, kind, method].join("-"), onload: done });
    document.body.append(frame);
    form(method, path, body, kind, frame.name);
    setTimeout(done, 1500);
  })))));`,
};

for (const host of ["localhost", "127.0.0.1"]) {
  test(`a page at another ${host === "localhost" ? "host" : "port of the same host"} changes nothing and signs nobody out`, async ({ person, page, context, world, sandbox, guard, hydrated }) => {
    test.skip(!hydrated, "such a page has a script to begin with");
    test.setTimeout(90_000);
    guard.allow(/./); // what is refused shows in the console of the page that tried
    const server = await serve(world.portal);
    try {
      const attacker = `http://${host}:${(server.address() as AddressInfo).port}/`;
      await person.signIn("admin@harbour.test");
      const cookie = (await context.cookies(world.portal)).find(({ name }) => name === "portal");
      const before = await sandbox.mark();
      const changes = async () =>
        (await sandbox.received(before)).filter(({ method, path }) => method !== "GET" && !path.startsWith("/oidc/token")).map(({ method, path }) => `${method} ${path}`);
      const other = await context.newPage();
      for (const [how, script] of Object.entries(SCRIPTS)) {
        await other.goto(`${attacker}?script=${encodeURIComponent(script)}`);
        await expect(other, how).toHaveTitle("done", { timeout: 20_000 });
        expect(await changes(), how).toEqual([]);
      }
      // The whole window, as a link or a form of the page would take it.
      for (const [path, body] of TARGETS) {
        for (const kind of KINDS) {
          const arrived = other.waitForResponse((response) => response.url().startsWith(world.portal) && response.request().method() === "POST");
          await other.goto(`${attacker}?script=${encodeURIComponent(`form("post", ${JSON.stringify(path)}, ${JSON.stringify(body)}, ${JSON.stringify(kind)}, "_self")`)}`);
          expect((await arrived).status(), `${path} ${kind}`).toBe(403);
        }
      }
      expect(await changes()).toEqual([]);
      await other.close();
      expect((await context.cookies(world.portal)).find(({ name }) => name === "portal")).toEqual(cookie);
      await person.open("/billing/usage");
      await expect(page.getByRole("heading", { name: "This period" })).toBeVisible();
      // The same from the portal's own page is what those who are there may do.
      await page.getByRole("button", { name: "Account" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await expect(page).toHaveURL(/\/sign-in/);
    } finally {
      server.close();
    }
  });
}
