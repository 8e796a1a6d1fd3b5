// Partner Billing: the assigned clients, one client's panel, and everybody who gets neither.

import type { Locator, Page } from "@playwright/test";
import { expect, statusLine, test } from "../fixtures/test.ts";

const PARTNER = "admin@coastal.test";
const LIST = "/billing/clients";
const UPSTREAM_LIST = "/v1/partner/clients";
/** Those assigned to the partner, by name, each with somebody who sees the same figures from inside. */
const CLIENTS = [
  { id: "harbour", name: "Harbour Dental", as: "admin@harbour.test" },
  { id: "newleaf", name: "Newleaf Physio", as: "admin@newleaf.test" },
  { id: "orchard", name: "Orchard Vets", as: "admin@orchard.test" },
] as const;

const figure = (value: number): string => new Intl.NumberFormat("en-AU", { maximumFractionDigits: 10 }).format(value);

const names = (page: Page): Locator => page.locator(".clients tbody strong");
const row = (page: Page, name: string): Locator => page.getByRole("row").filter({ hasText: name });
const head = (page: Page, name: string): Locator => page.getByRole("columnheader", { name });
const orderBy = (page: Page, name: string): Promise<void> => head(page, name).getByRole("link").click();

/** What has been announced. */
const said = (page: Page, text: string): Locator => page.getByRole("status").filter({ hasText: text });

async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { stayed: true }));
}

/** Whether the page is still the one that was marked: nothing has loaded it again. */
async function stayed(page: Page): Promise<boolean> {
  return page.evaluate(() => (window as { stayed?: boolean }).stayed === true);
}

