// Help: reachable by everybody, and where the portal's states lead.

import { expect, statusLine, test } from "../fixtures/test.ts";

for (const email of ["admin@harbour.test", "staff@harbour.test", "admin@coastal.test", "user@coastal.test"]) {
  test(`${email} finds Help in the sidebar and reads each of its pages`, async ({ person, page, guard }) => {
    guard.allow(statusLine(403));
    await person.signIn(email);
    await page.getByRole("navigation", { name: "Portal" }).getByRole("link", { name: "Help" }).click();
    await expect(page).toHaveURL("/help");
    const main = page.locator("main");
    await main.getByRole("link", { name: "Settings Overview" }).click();
    await expect(page.getByRole("heading", { name: "Settings > Tenant Settings" })).toBeVisible();
    await main.getByRole("link", { name: "Role Reference" }).click();
    await expect(page.getByRole("table", { name: "Billing access by role" })).toContainText("Assigned client usage and invoices only");
    await main.getByRole("link", { name: "Troubleshooting" }).click();
    await expect(page.getByText("Retry later if the Stripe-sourced recipient row says it is currently syncing.")).toBeVisible();
  });
}

test("billing that is not configured leads to its entry", async ({ person, page }) => {
  await person.signIn("admin@blank.test");
  await page.getByRole("link", { name: "See Troubleshooting" }).click();
  await expect(page).toHaveURL("/help/troubleshooting#billing-not-configured");
  await expect(page.locator("#billing-not-configured")).toContainText("Use Contact support on the Billing page");
  await expect(page.locator("#billing-not-configured")).toBeInViewport();
});

test("on a phone every tab of Help is seen at once", async ({ person, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await person.signIn("admin@harbour.test", "/help/troubleshooting");
  const tabs = page.getByRole("navigation", { name: "Help" }).getByRole("link");
  await expect(tabs).toHaveCount(3);
  for (const tab of await tabs.all()) await expect(tab).toBeInViewport({ ratio: 1 });
});
