// Coming in and going out, through the issuer's own pages.

import { expect, statusLine, test } from "../fixtures/test.ts";
import { open } from "../fixtures/visit.ts";

test("a Client Admin who signs in lands on Usage", async ({ person, page }) => {
  await person.open("/sign-in");
  await person.signIn("admin@harbour.test");
  await expect(page).toHaveURL("/billing/usage");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Billing");
  await expect(page.getByRole("heading", { name: "This period" })).toBeVisible();
});

test("the sign-in ends at the page that was asked for, query included", async ({ person, page }) => {
  await person.open("/billing/usage?from=a%20letter");
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await person.signIn("admin@harbour.test");
  await expect(page).toHaveURL("/billing/usage?from=a%20letter");
  await expect(page.getByRole("heading", { name: "This period" })).toBeVisible();
});

test("an address of another site is never where the sign-in ends", async ({ person, page }) => {
  await person.open("/sign-in?return_to=%2F%2Fevil.example%2F");
  await person.signIn("admin@harbour.test");
  await expect(page).toHaveURL("/billing/usage");
});

test("the email is passed on, so the person is not asked twice", async ({ person, page }) => {
  await person.askToSignIn("admin@dim.test");
  await expect(page.locator("button").first()).toContainText("admin@dim.test");
});

test("somebody who is signed in is sent on from the sign-in page", async ({ person, page }) => {
  await person.signIn("admin@harbour.test", "/sign-in");
  await expect(page).toHaveURL("/billing/usage");
});

test("signing out ends the session, and Back shows nothing", async ({ person, page, context }) => {
  await person.signIn("admin@harbour.test");
  const kept = await context.cookies();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await person.ready();

  await page.goBack();
  await expect(page.getByLabel("Work email")).toBeVisible();
  await expect(page.getByText("Harbour Dental")).toHaveCount(0);

  // Somebody who kept the cookie gets no further.
  await context.addCookies(kept);
  await person.open("/billing/usage");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("two tabs that sign in at once both end signed in", async ({ person, page, context, hydrated }) => {
  const other = await context.newPage();
  await person.askToSignIn("admin@harbour.test");
  await open(other, "/sign-in", hydrated);
  await other.getByLabel("Work email").fill("admin@harbour.test");
  await other.getByRole("button", { name: "Continue" }).click();
  for (const tab of [page, other]) {
    await tab.getByRole("button", { name: "admin@harbour.test" }).first().click();
    await expect(tab).toHaveURL("/billing/usage");
    await expect(tab.getByRole("heading", { name: "This period" })).toBeVisible();
  }
});

test("one browser's session is not another's", async ({ person, page, somebodyElse }) => {
  await person.signIn("admin@harbour.test");
  const other = await somebodyElse();
  await other.signIn("admin@orchard.test");
  await person.open("/billing/usage");
  await expect(page.getByText("Harbour Dental").first()).toBeVisible();
  await expect(other.page.getByText("Orchard Vets").first()).toBeVisible();
  await expect(other.page.getByText("Harbour Dental")).toHaveCount(0);
});

test("turning back at the issuer is said, and trying again works", async ({ person, page }) => {
  await person.askToSignIn("admin@harbour.test");
  await page.getByRole("button", { name: "Cancel sign-in" }).click();
  await expect(page).toHaveURL(/\/sign-in\?.*problem=cancelled/);
  await person.ready();
  await expect(page.getByRole("alert")).toContainText(/cancelled/i);
  await person.signIn("admin@harbour.test");
  await expect(page).toHaveURL("/billing/usage");
});

test("a return from the issuer that this browser did not start is refused", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(400, 403));
  const before = await sandbox.mark();
  await person.open("/auth/callback?code=somebody-elses&state=somebody-elses-state");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Work email")).toBeVisible();
  const token = (await sandbox.received(before)).filter(({ path }) => path.startsWith("/oidc/token"));
  expect(token).toEqual([]);
});

test("what the issuer says of an error is never shown", async ({ person, page, guard }) => {
  guard.allow(statusLine(400, 403));
  await person.open("/auth/callback?error=access_denied&error_description=%3Cb%3Ecall%20this%20number%3C%2Fb%3E&state=x");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByText("call this number")).toHaveCount(0);
  expect(page.url()).not.toContain("call");
});

test("an issuer that is down is said, and trying again later works", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(503));
  await person.askToSignIn("admin@harbour.test");
  await sandbox.fault({ match: "/oidc/token", kind: "status", value: 503 });
  await page.getByRole("button", { name: "admin@harbour.test" }).first().click();
  await expect(page).toHaveURL(/problem=unavailable/);
  await expect(page.getByRole("alert")).toBeVisible();
  await sandbox.heal();
  await person.ready();
  await person.signIn("admin@harbour.test");
  await expect(page).toHaveURL("/billing/usage");
});