test("a partner goes from the list to a client's panel and on to another client", async ({ person, page, sandbox }) => {
  await person.signIn(PARTNER);
  await expect(page).toHaveURL(LIST);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Partner Billing");
  await expect(page.getByRole("navigation", { name: "Portal" }).getByRole("link", { name: "Billing" })).toHaveAttribute("aria-current", "true");
  await expect(names(page)).toHaveText(CLIENTS.map(({ name }) => name));

  for (const { id, name, as } of [CLIENTS[2], CLIENTS[0]]) {
    const other = id === "orchard" ? "Harbour Dental" : "Orchard Vets";
    const { totals, plan } = await sandbox.usage(as);
    const used = figure(totals?.minutes_used ?? Number.NaN);
    await expect(row(page, name)).toContainText(`${used} of ${figure(plan?.minutes_included ?? Number.NaN)}`);
    await row(page, name).getByRole("link", { name: "Open client billing" }).click();
    await expect(page).toHaveURL(`${LIST}/${id}/usage`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    await expect(page.locator(".period-figure")).toContainText(used);
    await expect(page).toHaveTitle(`Usage · ${name} · AiDial`);
    await expect(page.getByText(other)).toHaveCount(0);
    await expect(page.getByText("Payment methods")).toHaveCount(0);
    await person.ready();
    await page.getByRole("link", { name: "Switch client" }).click();
    await expect(page).toHaveURL(LIST);
    await expect(names(page)).toHaveCount(CLIENTS.length);
    await person.ready();
  }
});

test("a click on a client moves focus to its name", async ({ person, page, hydrated }) => {
  test.skip(!hydrated, "without the takeover a page load does it");
  await person.signIn(PARTNER);
  await row(page, "Orchard Vets").getByRole("link", { name: "Open client billing" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Orchard Vets" })).toBeFocused();
});

test("the list is there before any script has run", async ({ person }) => {
  await person.signIn(PARTNER);
  const html = await (await person.open(LIST)).text();
  for (const { name } of CLIENTS) expect(html).toContain(name);
  for (const stranger of ["Vast Retail Group", "Blank Optical", "Foggy Island Stays"]) expect(html).not.toContain(stranger);
});

test("the heads order the list, the address keeps it, and Back takes it back", async ({ person, page, sandbox, hydrated }) => {
  await person.signIn(PARTNER);
  const used = new Map<string, number>();
  for (const { name, as } of CLIENTS) used.set(name, (await sandbox.usage(as)).totals?.minutes_used ?? Number.NaN);
  const rising = [...used.keys()].sort((a, b) => (used.get(a) ?? 0) - (used.get(b) ?? 0));
  const falling = [...rising].reverse();
  if (hydrated) await markPage(page);

  await orderBy(page, "Minutes used");
  await expect(page).toHaveURL(`${LIST}?order=minutes&descending=true`);
  await expect(names(page)).toHaveText(falling);
  await expect(head(page, "Minutes used")).toHaveAttribute("aria-sort", "descending");
  if (hydrated) {
    await expect(said(page, "3 clients, by minutes used, largest first.")).toBeAttached();
    await expect(head(page, "Minutes used").getByRole("link")).toBeFocused();
  }
  await orderBy(page, "Minutes used");
  await expect(page).toHaveURL(`${LIST}?order=minutes`);
  await expect(names(page)).toHaveText(rising);
  await expect(head(page, "Minutes used")).toHaveAttribute("aria-sort", "ascending");

  await page.goBack();
  await expect(names(page)).toHaveText(falling);
  await page.goBack();
  await expect(page).toHaveURL(LIST);
  await expect(names(page)).toHaveText(CLIENTS.map(({ name }) => name));
  await expect(head(page, "Client")).toHaveAttribute("aria-sort", "ascending");
  if (hydrated) expect(await stayed(page)).toBe(true);
});

test("a search narrows the list in the order it has, and clears", async ({ person, page, hydrated }) => {
  await person.signIn(PARTNER);
  await orderBy(page, "Client");
  await expect(page).toHaveURL(`${LIST}?descending=true`);
  const field = page.getByLabel("Search clients");
  if (hydrated) {
    await markPage(page);
    await field.pressSequentially("orch", { delay: 60 });
  } else {
    await field.fill("orch");
    await page.getByRole("button", { name: "Search" }).click();
  }
  await expect(names(page)).toHaveText(["Orchard Vets"]);
  expect(new URL(page.url()).searchParams.get("search")).toBe("orch");
  expect(new URL(page.url()).searchParams.get("descending")).toBe("true");
  await expect(field).toHaveValue("orch");
  if (hydrated) {
    await expect(field).toBeFocused();
    await expect(said(page, "1 client, by name, Z to A.")).toBeAttached();
  }

  await page.getByRole("link", { name: "Clear search" }).click();
  await expect(page).toHaveURL(`${LIST}?descending=true`);
  await expect(names(page)).toHaveText(["Orchard Vets", "Newleaf Physio", "Harbour Dental"]);
  await expect(field).toHaveValue("");
  if (hydrated) expect(await stayed(page)).toBe(true);

  await person.open(`${LIST}?search=nobody-has-this-name`);
  await expect(page.getByRole("heading", { name: "No client matches your search" })).toBeVisible();
  await expect(page.getByRole("table")).toHaveCount(0);
});

test("Back takes a whole search back, not letter by letter", async ({ person, page, hydrated }) => {
  test.skip(!hydrated, "without the takeover a search is a page load");
  await person.signIn(PARTNER);
  const field = page.getByLabel("Search clients");
  await field.pressSequentially("harb", { delay: 400 });
  await expect(page).toHaveURL(`${LIST}?search=harb`);
  await expect(names(page)).toHaveText(["Harbour Dental"]);
  await page.goBack();
  await expect(page).toHaveURL(LIST);
  await expect(names(page)).toHaveCount(CLIENTS.length);
  await expect(field).toHaveValue("");
});

test("of clicks in a hurry the last one is what stays", async ({ person, page, sandbox, hydrated }) => {
  test.skip(!hydrated, "without the takeover each click is a page load");
  await person.signIn(PARTNER);
  let over = 0;
  const count = (request: { url(): string }): void => {
    if (request.url().includes(`${LIST}?`)) over++;
  };
  page.on("requestfinished", count);
  page.on("requestfailed", count);
  await sandbox.fault({ match: UPSTREAM_LIST, kind: "delay", value: 1_500, times: 1 });
  await orderBy(page, "SMS sent");
  await orderBy(page, "Outstanding");
  await expect.poll(() => over).toBe(2);
  await expect(page).toHaveURL(`${LIST}?order=outstanding&descending=true`);
  await expect(head(page, "Outstanding")).toHaveAttribute("aria-sort", "descending");
  await expect(head(page, "SMS sent")).not.toHaveAttribute("aria-sort", /./);
});

/** Answers the list with so many clients. */
function clients(count: number): { json: unknown } {
  const items = Array.from({ length: count }, (_, index) => ({
    client_id: `client-${index + 1}`,
    name: `Client ${String(index + 1).padStart(3, "0")}`,
    timezone: "Australia/Perth",
    region: "en-AU",
    billing_status: "ok",
    minutes_used: index,
    minutes_included: 100,
    sms_sent: index,
  }));
  return { json: { items, page: 1, page_size: 100, has_next: false, total: count } };
}

test("many clients come in pages, and a page past the end is the last", async ({ person, page, sandbox, hydrated }) => {
  await sandbox.fault({ match: UPSTREAM_LIST, kind: "body", value: clients(45) });
  await person.signIn(PARTNER);
  await expect(names(page)).toHaveCount(20);
  await expect(page.getByText("1–20 of 45 clients")).toBeVisible();
  await expect(page.getByRole("link", { name: "Previous" })).toHaveAttribute("aria-disabled", "true");
  if (hydrated) await markPage(page);

  const next = page.getByRole("link", { name: "Next" });
  await next.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => window.scrollY);
  await next.click();
  await expect(page).toHaveURL(`${LIST}?page=2`);
  await expect(page.getByText("21–40 of 45 clients").first()).toBeVisible();
  await expect(names(page).first()).toHaveText("Client 021");
  if (hydrated) {
    await expect(next).toBeFocused();
    expect(await page.evaluate(() => window.scrollY)).toBe(before);
  }
  await next.click();
  await expect(names(page)).toHaveCount(5);
  await expect(next).toHaveAttribute("aria-disabled", "true");
  if (hydrated) {
    await expect(next).toBeFocused();
    expect(await stayed(page)).toBe(true);
  }
  await page.goBack();
  await expect(names(page).first()).toHaveText("Client 021");

  await person.open(`${LIST}?page=99`);
  await expect(names(page)).toHaveCount(5);
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(names(page).first()).toHaveText("Client 021");
});

test("one client's trouble stays in its row", async ({ person, page, sandbox }) => {
  await sandbox.fault({
    match: UPSTREAM_LIST,
    kind: "set",
    value: { "/items/0/minutes_used": "many", "/items/1/billing_status": "not_configured", "/items/2/minutes_used": 99_999, "/items/2/overdue": true },
  });
  await person.signIn(PARTNER);
  await expect(row(page, "Harbour Dental")).toContainText("Figures could not be read");
  await expect(row(page, "Newleaf Physio")).toContainText("Billing is not configured");
  await expect(row(page, "Orchard Vets")).toContainText("Over limit");
  await expect(row(page, "Orchard Vets")).toContainText("Overdue");
  await expect(row(page, "Orchard Vets")).toContainText("99,999");
  await expect(page.getByRole("link", { name: "Open client billing" })).toHaveCount(3);
});

test("trouble with the list is said, with Refresh, and is over when billing is well again", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(503));
  await person.signIn(PARTNER);
  await sandbox.fault({ match: UPSTREAM_LIST, kind: "status", value: 503 });
  const response = await person.open(LIST);
  expect(response.status()).toBe(503);
  await expect(page.getByRole("heading", { name: "Billing details could not be loaded" })).toBeVisible();
  await sandbox.heal();
  await page.getByRole("link", { name: "Refresh" }).first().click();
  await expect(names(page)).toHaveCount(CLIENTS.length);
});

