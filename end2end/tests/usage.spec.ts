// The Usage panel: the figures of billing as they are, and what is said where there are none.

import type { Locator, Page } from "@playwright/test";
import type { Fault, Project } from "../fixtures/sandbox.ts";
import { expect, statusLine, test } from "../fixtures/test.ts";

const STATES: Record<string, string> = {
  active: "Active",
  approaching_limit: "Approaching limit",
  over_limit: "Over limit",
  not_active_yet: "Not active yet",
};

/** As the portal writes a figure: thousands apart, exact, no trailing zeros. */
const figure = (value: number): string => new Intl.NumberFormat("en-AU", { maximumFractionDigits: 10 }).format(value);

const ofWhole = (used: number, included: number | undefined): string =>
  included === undefined ? figure(used) : `${figure(used)} of ${figure(included)}`;

const period = (page: Page): Locator => page.locator("section, article, div").filter({ has: page.getByRole("heading", { name: "This period" }) }).last();

/** The value beside a term. */
const fact = (within: Locator, term: string): Locator =>
  within.locator(".fact").filter({ has: within.page().getByText(term, { exact: true }) }).locator("dd");

const card = (page: Page, name: string): Locator =>
  page.locator("li.project").filter({ has: page.getByRole("heading", { name, exact: true }) });

async function showsProject(page: Page, project: Project): Promise<void> {
  const shown = card(page, project.name);
  await expect(shown).toContainText(STATES[project.state] ?? project.state);
  if (project.minutes_used !== undefined) {
    await expect(fact(shown, "Minutes used")).toHaveText(ofWhole(project.minutes_used, project.minutes_included));
  }
  if (project.sms_sent !== undefined) await expect(fact(shown, "SMS sent")).toHaveText(figure(project.sms_sent));
}

for (const email of ["admin@harbour.test", "admin@orchard.test", "manager@harbour.test"]) {
  test(`${email} sees exactly the figures of billing`, async ({ person, page, sandbox }) => {
    await person.signIn(email);
    const usage = await sandbox.usage(email);
    const { totals, plan } = usage;
    if (totals?.minutes_used === undefined || plan?.minutes_included === undefined) throw new Error("the seed has no totals");

    await expect(page.locator(".period-figure")).toHaveText(
      `${figure(totals.minutes_used)} of ${figure(plan.minutes_included)} minutes`,
    );
    await expect(page.getByRole("meter", { name: "Minutes used of the plan allowance" })).toHaveAttribute(
      "aria-valuetext",
      new RegExp(`^${figure(totals.minutes_used)} of ${figure(plan.minutes_included)} minutes, \\d+%$`),
    );
    const facts = page.locator(".period-facts");
    await expect(fact(facts, "Plan")).toHaveText(plan.name);
    await expect(fact(facts, "SMS sent")).toHaveText(ofWhole(totals.sms_sent ?? Number.NaN, plan.sms_included));
    if (usage.overage_rate) await expect(fact(facts, "Overage rate")).toContainText(`$${usage.overage_rate.per_unit}`);
    if (usage.sms_rate) await expect(fact(facts, "SMS rate")).toContainText(`$${usage.sms_rate.per_unit}`);
    for (const text of Object.values(usage.definitions ?? {})) await expect(page.getByText(text)).toBeVisible();

    const projects = usage.projects ?? [];
    await expect(page.locator("li.project")).toHaveCount(projects.length);
    for (const project of projects) await showsProject(page, project);
    for (const { title } of usage.notices ?? []) await expect(page.locator(".notice").filter({ hasText: title })).toBeVisible();
    for (const { title } of usage.history ?? []) await expect(page.getByRole("row").filter({ hasText: title })).toBeVisible();
  });
}

test("Harbour and Orchard show each of the four project states between them", async ({ sandbox }) => {
  const both = [await sandbox.usage("admin@harbour.test"), await sandbox.usage("admin@orchard.test")];
  const states = new Set(both.flatMap(({ projects }) => projects ?? []).map(({ state }) => state));
  expect([...states].sort()).toEqual(Object.keys(STATES).sort());
});

