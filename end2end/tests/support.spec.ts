// Support: tickets listed, started from where the trouble is, reviewed, sent once.

import type { Locator, Page } from "@playwright/test";
import { expect, statusLine, test } from "../fixtures/test.ts";

const TICKETS = "/v1/support/tickets";
const field = (page: Page, name: string): Locator => page.getByLabel(name, { exact: true });
const send = (page: Page): Locator => page.getByRole("button", { name: "Send ticket" });

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
  await send(page).click();
  await expect(page).toHaveURL("/support?sent=1");
});

test("what is not taken is said beside the field, and nothing typed is lost", async ({ person, page, guard }) => {
  guard.allow(statusLine(422, 403));
  await person.signIn("staff@harbour.test");
  await person.open("/support/new");
  await field(page, "Technical").check();
  await field(page, "Subject").fill("a");
  await field(page, "What's happening?").fill("</textarea><b>one & two");
  await send(page).click();
  await expect(page.getByText("Write a subject of at least 3 characters.")).toBeVisible();
  await expect(field(page, "Subject")).toHaveValue("a");
  await expect(field(page, "Subject")).toHaveAttribute("aria-invalid", "true");
  await expect(field(page, "What's happening?")).toHaveValue("</textarea><b>one & two");
  await expect(field(page, "Technical")).toBeChecked();
  await field(page, "Subject").fill("abc");
  await send(page).click();
  await expect(page).toHaveURL("/support?sent=1");
});

test("a ticket whose answer was lost is sent again without becoming two", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(503, 504, 502, 403));
  await person.signIn("staff@harbour.test");
  await person.open("/support/new");
  await field(page, "General").check();
  await field(page, "Subject").fill("Lost on the way back");
  await field(page, "What's happening?").fill("word for word");
  await sandbox.fault({ match: TICKETS, kind: "reset", value: "after", times: 1 });
  await send(page).click();
  await expect(page.getByText("help@aidial.com.au").first()).toBeVisible();
  await expect(field(page, "What's happening?")).toHaveValue("word for word");
  await send(page).click();
  await expect(page).toHaveURL("/support?sent=1");
  await expect(page.getByRole("row").filter({ hasText: "Lost on the way back" })).toHaveCount(1);
});

test("a double click sends one ticket", async ({ person, page, hydrated, guard }) => {
  test.skip(!hydrated, "without script the page is gone with the first click");
  guard.allow(statusLine(403));
  await person.signIn("staff@harbour.test");
  await person.open("/support/new");
  await field(page, "General").check();
  await field(page, "Subject").fill("Clicked twice");
  await field(page, "What's happening?").fill("twice");
  await send(page).dblclick();
  await expect(page).toHaveURL("/support?sent=1");
  await expect(page.getByRole("row").filter({ hasText: "Clicked twice" })).toHaveCount(1);
});

test("Support that cannot load names the address that works without it", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(503, 403));
  await person.signIn("staff@harbour.test");
  await sandbox.fault({ match: `${TICKETS}*`, kind: "status", value: 503 });
  await person.open("/support");
  await expect(page.getByRole("heading", { name: "Support cannot be reached right now" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Write to help@aidial.com.au" })).toHaveAttribute("href", "mailto:help@aidial.com.au");
});
