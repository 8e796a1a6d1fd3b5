// Support: tickets listed, started from where the trouble is, reviewed, sent once.

import type { Locator, Page } from "@playwright/test";
import { expect, statusLine, test } from "../fixtures/test.ts";

const TICKETS = "/v1/support/tickets";
const field = (page: Page, name: string): Locator => page.getByLabel(name, { exact: true });
const review = (page: Page): Locator => page.getByRole("button", { name: "Review" });
const send = (page: Page): Locator => page.getByRole("button", { name: "Send ticket" });

/** Writes a ticket, as far as its review. */
async function write(page: Page, subject: string, text: string): Promise<void> {
  await field(page, "General").check();
  await field(page, "Subject").fill(subject);
  await field(page, "What's happening?").fill(text);
  await review(page).click();
  await expect(page.locator("main").getByText("Nothing has been sent yet.")).toBeVisible();
}

for (const email of ["admin@harbour.test", "manager@harbour.test", "staff@harbour.test", "admin@coastal.test", "user@coastal.test"]) {
  test(`${email} writes a ticket, and it is listed`, async ({ person, page, guard }) => {
    guard.allow(statusLine(403));
    await person.signIn(email);
    await page.getByRole("navigation", { name: "Portal" }).getByRole("link", { name: "Support" }).click();
    await expect(page).toHaveURL("/support");
    await page.getByRole("link", { name: "New ticket" }).click();
    await field(page, "General").check();
    await field(page, "High").check();
    const subject = `Calls end early, says ${email}`;
    await field(page, "Subject").fill(subject);
    await field(page, "What's happening?").fill("Since Monday.\nEvery call.");
    await review(page).click();
    await send(page).click();
    await expect(page).toHaveURL("/support?sent=1");
    await expect(page.getByText("Your ticket was sent.")).toBeVisible();
    const row = page.getByRole("row").filter({ hasText: subject }).first();
    await expect(row).toContainText("High");
    await expect(row).toContainText("Open");
  });
}

test("Contact support on a billing that is not configured starts a ticket about it", async ({ person, page }) => {
  await person.signIn("admin@blank.test");
  await page.getByRole("link", { name: "Contact support" }).click();
  await expect(page).toHaveURL(/\/support\/new\?topic=setup&page=%2Fbilling%2Fusage$/);
  await expect(field(page, "Subject")).toHaveValue("Billing set-up");
  await expect(field(page, "Billing")).toBeChecked();
  await expect(page.getByRole("heading", { name: "Sent with the ticket" })).toBeVisible();
  await review(page).click();
  const shown = page.locator(".ticket-review");
  for (const line of ["Blank Optical", "Billing set-up", "/billing/usage", "Normal"]) await expect(shown).toContainText(line);
  await send(page).click();
  await expect(page).toHaveURL("/support?sent=1");
});

test("what is not taken is said beside the field, and nothing typed is lost", async ({ person, page, guard }) => {
  guard.allow(statusLine(422, 403));
  await person.signIn("staff@harbour.test", "/support/new");
  await field(page, "Technical").check();
  await field(page, "Subject").fill("a");
  await field(page, "What's happening?").fill("</textarea><b>one & two");
  await review(page).click();
  await expect(page.getByText("Write a subject of at least 3 characters.")).toBeVisible();
  await expect(field(page, "Subject")).toHaveValue("a");
  await expect(field(page, "Subject")).toHaveAttribute("aria-invalid", "true");
  await expect(field(page, "What's happening?")).toHaveValue("</textarea><b>one & two");
  await expect(field(page, "Technical")).toBeChecked();
  await field(page, "Subject").fill("abc");
  await review(page).click();
  await expect(page.locator(".ticket-text")).toHaveText("</textarea><b>one & two");
  await page.getByRole("button", { name: "Back to editing" }).click();
  await expect(field(page, "What's happening?")).toHaveValue("</textarea><b>one & two");
  await expect(field(page, "Technical")).toBeChecked();
  await review(page).click();
  await send(page).click();
  await expect(page).toHaveURL("/support?sent=1");
});

test("a ticket whose answer was lost is sent again without becoming two", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(503, 504, 502, 403));
  await person.signIn("staff@harbour.test");
  await person.open("/support/new?invoice=inv-7");
  await write(page, "Lost on the way back", "word for word");
  await sandbox.fault({ match: TICKETS, kind: "reset", value: "after", times: 1 });
  await send(page).click();
  await expect(page.locator("main").getByText("Support cannot be reached right now.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Write to help@aidial.com.au" })).toBeVisible();
  for (const kept of ["word for word", "Harbour Dental", "inv-7"]) await expect(page.locator(".ticket-review")).toContainText(kept);
  await expect(page.locator(".told")).toBeFocused();
  await send(page).click();
  await expect(page).toHaveURL("/support?sent=1");
  await expect(page.getByRole("row").filter({ hasText: "Lost on the way back" })).toHaveCount(1);
});

test("a hundred tickets, each sent with a double click, are a hundred tickets", async ({ person, page, sandbox, guard }) => {
  test.setTimeout(240_000);
  guard.allow(statusLine(403));
  await person.signIn("staff@harbour.test");
  const before = (await sandbox.tickets()).length;
  for (let number = 0; number < 100; number++) {
    await page.goto("/support/new?topic=general");
    await review(page).click();
    await send(page).dblclick({ noWaitAfter: true });
    await expect(page).toHaveURL("/support?sent=1");
  }
  expect((await sandbox.tickets()).length - before).toBe(100);
});

test("Support that cannot load names the address that works without it", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(503, 403));
  await person.signIn("staff@harbour.test");
  await sandbox.fault({ match: `${TICKETS}*`, kind: "status", value: 503 });
  await person.open("/support");
  await expect(page.getByRole("heading", { name: "Support cannot be reached right now" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Write to help@aidial.com.au" })).toHaveAttribute("href", "mailto:help@aidial.com.au");
});
