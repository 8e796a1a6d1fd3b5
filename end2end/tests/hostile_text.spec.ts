// Text of the upstream that would like to be more (acceptance HDR-06): in every field that is shown, and in its errors, it stays
// text, on the page as it is sent and after the page has been changed in place.

import type { Page } from "@playwright/test";
import { expect, statusLine, test } from "../fixtures/test.ts";

const TEXT = "Evil'\"></title></textarea></script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028\u202Egpj.{{7*7}}";
const LINK = "javascript:alert(1)//";

/** Each page, the answers it is made of, and their free texts. */
const PAGES: { address: string; email: string; faults: Record<string, string[]>; seen: boolean }[] = [
  {
    address: "/billing/usage",
    email: "admin@harbour.test",
    faults: { "/v1/billing/usage": ["/plan/name", "/projects/0/name", "/projects/1/state", "/notices/0/title", "/notices/0/detail", "/history/0/title", "/history/0/detail", "/definitions/minutes", "/definitions/sms"] },
    seen: true,
  },
  { address: "/billing/invoices", email: "admin@harbour.test", faults: { "/v1/billing/invoices": ["/items/0/number", "/items/1/number", "/items/1/status", "/items/2/number"] }, seen: true },
  { address: "/billing/invoices?invoice=inv-harbour-0020", email: "admin@harbour.test", faults: { "/v1/billing/invoices/inv-harbour-0020": ["/number", "/lines/0/description", "/lines/1/description", "/status"] }, seen: true },
  { address: "/billing/payment-methods", email: "admin@harbour.test", faults: { "/v1/billing/payment-profile": ["/card/brand", "/card/last4", "/payment_method/brand", "/plan_name"] }, seen: false },
  { address: "/billing/clients", email: "admin@coastal.test", faults: { "/v1/partner/clients": ["/items/0/name", "/items/1/name", "/items/1/plan_name"] }, seen: true },
  { address: "/support", email: "admin@harbour.test", faults: { "/v1/support/tickets": ["/items/0/subject", "/items/0/reference", "/items/0/status", "/items/0/priority"] }, seen: true },
  { address: "/settings?section=tenant-settings", email: "admin@harbour.test", faults: { "/v1/tenant/settings": ["/display_name", "/updated_by", "/last_changed/by"] }, seen: true },
  { address: "/settings?section=tenant-settings", email: "manager@harbour.test", faults: { "/v1/tenant/settings": ["/display_name", "/security_contact", "/updated_by"] }, seen: true },
  { address: "/help", email: "admin@harbour.test", faults: { "/v1/session/context": ["/user/display_name", "/tenant/name", "/user/email"] }, seen: true },
];

/** That nothing of it became part of the page. */
async function staysText(page: Page, where: string): Promise<void> {
  await expect(page.locator("img[src=x], [onerror], a[href^='javascript:'], form[action^='javascript:']"), where).toHaveCount(0);
  expect(await page.evaluate(() => [...document.scripts].filter((script) => script.textContent?.trim() === "alert(1)").length), where).toBe(0);
  expect(await page.title(), where).not.toContain("<");
}

for (const { address, email, faults, seen } of PAGES) {
  test(`hostile text stays text on ${address} for ${email}`, async ({ somebodyElse, sandbox, hydrated }) => {
    for (const [text, part] of [[TEXT, "Evil"], [LINK, "javascript:alert(1)"]] as const) {
      for (const [match, pointers] of Object.entries(faults)) {
        await sandbox.fault({ match, kind: "set", value: Object.fromEntries(pointers.map((pointer) => [pointer, text])) });
      }
      const person = await somebodyElse();
      const { page } = person;
      const dialogs: string[] = [];
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await person.signIn(email);
      await person.open(address);
      if (seen) expect(await page.content()).toContain(part);
      await staysText(page, address);
      const refresh = page.getByRole("link", { name: "Refresh" }).or(page.getByRole("button", { name: "Refresh" })).first();
      if (hydrated && (await refresh.isVisible())) {
        await refresh.click();
        await page.waitForLoadState("networkidle");
        await staysText(page, `${address} in place`);
      }
      expect(dialogs).toEqual([]);
      await sandbox.heal();
    }
  });
}

test("hostile text in an upstream's errors is never shown", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(400, 403, 404, 409, 422, 429, 500, 502, 503));
  await person.signIn("admin@harbour.test");
  for (const status of [400, 403, 404, 409, 422, 429, 500, 503]) {
    const body = { code: TEXT, category: TEXT, message: TEXT, message_key: LINK, request_id: TEXT, field_errors: { [TEXT]: TEXT } };
    await sandbox.fault({ match: "/v1/billing/*", kind: "body", value: { status, json: body, headers: { "retry-after": "javascript:alert(1)" } } });
    for (const address of ["/billing/usage", "/billing/invoices", "/billing/payment-methods"]) {
      await page.goto(address);
      expect(await page.content(), `${status} ${address}`).not.toMatch(/Evil|alert\(1\)/);
    }
    await sandbox.heal();
  }
});