test("a client that is not assigned, not known or not even a client is one and the same not-found page", async ({
  person,
  page,
  sandbox,
  guard,
}) => {
  guard.allow(statusLine(404));
  await person.signIn(PARTNER);
  const before = await sandbox.mark();
  const seen: string[] = [];
  for (const address of [`${LIST}/vast/usage`, `${LIST}/no-such-client/usage`, `${LIST}/bad!client/usage`, `${LIST}/usage`, "/billing/usage"]) {
    const response = await person.open(address);
    expect(response.status(), address).toBe(404);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    const html = await response.text();
    for (const word of ["vast", "Vast", "no-such-client", "bad!client"]) expect(html).not.toContain(word);
    const nonce = /nonce="([^"]+)"/.exec(html)?.[1];
    if (nonce === undefined) throw new Error("the page has no nonce");
    seen.push(html.replaceAll(nonce, ""));
  }
  for (const html of seen) expect(html).toBe(seen[0]);
  const billing = (await sandbox.received(before)).filter(({ path }) => path.startsWith("/v1/billing"));
  expect(billing).toEqual([]);

  await page.getByRole("link", { name: "Back to Billing" }).click();
  await expect(page).toHaveURL(LIST);
  await expect(names(page)).toHaveCount(CLIENTS.length);
});

for (const email of ["staff@harbour.test", "user@coastal.test"]) {
  test(`${email} is told whom to ask at the partner's addresses too, with 403`, async ({ person, page, sandbox, guard }) => {
    guard.allow(statusLine(403));
    await person.signIn(email);
    const before = await sandbox.mark();
    for (const address of [LIST, `${LIST}/orchard/usage`]) {
      const response = await person.open(address);
      expect(response.status()).toBe(403);
      await expect(page.getByText("Billing is not part of your role")).toBeVisible();
      await expect(page.getByText("Contact your administrator")).toBeVisible();
      expect(await response.text()).not.toContain("Orchard Vets");
    }
    const asked = (await sandbox.received(before)).filter(({ path }) => /^\/v1\/(billing|partner)/.test(path));
    expect(asked).toEqual([]);
  });
}

