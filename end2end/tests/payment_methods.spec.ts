// Payment methods: the card on file, and the hand-over to Stripe.

import type { Page } from "@playwright/test";
import { expect, statusLine, test } from "../fixtures/test.ts";

const PANEL = "/billing/payment-methods";
const STRIPE = "/stripe/v1/billing_portal/sessions";
const PORTAL_PAGE = /\/stripe\/p\/session\//;

/** As far as the question, in the dialog or on its page. */
async function ask(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Open Billing Portal" }).click();
  await expect(page.getByRole("heading", { name: "Open the Stripe billing portal?" })).toBeVisible();
}

for (const email of ["admin@harbour.test", "manager@harbour.test"]) {
  test(`${email} confirms, and Stripe opens in a new tab that cannot reach back`, async ({ person, page, sandbox, hydrated }) => {
    await person.signIn(email);
    const before = await sandbox.mark();
    const made = async () => (await sandbox.received(before)).filter(({ path }) => path.startsWith(STRIPE));
    await page.getByRole("navigation", { name: "Billing" }).getByRole("link", { name: "Payment methods" }).click();
    await expect(page).toHaveURL(PANEL);
    await expect(page.getByRole("heading", { name: "Card on file" })).toBeVisible();
    await ask(page);
    await expect(page.getByText(/A new tab opens at 127\.0\.0\.1/).first()).toBeVisible();
    expect(await made()).toHaveLength(0);
    const opening = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Continue to Stripe" }).click();
    const tab = await opening;
    await tab.waitForURL(PORTAL_PAGE);
    if (hydrated) expect(await tab.evaluate(() => window.opener)).toBeNull();
    expect(await made()).toHaveLength(1);
    if (hydrated) {
      await expect(page.getByRole("dialog")).toHaveCount(0);
      const read = await sandbox.mark();
      await page.evaluate(() => window.dispatchEvent(new Event("focus")));
      const again = async () => (await sandbox.received(read)).filter(({ path }) => path === "/v1/billing/payment-profile");
      await expect.poll(async () => (await again()).length).toBeGreaterThan(0);
    }
    expect(await page.content()).not.toMatch(PORTAL_PAGE);
  });
}

test("a cancelled confirmation makes nothing, and Escape closes it", async ({ person, page, sandbox, hydrated }) => {
  await person.signIn("admin@harbour.test", PANEL);
  const before = await sandbox.mark();
  await ask(page);
  if (hydrated) {
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Open Billing Portal" })).toBeFocused();
  } else {
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(page).toHaveURL(PANEL);
  }
  expect((await sandbox.received(before)).filter(({ path }) => path.startsWith(STRIPE))).toEqual([]);
});

test("a blocked tab leaves a link, which is gone once it is used", async ({ person, page, hydrated }) => {
  test.skip(!hydrated, "without script the browser opens the tab itself");
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await person.signIn("admin@harbour.test", PANEL);
  await ask(page);
  await page.getByRole("button", { name: "Continue to Stripe" }).click();
  await expect(page.getByText("Your browser did not let a new tab open.")).toBeVisible();
  const opening = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Go to the Stripe billing portal" }).click();
  const tab = await opening;
  await tab.waitForURL(PORTAL_PAGE);
  expect(await tab.evaluate(() => window.opener)).toBeNull();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await page.content()).not.toMatch(PORTAL_PAGE);
});

test("Stripe that is down says so, and a new confirmation opens it", async ({ person, page, sandbox, hydrated, guard }) => {
  guard.allow(statusLine(503));
  await person.signIn("admin@harbour.test", PANEL);
  await sandbox.fault({ match: STRIPE, kind: "status", value: 503 });
  await ask(page);
  const opening = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Continue to Stripe" }).click();
  const failed = await opening;
  const said = (hydrated ? page : failed).getByText("Stripe cannot be reached right now").first();
  await expect(said).toBeVisible();
  await sandbox.heal();
  if (!hydrated) {
    await person.open(PANEL);
    await ask(page);
  }
  const second = page.waitForEvent("popup");
  await expect(async () => {
    await page.getByRole("button", { name: "Continue to Stripe" }).click();
    await (await second).waitForURL(PORTAL_PAGE, { timeout: 3_000 });
  }).toPass();
});

test("Stripe that is slow is waited for, and says so", async ({ person, page, sandbox, hydrated }) => {
  test.skip(!hydrated, "without script the browser shows in its own way that it waits");
  await person.signIn("admin@harbour.test");
  await person.open(PANEL);
  await sandbox.fault({ match: STRIPE, kind: "delay", value: 4_700, times: 1 });
  await ask(page);
  const opening = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Continue to Stripe" }).click();
  await expect(page.getByText("Stripe is taking longer than usual.").first()).toBeVisible();
  await (await opening).waitForURL(PORTAL_PAGE);
});

test("a contract without a portal says so and has no way to open one", async ({ person, page, sandbox }) => {
  await person.signIn("admin@harbour.test");
  await sandbox.fault({ match: "/v1/billing/payment-profile", kind: "set", value: { "/portal_access": false } });
  await person.open(PANEL);
  await expect(page.getByRole("heading", { name: "Card on file" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Your contract has no billing portal" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Contact support" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Open Billing Portal" })).toHaveCount(0);
  await person.open(`${PANEL}?confirm=1`);
  await expect(page.getByRole("button", { name: "Continue to Stripe" })).toHaveCount(0);
});

test("billing that is not configured, or not right, has no way to open a portal", async ({ person, page, somebodyElse }) => {
  await person.signIn("admin@blank.test");
  await person.open(PANEL);
  await expect(page.getByRole("heading", { name: "Billing is not configured" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Open Billing Portal" })).toHaveCount(0);
  const other = await somebodyElse();
  await other.signIn("admin@broken.test", PANEL);
  await expect(other.page.getByRole("heading", { name: "Billing configuration needs attention" })).toBeVisible();
});
