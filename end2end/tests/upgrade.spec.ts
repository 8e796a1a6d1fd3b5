// The portal is replaced by a newer one while pages are open (acceptance REP-04).

import { expect, test } from "../fixtures/test.ts";

const LIST = "/billing/invoices";

test("a page from before an upgrade loads the next one whole, and all goes on", async ({ person, page, hydrated }) => {
  await person.signIn("admin@orchard.test");
  await person.open(LIST);
  await page.evaluate(() => Object.assign(window, { before: true }));
  // What a newer portal answers to the script of the page that is open: its own files are named otherwise.
  await page.route(
    (url) => url.pathname === LIST && url.searchParams.get("status") === "paid",
    async (route) => {
      if (route.request().isNavigationRequest()) return route.continue();
      const answer = await route.fetch();
      const html = (await answer.text()).replaceAll(/(\/pkg\/portal\.)[\w-]+(\.(?:js|wasm|css))/g, "$1newer$2");
      return route.fulfill({ response: answer, body: html });
    },
  );
  await page.getByRole("navigation", { name: "Invoices by status" }).getByRole("link", { name: "Paid", exact: true }).click();
  await expect(page).toHaveURL(`${LIST}?status=paid`);
  await expect.poll(() => page.evaluate(() => "before" in window)).toBe(false);
  await person.ready();
  await expect(page.getByRole("link", { name: "Paid", exact: true })).toHaveAttribute("aria-current", "true");
  // From here on pages are turned in place again.
  await page.evaluate(() => Object.assign(window, { after: true }));
  await page.getByRole("navigation", { name: "Invoices by status" }).getByRole("link", { name: "Open", exact: true }).click();
  await expect(page).toHaveURL(`${LIST}?status=open`);
  expect(await page.evaluate(() => "after" in window)).toBe(hydrated);
});