for (const email of ["admin@harbour.test", "manager@harbour.test"]) {
  test(`${email} finds nothing at the partner's addresses`, async ({ person, page, sandbox, guard }) => {
    guard.allow(statusLine(404));
    await person.signIn(email);
    const before = await sandbox.mark();
    for (const address of [LIST, `${LIST}/harbour/usage`, `${LIST}/orchard/usage`]) {
      expect((await person.open(address)).status()).toBe(404);
      await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    }
    const asked = (await sandbox.received(before)).filter(({ path }) => /^\/v1\/(billing|partner)/.test(path));
    expect(asked).toEqual([]);
  });
}

test("after sign-out Back shows nothing of a client", async ({ person, page }) => {
  await person.signIn(PARTNER, `${LIST}/orchard/usage`);
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await person.ready();
  await page.goBack();
  await expect(page.getByLabel("Work email")).toBeVisible();
  await expect(page.getByText("Orchard Vets")).toHaveCount(0);
});

test("a session that has ended takes the open list away and leads back to it", async ({ person, page, context, guard, hydrated }) => {
  test.skip(!hydrated, "without the takeover the click is a page load, which is sent to sign in");
  guard.allow(statusLine(401));
  await person.signIn(PARTNER);
  await context.clearCookies();
  await orderBy(page, "Minutes used");
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await expect(page.getByText("Harbour Dental")).toHaveCount(0);
  await page.getByRole("link", { name: "Sign in" }).click();
  await person.ready();
  await person.signIn(PARTNER);
  await expect(page).toHaveURL(`${LIST}?order=minutes&descending=true`);
  await expect(names(page)).toHaveCount(CLIENTS.length);
});

// A right that is lost acts on an open page within 60 seconds: by itself where it is hydrated, at the next load where not.
test.describe("within 60 seconds", () => {
  const WITHIN = { timeout: 60_000 };
  test.beforeEach(({ guard }) => {
    test.setTimeout(110_000);
    guard.allow(statusLine(403, 404));
  });
  test.afterEach(async ({ sandbox }) => sandbox.reset());

  test("a suspension empties an open page and is said", async ({ person, page, sandbox, hydrated }) => {
    await person.signIn(PARTNER, `${LIST}/orchard/usage`);
    await expect(page.locator(".period-figure")).toBeVisible();
    await sandbox.change(PARTNER, { suspended: true });
    await expect(async () => {
      if (!hydrated) await person.open(`${LIST}/orchard/usage`);
      await expect(page.getByRole("heading", { name: "Access is suspended", level: 1 })).toBeVisible({ timeout: 500 });
    }).toPass(WITHIN);
    await expect(page.locator(".period-figure")).toHaveCount(0);
    await expect(page.getByText("Orchard Vets")).toHaveCount(0);
  });

  test("a demotion empties an open page and says whom to ask", async ({ person, page, sandbox, hydrated }) => {
    await person.signIn(PARTNER, `${LIST}/orchard/usage`);
    await expect(page.locator(".period-figure")).toBeVisible();
    await sandbox.change(PARTNER, { role: "partner_user" });
    await expect(async () => {
      if (!hydrated) await person.open(`${LIST}/orchard/usage`);
      await expect(page.getByRole("heading", { name: "Billing is not part of your role" })).toBeVisible({ timeout: 500 });
    }).toPass(WITHIN);
    await expect(page.locator(".period-figure")).toHaveCount(0);
    await expect(page.getByText("Orchard Vets")).toHaveCount(0);
  });

  test("a lost assignment empties the client's open page, and its row leaves the open list", async ({
    person,
    page,
    context,
    sandbox,
    hydrated,
    guard: _watching,
  }) => {
    await person.signIn(PARTNER, `${LIST}/orchard/usage`);
    await expect(page.locator(".period-figure")).toBeVisible();
    const list = await context.newPage();
    await list.goto(LIST);
    await expect(names(list)).toHaveCount(CLIENTS.length);
    await sandbox.assign("coastal", "orchard", false);
    const title = hydrated ? "This client can no longer be opened" : "Page not found";
    await expect(async () => {
      if (!hydrated) {
        await person.open(`${LIST}/orchard/usage`);
        await list.reload();
      }
      await expect(page.getByRole("heading", hydrated ? { name: title } : { name: title, level: 1 })).toBeVisible({ timeout: 500 });
      await expect(names(list)).toHaveText(["Harbour Dental", "Newleaf Physio"], { timeout: 500 });
    }).toPass(WITHIN);
    await expect(page.locator(".period-figure")).toHaveCount(0);
    await expect(page.getByText("Orchard Vets")).toHaveCount(0);
  });
});
