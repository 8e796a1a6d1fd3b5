// What surrounds the pages: who sees which area, and the pages of those who are not let in.

import { expect, statusLine, test } from "../fixtures/test.ts";

for (const email of ["admin@harbour.test", "manager@harbour.test"]) {
  test(`${email} sees Billing in the sidebar`, async ({ person, page }) => {
    await person.signIn(email);
    const areas = page.getByRole("navigation", { name: "Portal" });
    await expect(areas.getByRole("link", { name: "Billing" })).toHaveAttribute("aria-current", "true");
  });
}

for (const email of ["staff@harbour.test", "user@coastal.test"]) {
  test(`${email} has no billing and is told whom to ask, with 403`, async ({ person, page, sandbox, guard }) => {
    guard.allow(statusLine(403));
    await person.signIn(email);
    const before = await sandbox.mark();
    for (const address of ["/billing", "/billing/usage"]) {
      const response = await person.open(address);
      expect(response.status()).toBe(403);
      await expect(page.getByText("Billing is not part of your role")).toBeVisible();
      await expect(page.getByText("Contact your administrator")).toBeVisible();
    }
    await expect(page.getByRole("navigation", { name: "Portal" }).getByRole("link", { name: "Billing" })).toHaveCount(0);
    const billing = (await sandbox.received(before)).filter(({ path }) => path.startsWith("/v1/billing"));
    expect(billing).toEqual([]);
  });
}

test("a Partner Admin gets no customer panel without a client", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(404));
  await person.signIn("admin@coastal.test");
  const before = await sandbox.mark();
  const response = await person.open("/billing/usage");
  expect(response.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "This period" })).toHaveCount(0);
  const billing = (await sandbox.received(before)).filter(({ path }) => path.startsWith("/v1/billing"));
  expect(billing).toEqual([]);
});

test("a suspended person sees that, and nothing else", async ({ person, page, guard }) => {
  guard.allow(statusLine(403));
  await person.signIn("gone@harbour.test");
  const response = await person.open("/billing/usage");
  expect(response.status()).toBe(403);
  await expect(page.getByText("Access is suspended")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Portal" })).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a Partner Admin without the second factor sees where to set it up, and nothing else", async ({ person, page, guard }) => {
  guard.allow(statusLine(403));
  await person.signIn("admin@inland.test");
  const response = await person.open("/billing/usage");
  expect(response.status()).toBe(403);
  await expect(page.getByText("Multi-factor authentication is required")).toBeVisible();
  await expect(page.getByRole("link", { name: "Set up multi-factor authentication" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Portal" })).toHaveCount(0);
});

test("an address that is no page answers 404 and leads back", async ({ person, page, guard }) => {
  guard.allow(statusLine(404));
  await person.signIn("admin@harbour.test");
  for (const address of ["/billing/nothing-here", "/no/such/page"]) {
    const response = await person.open(address);
    expect(response.status()).toBe(404);
    await expect(page.getByText("Page not found")).toBeVisible();
  }
  await page.getByRole("link", { name: "Back to Billing" }).click();
  await expect(page).toHaveURL("/billing/usage");
});

test("the account menu says who is signed in and closes with Escape", async ({ person, page }) => {
  await person.signIn("manager@harbour.test");
  const menu = page.locator("#account-menu");
  await expect(menu).toBeHidden();
  await page.getByRole("button", { name: "Account" }).click();
  await expect(menu).toContainText("manager@harbour.test");
  await expect(menu).toContainText("Client Manager");
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
});
