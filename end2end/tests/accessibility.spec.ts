// Usable by everybody: axe, narrow screens, no jumping about.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, statusLine, test } from "../fixtures/test.ts";

const PAGES: { name: string; as: string | null; address: string; status?: number }[] = [
  { name: "sign-in", as: null, address: "/sign-in" },
  { name: "sign-in after a cancel", as: null, address: "/sign-in?problem=cancelled" },
  { name: "usage", as: "admin@harbour.test", address: "/billing/usage" },
  { name: "usage of a tenant whose billing is not configured", as: "admin@blank.test", address: "/billing/usage" },
  { name: "usage without project details", as: "admin@foggy.test", address: "/billing/usage" },
  { name: "usage of many projects, narrowed", as: "admin@vast.test", address: "/billing/usage?state=over_limit" },
  { name: "partner billing", as: "admin@coastal.test", address: "/billing/clients" },
  { name: "partner billing in another order", as: "admin@coastal.test", address: "/billing/clients?order=share&descending=true" },
  { name: "a search without a hit", as: "admin@coastal.test", address: "/billing/clients?search=nobody" },
  { name: "an assigned client's usage", as: "admin@coastal.test", address: "/billing/clients/orchard/usage" },
  { name: "a client that is not assigned", as: "admin@coastal.test", address: "/billing/clients/vast/usage", status: 404 },
  { name: "payment methods", as: "admin@harbour.test", address: "/billing/payment-methods" },
  { name: "the way to Stripe as a page", as: "admin@harbour.test", address: "/billing/payment-methods?confirm=1" },
  { name: "tickets", as: "admin@harbour.test", address: "/support" },
  { name: "usage of a past period and one project", as: "admin@harbour.test", address: "/billing/usage?project=other" },
  { name: "a new ticket", as: "manager@harbour.test", address: "/support/new?topic=invoice_copy&invoice=inv-harbour-0001" },
  { name: "help", as: "admin@coastal.test", address: "/help" },
  { name: "what Settings is for", as: "admin@harbour.test", address: "/help/settings" },
  { name: "who may do what", as: "admin@harbour.test", address: "/help/roles" },
  { name: "common issues", as: "admin@coastal.test", address: "/help/troubleshooting" },
  { name: "the audit log", as: "admin@harbour.test", address: "/audit-log?preset=everything" },
  { name: "the audit log without a hit", as: "manager@harbour.test", address: "/audit-log?outcome=failed" },
  { name: "the audit log for staff", as: "staff@harbour.test", address: "/audit-log", status: 403 },
  { name: "tenant settings as a form", as: "admin@harbour.test", address: "/settings?section=tenant-settings" },
  { name: "tenant settings to read", as: "manager@harbour.test", address: "/settings?section=tenant-settings" },
  { name: "own sessions", as: "manager@harbour.test", address: "/settings?section=active-sessions" },
  { name: "no billing", as: "staff@harbour.test", address: "/billing", status: 403 },
  { name: "second factor", as: "admin@inland.test", address: "/billing", status: 403 },
  { name: "not found", as: "admin@harbour.test", address: "/no/such/page", status: 404 },
];

/** Whether anything reaches past the right edge, so that the page scrolls sideways. */
async function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

for (const { name, as, address, status } of PAGES) {
  test(`axe finds nothing on: ${name}`, async ({ person, page, guard, hydrated }) => {
    test.slow(); // axe looks at every element, four times
    if (status !== undefined) guard.allow(statusLine(status));
    await (as === null ? person.open(address) : person.signIn(as, address));
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        if (hydrated) {
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(violations, `${colorScheme}, ${width} px`).toEqual([]);
        }
        expect(await scrollsSideways(page), `${colorScheme}, ${width} px`).toBe(false);
      }
    }
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await scrollsSideways(page), "320 px").toBe(false);
  });
}

test("nothing on Usage moves while it loads", async ({ person, page, hydrated }) => {
  test.skip(!hydrated, "the browser reports shifts to a page's own script only");
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  await person.signIn("admin@harbour.test", "/billing/usage");
  await page.evaluate(() => document.fonts.ready);
  // Two frames on, whatever was to be laid out has been.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.02);
});

test("Usage is whole with reduced motion and at double text size", async ({ person, page }) => {
  await person.signIn("admin@harbour.test");
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize({ width: 640, height: 900 });
  await person.open("/billing/usage");
  await expect(page.getByRole("heading", { name: "This period" })).toBeVisible();
  expect(await scrollsSideways(page)).toBe(false);
});
