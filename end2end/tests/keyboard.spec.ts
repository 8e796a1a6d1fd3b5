// The portal with the keyboard alone: Tab, Enter, Space, arrows and typing, on a wide screen and on a phone's. The focus is seen
// wherever it is and, where a page is turned in place, never lost.

import { keepsFocus, tabTo } from "../fixtures/keyboard.ts";
import { expect, statusLine, test } from "../fixtures/test.ts";

for (const width of [1280, 360]) {
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height: 800 } });

    test("the keyboard alone signs in, reads usage, refreshes, goes about and signs out", async ({ person, page }) => {
      await person.open("/sign-in");
      await tabTo(page, "Work email");
      await page.keyboard.type("admin@harbour.test");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "Choose a demo user" })).toBeVisible();
      await tabTo(page, /admin@harbour\.test/);
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/billing/usage");
      await person.ready();

      await page.keyboard.press("Tab");
      await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(page.locator("#main")).toBeFocused();
      await tabTo(page, "Refresh");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "This period" })).toBeVisible();

      await person.open("/billing/usage");
      await tabTo(page, "Help");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/help");
      await tabTo(page, "Troubleshooting");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/help/troubleshooting");
      await person.open("/billing/usage");
      await tabTo(page, /^Account/);
      await page.keyboard.press("Enter");
      await tabTo(page, "Sign out");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/sign-in/);
    });

    test("a ticket is written, reviewed, written on and sent", async ({ person, page, hydrated, guard }) => {
      guard.allow(statusLine(422, 403));
      const answered = async () => (hydrated ? keepsFocus(page) : Promise.resolve());
      await person.signIn("staff@harbour.test");
      await person.open("/support/new");
      await tabTo(page, "Billing");
      await page.keyboard.press("ArrowRight");
      await expect(page.getByLabel("Account", { exact: true })).toBeChecked();
      await tabTo(page, "Normal");
      await page.keyboard.press("ArrowRight");
      await expect(page.getByLabel("High", { exact: true })).toBeChecked();
      await tabTo(page, "Subject");
      await page.keyboard.type(`By keyboard at ${width}`);
      await page.keyboard.press("Enter");
      await expect(page.getByText("Say what is happening.")).toBeVisible();
      await answered();
      await tabTo(page, "What's happening?");
      await page.keyboard.type("No mouse is needed.");
      await tabTo(page, "Review");
      await page.keyboard.press("Enter");
      await expect(page.locator(".ticket-review")).toContainText("No mouse is needed.");
      await answered();
      await tabTo(page, "Back to editing");
      await page.keyboard.press("Space");
      await expect(page.getByLabel("What's happening?")).toHaveValue("No mouse is needed.");
      await answered();
      await tabTo(page, "Review");
      await page.keyboard.press("Space");
      await expect(page.locator(".ticket-review")).toBeVisible();
      await tabTo(page, "Send ticket");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/support?sent=1");
      await answered();
      await expect(page.getByRole("row").filter({ hasText: `By keyboard at ${width}` })).toBeVisible();
    });

    test("settings are changed, an address is shown, and a session is signed out", async ({ person, page, hydrated, somebodyElse, sandbox }) => {
      const other = await somebodyElse();
      await person.signIn("admin@harbour.test");
      await other.signIn("admin@harbour.test");
      await person.open("/settings?section=tenant-settings");
      await tabTo(page, "Display name");
      await page.keyboard.type("Typed by keyboard");
      await tabTo(page, "Show email of a•••@h•••.com.au");
      await page.keyboard.press("Space");
      await expect(page.locator("main")).toContainText("accounts@harbourdental.com.au");
      if (hydrated) await keepsFocus(page);
      await tabTo(page, /^Remove p•••/);
      await page.keyboard.press("Space");
      await expect(page.getByLabel(/^Remove p•••/)).toBeChecked();
      await tabTo(page, "Save changes");
      await page.keyboard.press("Enter");
      await expect(page.locator("main").getByText("The settings are saved.")).toBeVisible();
      if (hydrated) await keepsFocus(page);
      await expect(page.getByLabel("Display name")).toHaveValue("Typed by keyboard");

      await person.open("/settings");
      await tabTo(page, "Active sessions");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/settings?section=active-sessions");
      await tabTo(page, "Sign out all other sessions");
      await page.keyboard.press("Enter");
      await expect(page.locator("main").getByText("This is your only session")).toBeVisible();
      if (hydrated) await keepsFocus(page);
      await sandbox.reset();
    });

    test("the way to Stripe is asked about, called off and taken", async ({ person, page, hydrated }) => {
      await person.signIn("admin@harbour.test");
      await person.open("/billing/payment-methods");
      await tabTo(page, "Open Billing Portal");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "Open the Stripe billing portal?" })).toBeVisible();
      await tabTo(page, "Cancel");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "Open the Stripe billing portal?" })).toBeHidden();
      if (hydrated) await expect(page.getByRole("link", { name: "Open Billing Portal" })).toBeFocused();
      else await tabTo(page, "Open Billing Portal");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "Open the Stripe billing portal?" })).toBeVisible();
      await tabTo(page, "Continue to Stripe");
      const opening = page.waitForEvent("popup");
      await page.keyboard.press("Enter");
      await (await opening).waitForURL(/\/stripe\/p\/session\//);
    });

    test("the audit log is narrowed, and the filters are cleared", async ({ person, page, hydrated }) => {
      await person.signIn("admin@harbour.test");
      await person.open("/audit-log");
      await tabTo(page, "Everything");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/audit-log?preset=everything");
      await tabTo(page, "Outcome");
      await page.keyboard.type("Failed");
      await expect(page.getByLabel("Outcome")).toHaveValue("failed");
      await tabTo(page, "Apply");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: "Nothing matches these filters" })).toBeVisible();
      if (hydrated) await keepsFocus(page);
      await tabTo(page, "Clear filters");
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL("/audit-log?preset=everything");
      await expect(page.locator(".audit-table tbody tr").first()).toBeVisible();
      if (hydrated) await keepsFocus(page);
    });
  });
}
