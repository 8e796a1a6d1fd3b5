// A session that ends while somebody types: what was typed stays, and once they have signed in beside it, it arrives.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, statusLine, test, type Person } from "../fixtures/test.ts";

const TENANT = "/settings?section=tenant-settings";
const HOSTILE = "Since Monday.\n</textarea><b>every</b> call & \"more\"";
const ended = (page: Page) => page.getByRole("heading", { level: 1, name: "Your session has ended" });
const typed = (page: Page, label: string) => page.getByLabel(label, { exact: true });

test.beforeEach(({ guard }) => guard.allow(statusLine(401, 403, 404, 422)));
test.afterEach(async ({ sandbox }) => sandbox.reset());

/** The person ends all other sessions from another browser. */
async function endElsewhere(other: Person, email: string): Promise<void> {
  await other.signIn(email, "/settings?section=active-sessions");
  await other.page.getByRole("button", { name: "Sign out all other sessions" }).click();
  await expect(other.page.locator("main").getByText("This is your only session")).toBeVisible();
}

/** Signs in in the tab that the page opens, and closes it. */
async function signInBeside(page: Page, email: string): Promise<void> {
  const opening = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Sign in in a new tab" }).click();
  const tab = await opening;
  await tab.getByLabel("Work email").fill(email);
  await tab.getByRole("button", { name: "Continue" }).click();
  await tab.getByRole("button", { name: email }).first().click();
  await expect(tab.getByRole("heading", { level: 1 })).toBeVisible();
  await tab.close();
}

test("a ticket outlives its session: it is kept as text, and arrives once", async ({ person, page, somebodyElse, sandbox }) => {
  const email = "admin@harbour.test";
  await person.signIn(email);
  await person.open("/support/new?topic=general&invoice=inv-7");
  await typed(page, "High").check();
  await typed(page, "Subject").fill("Cut off while writing");
  await typed(page, "What's happening?").fill(HOSTILE);
  await page.getByRole("button", { name: "Review" }).click();
  const send = page.getByRole("button", { name: "Send ticket" });
  await expect(send).toBeVisible();
  const before = (await sandbox.tickets()).length;
  await endElsewhere(await somebodyElse(), email);
  await send.click();
  await expect(ended(page)).toBeFocused();
  await expect(page).toHaveURL("/support/new");
  await expect(page).toHaveTitle("Your session has ended · AiDial");
  await expect(page.getByText("Harbour Dental")).toHaveCount(0);
  await expect(typed(page, "Subject")).toHaveValue("Cut off while writing");
  await expect(typed(page, "What's happening?")).toHaveValue(HOSTILE);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(ended(page)).toBeFocused();
  await expect(typed(page, "What's happening?")).toHaveValue(HOSTILE);
  expect((await sandbox.tickets()).length).toBe(before);

  await signInBeside(page, email);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page).toHaveURL("/support?sent=1");
  const row = page.getByRole("row").filter({ hasText: "Cut off while writing" });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("High");
  expect((await sandbox.tickets()).length).toBe(before + 1);
});

test("settings outlive their session, and are saved as they were typed", async ({ person, page, somebodyElse, hydrated }) => {
  const email = "admin@harbour.test";
  await person.signIn(email, TENANT);
  await page.getByLabel("Display name").fill("Kept & saved later");
  await page.getByLabel("Display time zone").selectOption({ label: "Perth" });
  await page.getByLabel("Remove a•••@h•••.com.au").check();
  await page.getByLabel("Add to Invoices and receipts").fill("ledger@harbour.test");
  await endElsewhere(await somebodyElse(), email);
  await page.getByRole("button", { name: "Save changes" }).last().click();
  await expect(ended(page)).toBeFocused();
  await expect(typed(page, "Display name")).toHaveValue("Kept & saved later");
  await expect(typed(page, "Add to Invoices and receipts")).toHaveValue("ledger@harbour.test");
  await expect(page.getByText("Australia/Perth")).toBeVisible();
  await expect(page.locator("main")).not.toContainText("•••");
  for (const [width, colorScheme] of [[1280, "light"], [360, "dark"]] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    if (hydrated) expect((await new AxeBuilder({ page }).analyze()).violations, `${width} px, ${colorScheme}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  }

  await signInBeside(page, email);
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page).toHaveURL(`${TENANT}&saved=1`);
  await expect(page.getByLabel("Display name")).toHaveValue("Kept & saved later");
  await expect(page.getByLabel("Display time zone")).toHaveValue("Australia/Perth");
  const receipts = page.getByRole("group", { name: "Invoices and receipts" });
  await expect(receipts).toContainText("l•••@h•••.test");
  await expect(receipts).not.toContainText("a•••");
});

test("somebody else who signs in beside it is held to their own rights", async ({ person, page, context }) => {
  await person.signIn("admin@harbour.test", TENANT);
  await page.getByLabel("Display name").fill("Not for a manager to save");
  await context.clearCookies();
  await page.getByRole("button", { name: "Save changes" }).last().click();
  await expect(ended(page)).toBeVisible();
  await signInBeside(page, "manager@harbour.test");
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(ended(page)).toHaveCount(0);
  await expect(page.getByText("The settings are saved.")).toHaveCount(0);
  await person.open(TENANT);
  await expect(page.locator("main")).toContainText("Contacts are masked for you.");
  await expect(page.locator("main")).not.toContainText("Not for a manager to save");
});

test("a page that finds its session ended by itself keeps what is typed in it, and sends none of it", async ({ person, page, context, hydrated, sandbox }) => {
  test.skip(!hydrated, "without script a page looks at nothing by itself");
  await person.signIn("admin@harbour.test", "/support/new");
  await typed(page, "Technical").check();
  await typed(page, "What's happening?").fill(HOSTILE);
  const before = await sandbox.mark();
  await context.clearCookies();
  // Coming back to the tab is when a page looks again.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(ended(page)).toBeFocused();
  await expect(page.getByText("Harbour Dental")).toHaveCount(0);
  await expect(typed(page, "What's happening?")).toHaveValue(HOSTILE);
  expect(await sandbox.received(before)).toEqual([]);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await signInBeside(page, "admin@harbour.test");
  await page.getByRole("button", { name: "Send again" }).click();
  await expect(page.getByText("Write a subject of at least 3 characters.")).toBeVisible();
  await expect(typed(page, "What's happening?")).toHaveValue(HOSTILE);
  await expect(typed(page, "Technical")).toBeChecked();
});

test("a page in which nothing is typed is put away when its session has ended", async ({ person, page, context, hydrated }) => {
  test.skip(!hydrated, "without script a page looks at nothing by itself");
  await person.signIn("admin@harbour.test", TENANT);
  await context.clearCookies();
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Send again" })).toHaveCount(0);
});
