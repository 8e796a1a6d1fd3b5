// The audit log: what was done is in it, narrowed by presets, filters and person, and gone through by "Load more".

import type { Locator, Page } from "@playwright/test";
import { expect, statusLine, test } from "../fixtures/test.ts";

const LOG = "/audit-log";

const rows = (page: Page): Locator => page.locator(".audit-table tbody tr");
const preset = (page: Page, name: string): Locator =>
  page.getByRole("navigation", { name: "Parts of the audit log" }).getByRole("link", { name, exact: true });

test("what was done stands in the log, Billing first, and presets and filters narrow it", async ({ person, page }) => {
  await person.signIn("admin@harbour.test");
  expect((await page.request.get("/billing/invoices.csv")).ok()).toBe(true);
  await page.getByRole("navigation", { name: "Portal" }).getByRole("link", { name: "Audit log" }).click();
  await expect(page).toHaveURL(LOG);
  await expect(preset(page, "Billing")).toHaveAttribute("aria-current", "true");
  const exported = rows(page).filter({ hasText: "CSV exported" }).first();
  await expect(exported).toContainText("Done");
  await expect(exported).toContainText("You");
  await expect(exported).toContainText(/\d{1,2} \w{3} \d{4}, \d{1,2}:\d{2} [ap]m/);

  await preset(page, "Sign-ins").click();
  await expect(page).toHaveURL(`${LOG}?preset=sign_ins`);
  await expect(rows(page).filter({ hasText: "Signed in" }).first()).toBeVisible();
  await expect(rows(page).filter({ hasText: "CSV exported" })).toHaveCount(0);

  await page.getByLabel("What").selectOption("Signed out");
  await page.getByLabel("Outcome").selectOption("Failed");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/preset=sign_ins&event=sign_out&outcome=failed/);
  await expect(page.getByRole("heading", { name: "Nothing matches these filters" })).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(`${LOG}?preset=sign_ins`);
  await page.goBack();
  await expect(page.getByLabel("Outcome")).toHaveValue("failed");
});

test("one person's rows are a click away, and everybody's too", async ({ person, page }) => {
  await person.signIn("manager@harbour.test", `${LOG}?preset=everything`);
  await rows(page).first().getByRole("link", { name: "You" }).click();
  await expect(page).toHaveURL(/actor=[0-9a-f]{32}/);
  await expect(page.getByText("Only what one person did is shown.")).toBeVisible();
  await page.getByRole("link", { name: "Show everybody" }).click();
  await expect(page).toHaveURL(`${LOG}?preset=everything`);
});

test("Load more shows older rows below, keeps the filters, and Back takes them away", async ({ person, page }) => {
  await person.signIn("admin@orchard.test");
  // More rows than a stretch holds, each recorded before it is answered.
  for (let count = 0; count < 55; count++) {
    const csv = await page.request.get("/billing/invoices.csv");
    expect(csv.ok()).toBe(true);
  }
  await person.open(`${LOG}?outcome=done`);
  await expect(rows(page)).toHaveCount(50);
  await page.getByRole("link", { name: "Load more" }).click();
  await expect(page).toHaveURL(`${LOG}?outcome=done&stretches=2`);
  await expect.poll(() => rows(page).count()).toBeGreaterThanOrEqual(55);
  await page.goBack();
  await expect(rows(page)).toHaveCount(50);
});

test("roles without the log are told whom to ask, and a worn-out cursor leads back", async ({ person, page, guard }) => {
  guard.allow(statusLine(400, 403));
  await person.signIn("staff@harbour.test");
  expect((await person.open(LOG)).status()).toBe(403);
  await expect(page.getByRole("heading", { name: "The audit log is not part of your role" })).toBeVisible();
  await page.context().clearCookies();
  await person.signIn("admin@harbour.test");
  expect((await person.open(`${LOG}?cursor=worn`)).status()).toBe(400);
  await page.getByRole("link", { name: "Back to the newest" }).click();
  await expect(page).toHaveURL(LOG);
});