test("200 projects are all there and can be narrowed to one state", async ({ person, page, sandbox }) => {
  await person.signIn("admin@vast.test");
  const projects = (await sandbox.usage("admin@vast.test")).projects ?? [];
  expect(projects.length).toBe(200);
  await expect(page.locator("li.project")).toHaveCount(200);
  const over = projects.filter(({ state }) => state === "over_limit");
  const choices = page.getByRole("navigation", { name: "Projects by state" });
  await choices.getByRole("link", { name: "Over limit" }).click();
  await expect(page).toHaveURL("/billing/usage?state=over_limit");
  await expect(page.locator("li.project")).toHaveCount(over.length);
  await expect(choices.getByRole("link", { name: "Over limit" })).toHaveAttribute("aria-current", "true");
  await page.goBack();
  await expect(page.locator("li.project")).toHaveCount(200);
});

test("where billing is not configured, that is said, with the way to Support", async ({ person, page }) => {
  await person.signIn("admin@blank.test");
  await expect(page.getByRole("heading", { name: "Billing is not configured" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Contact support" })).toHaveAttribute("href", /support|help@aidial\.com\.au/);
  await expect(page.locator(".period-figure")).toHaveCount(0);
});

test("where the billing configuration needs attention, that is said, with the way to Support", async ({ person, page }) => {
  await person.signIn("admin@broken.test");
  await expect(page.getByRole("heading", { name: "Billing configuration needs attention" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Contact support" })).toHaveAttribute("href", /support|help@aidial\.com\.au/);
});

for (const [email, title] of [
  ["admin@foggy.test", "Project details temporarily unavailable"],
  ["admin@dim.test", "Per-project usage is unavailable for this billing cycle"],
] as const) {
  test(`"${title}" leaves the totals`, async ({ person, page, sandbox }) => {
    await person.signIn(email);
    const { totals } = await sandbox.usage(email);
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await expect(page.locator(".period-figure")).toContainText(figure(totals?.minutes_used ?? Number.NaN));
    await expect(page.locator("li.project")).toHaveCount(0);
  });
}

const USAGE = "/v1/billing/usage";
const NOT_LOADED = "Billing details could not be loaded";

const TROUBLE: { what: string; fault: Omit<Fault, "match">; status: number; title: string; also?: string }[] = [
  { what: "in trouble", fault: { kind: "status", value: 503 }, status: 503, title: NOT_LOADED },
  { what: "asking to wait", fault: { kind: "retry_after", value: 30 }, status: 429, title: "Too many requests", also: "Wait a moment" },
  { what: "cut off", fault: { kind: "reset" }, status: 503, title: NOT_LOADED },
  { what: "garbled", fault: { kind: "malformed" }, status: 502, title: NOT_LOADED },
  { what: "of the wrong types", fault: { kind: "wrong_type" }, status: 502, title: NOT_LOADED },
  { what: "empty", fault: { kind: "empty" }, status: 502, title: NOT_LOADED },
  { what: "without an end", fault: { kind: "hang" }, status: 504, title: NOT_LOADED },
  { what: "a redirect", fault: { kind: "redirect" }, status: 502, title: NOT_LOADED },
];

for (const { what, fault, status, title, also } of TROUBLE) {
  test(`an answer of billing that is ${what} is said in words, with Refresh, and is over when billing is well again`, async ({
    person,
    page,
    sandbox,
    guard,
  }) => {
    guard.allow(statusLine(status));
    await person.signIn("admin@harbour.test");
    await sandbox.fault({ match: USAGE, ...fault });
    const response = await person.open("/billing/usage");
    expect(response.status()).toBe(status);
    if (status === 429) expect(response.headers()["retry-after"]).toMatch(/^\d+$/);
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    if (also !== undefined) await expect(page.getByText(also)).toBeVisible();
    await expect(page.locator(".period-figure")).toHaveCount(0);
    // The account and the way about stay.
    await expect(page.getByRole("navigation", { name: "Portal" })).toBeVisible();

    await sandbox.heal();
    await page.getByRole("link", { name: "Refresh" }).first().click();
    await expect(page.locator(".period-figure")).toBeVisible();
    await expect(page.getByRole("heading", { name: title })).toHaveCount(0);
  });
}

test("a slow answer of billing is waited for", async ({ person, page, sandbox }) => {
  await person.signIn("admin@harbour.test");
  await sandbox.fault({ match: USAGE, kind: "delay", value: 1_500 });
  await person.open("/billing/usage");
  await expect(page.locator(".period-figure")).toBeVisible();
});

test("billing that was away and came back is read again without a restart of the portal", async ({ person, page, world, guard }) => {
  guard.allow(statusLine(503));
  await person.signIn("admin@harbour.test");
  await world.end("sandbox");
  const response = await person.open("/billing/usage");
  expect(response.status()).toBe(503);
  await expect(page.getByRole("heading", { name: NOT_LOADED })).toBeVisible();
  await world.startSandbox();
  await page.getByRole("link", { name: "Refresh" }).first().click();
  await expect(page.locator(".period-figure")).toBeVisible();
});

test("a refresh that fails keeps the last good figures and says so", async ({ person, page, sandbox, guard, hydrated }) => {
  test.skip(!hydrated, "without the takeover, Refresh loads the page again");
  guard.allow(statusLine(503));
  await person.signIn("admin@harbour.test");
  const before = (await page.locator(".period-figure").textContent()) ?? "";
  await sandbox.fault({ match: USAGE, kind: "status", value: 503 });
  await page.getByRole("link", { name: "Refresh" }).first().click();
  await expect(page.locator(".notice").filter({ hasText: NOT_LOADED })).toContainText("The last good figures are still shown");
  await expect(page.locator(".period-figure")).toHaveText(before);
  await expect(page.getByRole("status").filter({ hasText: NOT_LOADED })).toBeAttached();

  await sandbox.heal();
  await page.getByRole("link", { name: "Refresh" }).first().click();
  await expect(page.getByText(NOT_LOADED)).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: "Up to date" })).toBeAttached();
  await expect(page.locator(".period-figure")).toHaveText(before);
});

test("Refresh reads in place, without loading the page", async ({ person, page, sandbox, hydrated }) => {
  test.skip(!hydrated, "without the takeover, Refresh loads the page again");
  await person.signIn("admin@harbour.test");
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  const mark = await sandbox.mark();
  await page.getByRole("link", { name: "Refresh" }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "Up to date" })).toBeAttached();
  expect(await page.evaluate(() => (window as { stayed?: boolean }).stayed)).toBe(true);
  const calls = (await sandbox.received(mark)).filter(({ path }) => path === USAGE);
  expect(calls).toHaveLength(1);
});

test("an expired access token is renewed without the reader noticing", async ({ person, page, sandbox }) => {
  await person.signIn("admin@harbour.test");
  await sandbox.expireTokens();
  const response = await person.open("/billing/usage");
  expect(response.status()).toBe(200);
  await expect(page.locator(".period-figure")).toBeVisible();
});

test("the browser gets no token, and billing gets no API key", async ({ person, context, sandbox }) => {
  const mark = await sandbox.mark();
  await person.signIn("admin@harbour.test");
  const response = await person.open("/billing/usage");
  const jwt = /eyJ[\w-]{8,}\.[\w-]+/;
  expect(await response.text()).not.toMatch(jwt);
  expect(JSON.stringify(await context.storageState())).not.toMatch(jwt);
  expect(response.headers()["cache-control"]).toContain("no-store");
  const upstream = (await sandbox.received(mark)).filter(({ path }) => path.startsWith("/v1/"));
  expect(upstream.length).toBeGreaterThan(0);
  for (const call of upstream) {
    expect(call.headers).not.toContain("x-api-key");
    expect(call.headers).not.toContain("cookie");
    expect(call.bearer).toBe("valid");
  }
});

test("the whole panel is there before any script has run", async ({ person, page, sandbox }) => {
  await person.signIn("admin@orchard.test");
  const html = await (await person.open("/billing/usage")).text();
  for (const { name } of (await sandbox.usage("admin@orchard.test")).projects ?? []) expect(html).toContain(name);
  expect(html).toContain("This period");
  await expect(period(page)).toBeVisible();
});
