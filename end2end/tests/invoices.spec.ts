// The Invoices panel: found, filtered in place, opened, downloaded.

import { readFile } from "node:fs/promises";
import type { Download, Locator, Page } from "@playwright/test";
import type { Invoice } from "../fixtures/sandbox.ts";
import { expect, statusLine, test } from "../fixtures/test.ts";

const LIST = "/billing/invoices";
const UPSTREAM_LIST = "/v1/billing/invoices";
const PDF = "/v1/billing/invoices/*/pdf";

const rows = (page: Page): Locator => page.locator(".invoices-table > table > tbody > tr:not(.table-below)");
const numbers = (page: Page): Locator => page.locator(".invoice-number");
const row = (page: Page, number: string): Locator => rows(page).filter({ hasText: number });
const filter = (page: Page, name: string): Locator =>
  page.getByRole("navigation", { name: "Invoices by status" }).getByRole("link", { name, exact: true });
const said = (page: Page, text: string): Locator => page.getByRole("status").filter({ hasText: text });
const nameOf = ({ number, invoice_id: id }: Invoice): string => number ?? id;
const inOrder = (invoices: Invoice[]): string[] => invoices.map(nameOf);
const range = (page: Page): Locator => page.locator(".pager-range");

async function markPage(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { stayed: true }));
}

async function stayed(page: Page): Promise<boolean> {
  return page.evaluate(() => (window as { stayed?: boolean }).stayed === true);
}

async function bytes(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

test("the list is billing's, newest first, with number, period, issued date, amount, status and PDF action", async ({ person, page, sandbox }) => {
  await person.signIn("admin@harbour.test");
  const invoices = await sandbox.invoices("admin@harbour.test");
  await page.getByRole("navigation", { name: "Billing" }).getByRole("link", { name: "Invoices" }).click();
  await expect(page).toHaveURL(LIST);
  await expect(numbers(page)).toHaveText(inOrder(invoices).slice(0, 20));
  for (const invoice of invoices.slice(0, 3)) {
    const { total, pdf } = invoice;
    const number = nameOf(invoice);
    const amount = new Intl.NumberFormat("en-AU", { minimumFractionDigits: 2 }).format(total.minor / 100);
    await expect(row(page, number)).toContainText(`$${amount}`);
    await expect(row(page, number)).toContainText(pdf === "available" ? "PDF" : "Request from support");
  }
  await expect(page.getByText(/^Next invoice on \d/)).toBeVisible();
});

test("All, Paid and Open filter in place, and the address and Back follow", async ({ person, page, sandbox, hydrated }) => {
  await person.signIn("admin@orchard.test", LIST);
  if (hydrated) await markPage(page);
  for (const [name, key] of [["Paid", "paid"], ["Open", "open"], ["All", "all"]] as const) {
    await filter(page, name).click();
    await expect(page).toHaveURL(key === "all" ? LIST : `${LIST}?status=${key}`);
    await expect(numbers(page)).toHaveText(inOrder(await sandbox.invoices("admin@orchard.test", key)).slice(0, 20));
    await expect(filter(page, name)).toHaveAttribute("aria-current", "true");
    if (hydrated) {
      await expect(filter(page, name)).toBeFocused();
      await expect(said(page, `${name}: `)).toBeAttached();
    }
  }
  await page.goBack();
  await expect(page).toHaveURL(`${LIST}?status=open`);
  await expect(filter(page, "Open")).toHaveAttribute("aria-current", "true");
  await expect(numbers(page)).toHaveText(inOrder(await sandbox.invoices("admin@orchard.test", "open")).slice(0, 20));
  if (hydrated) expect(await stayed(page)).toBe(true);
});

test("57 invoices come in pages of 20, and a page past the end is the last", async ({ person, page, hydrated }) => {
  await person.signIn("admin@orchard.test", LIST);
  const next = page.getByRole("link", { name: "Next" });
  await expect(range(page)).toContainText("1–20 of 57 invoices");
  await expect(page.getByRole("link", { name: "Previous" })).toHaveAttribute("aria-disabled", "true");
  await next.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => window.scrollY);
  await next.click();
  await expect(range(page)).toContainText("21–40 of 57 invoices");
  if (hydrated) {
    await expect(next).toBeFocused();
    expect(await page.evaluate(() => window.scrollY)).toBe(before);
  }
  await next.click();
  await expect(range(page)).toContainText("41–57 of 57 invoices");
  await expect(next).toHaveAttribute("aria-disabled", "true");
  await person.open(`${LIST}?page=99`);
  await expect(range(page)).toContainText("41–57 of 57 invoices");
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(range(page)).toContainText("21–40 of 57 invoices");
});

test("5,000 invoices are as near as 50", async ({ person, page }) => {
  await person.signIn("admin@vast.test", `${LIST}?page=250`);
  await expect(range(page)).toContainText("4,981–5,000 of 5,000 invoices");
  await expect(rows(page)).toHaveCount(20);
});

test("an invoice opens in its row to its lines and sums, and closes", async ({ person, page, sandbox, hydrated }) => {
  const [invoice] = await sandbox.invoices("admin@harbour.test", "paid");
  if (invoice === undefined) throw new Error("Harbour has a paid invoice");
  await person.signIn("admin@harbour.test", LIST);
  if (hydrated) await markPage(page);
  const link = page.getByRole("link", { name: nameOf(invoice), exact: true });
  await link.click();
  await expect(link).toHaveAttribute("aria-expanded", "true");
  const opened = page.locator(".invoice-details");
  for (const term of ["Subtotal", "GST", "Total", "Due date", "Paid date"]) await expect(opened.getByText(term, { exact: true })).toBeVisible();
  await expect(opened.getByRole("table")).toBeVisible();
  await expect(opened.getByRole("link", { name: "Usage of this period" })).toHaveAttribute("href", /\/billing\/usage\?period=\d{4}-\d{2}-\d{2}$/);
  if (hydrated) await expect(link).toBeFocused();
  await link.click();
  await expect(opened).toHaveCount(0);
  await page.goBack();
  await expect(opened).toBeVisible();
  if (hydrated) expect(await stayed(page)).toBe(true);
});

test("an invoice is found by a part of its number", async ({ person, page, hydrated, sandbox }) => {
  const all = await sandbox.invoices("admin@orchard.test");
  const wanted = nameOf(all[40] as Invoice);
  await person.signIn("admin@orchard.test", LIST);
  const field = page.getByLabel("Invoice number");
  if (hydrated) {
    await field.pressSequentially(wanted, { delay: 20 });
  } else {
    await field.fill(wanted);
    await page.getByRole("button", { name: "Search" }).click();
  }
  await expect(numbers(page)).toHaveText([wanted]);
  await page.getByRole("link", { name: "Clear search" }).click();
  await expect(rows(page)).toHaveCount(20);
  await person.open(`${LIST}?number=no-such-number`);
  await expect(page.getByRole("heading", { name: "No invoice matches your search" })).toBeVisible();
});

test("what is overdue is said, with the way to pay and to ask", async ({ person, page, sandbox }) => {
  const [latest] = await sandbox.invoices("admin@harbour.test");
  await person.signIn("admin@harbour.test", LIST);
  const banner = page.locator(".notice").filter({ hasText: "is overdue" });
  await expect(banner).toContainText(`Invoice ${nameOf(latest as Invoice)} is overdue.`);
  await expect(banner.getByRole("link", { name: "Pay in Stripe" })).toHaveAttribute("href", "/billing/payment-methods");
  await expect(banner.getByRole("link", { name: "Contact support" })).toBeVisible();
});

for (const { email, words } of [
  { email: "admin@newleaf.test", words: "No invoices yet" },
  { email: "admin@blank.test", words: "Billing is not configured" },
  { email: "admin@broken.test", words: "Billing configuration needs attention" },
]) {
  test(`${email} sees "${words}"`, async ({ person, page }) => {
    await person.signIn(email, LIST);
    await expect(page.getByRole("heading", { name: words })).toBeVisible();
    await expect(page.getByRole("table")).toHaveCount(0);
  });
}

test("a PDF is saved as invoice-<invoice_id>.pdf", async ({ person, page, sandbox }) => {
  const invoice = (await sandbox.invoices("admin@harbour.test")).find(({ pdf }) => pdf === "available");
  if (invoice === undefined) throw new Error("Harbour has an invoice with a PDF");
  await person.signIn("admin@harbour.test", LIST);
  const coming = page.waitForEvent("download");
  await row(page, nameOf(invoice)).getByRole("link", { name: "PDF" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(`invoice-${invoice.invoice_id}.pdf`);
  expect((await bytes(download)).subarray(0, 5).toString()).toBe("%PDF-");
  await expect(page).toHaveURL(LIST);
});

for (const { what, fault, status, words } of [
  { what: "gone", fault: { kind: "status", value: 404 }, status: 404, words: "Invoice not found" },
  { what: "too slow", fault: { kind: "hang" }, status: 504, words: "The invoice download timed out" },
  { what: "in trouble", fault: { kind: "status", value: 503 }, status: 503, words: "could not be loaded" },
] as const) {
  test(`a PDF that is ${what} is told in words, with a way on`, async ({ person, page, sandbox, guard, hydrated }) => {
    test.setTimeout(60_000);
    guard.allow(statusLine(status));
    await person.signIn("admin@harbour.test", LIST);
    await sandbox.fault({ match: PDF, ...fault });
    await rows(page).getByRole("link", { name: "PDF" }).first().click();
    if (hydrated) {
      await expect(page.locator("main > .kept")).toContainText(words, { timeout: 30_000 });
      await expect(said(page, words)).toBeAttached();
      await expect(rows(page).first()).toBeVisible();
    } else {
      await expect(page.getByRole("heading", { name: words })).toBeVisible({ timeout: 30_000 });
    }
  });
}

test("a download can be called off", async ({ person, page, sandbox, hydrated }) => {
  test.skip(!hydrated, "without the takeover the browser's own list of downloads does it");
  await person.signIn("admin@harbour.test", LIST);
  await sandbox.fault({ match: PDF, kind: "hang" });
  await rows(page).getByRole("link", { name: "PDF" }).first().click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(said(page, "The download was cancelled.")).toBeAttached();
  await expect(page.locator("main > .kept")).toHaveCount(0);
});

test("an invoice without a PDF leads to support, prefilled for that invoice", async ({ person, page, sandbox }) => {
  const invoice = (await sandbox.invoices("admin@orchard.test")).slice(0, 20).find(({ pdf }) => pdf === "unavailable");
  test.skip(invoice === undefined, "every one of the newest invoices has a PDF");
  await person.signIn("admin@orchard.test", LIST);
  const link = row(page, nameOf(invoice as Invoice)).getByRole("link", { name: "Request from support" });
  await expect(link).toHaveAttribute("href", `/support/new?topic=invoice_copy&invoice=${invoice?.invoice_id}`);
});

test("the filtered list is taken away whole as CSV", async ({ person, page, sandbox }) => {
  const paid = await sandbox.invoices("admin@orchard.test", "paid");
  await person.signIn("admin@orchard.test", `${LIST}?status=paid`);
  await page.getByRole("button", { name: "Export CSV" }).click();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Every invoice of this list" }).click();
  const text = (await bytes(await coming)).toString("utf8");
  for (const number of inOrder(paid)) expect(text).toContain(number);
  await page.keyboard.press("Escape");
});

test("several PDFs come as one archive", async ({ person, page }) => {
  await person.signIn("admin@harbour.test", LIST);
  const boxes = page.getByRole("checkbox");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download selected PDFs" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^invoices-harbour-2-\d{4}-\d{2}-\d{2}\.zip$/);
  expect((await bytes(download)).subarray(0, 2).toString()).toBe("PK");
});

test("trouble with the list is said, with Refresh, and is over when billing is well again", async ({ person, page, sandbox, guard }) => {
  guard.allow(statusLine(503));
  await person.signIn("admin@harbour.test");
  await sandbox.fault({ match: UPSTREAM_LIST, kind: "status", value: 503 });
  expect((await person.open(LIST)).status()).toBe(503);
  await expect(page.getByRole("heading", { name: "Billing details could not be loaded" })).toBeVisible();
  await sandbox.heal();
  await page.getByRole("link", { name: "Refresh" }).first().click();
  await expect(rows(page).first()).toBeVisible();
});

test("an invoice whose details cannot be read leaves the list", async ({ person, page, sandbox }) => {
  await person.signIn("admin@harbour.test", LIST);
  await sandbox.fault({ match: "/v1/billing/invoices/*", kind: "status", value: 503 });
  await numbers(page).first().click();
  await expect(page.locator(".table-below")).toContainText("Billing details could not be loaded");
  expect(await rows(page).count()).toBeGreaterThan(1);
});

test("a partner reads an assigned client's invoices, without a way to pay them", async ({ person, page, sandbox }) => {
  const invoices = await sandbox.invoices("admin@harbour.test");
  await person.signIn("admin@coastal.test", "/billing/clients/harbour/usage");
  await page.getByRole("navigation", { name: "Billing" }).getByRole("link", { name: "Invoices" }).click();
  await expect(page).toHaveURL("/billing/clients/harbour/invoices");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Harbour Dental");
  await expect(numbers(page)).toHaveText(inOrder(invoices).slice(0, 20));
  await expect(page.getByRole("link", { name: "Pay in Stripe" })).toHaveCount(0);
  await expect(page.getByText("Payment methods")).toHaveCount(0);
  const coming = page.waitForEvent("download");
  await rows(page).getByRole("link", { name: "PDF" }).first().click();
  expect((await coming).suggestedFilename()).toMatch(/^invoice-.+\.pdf$/);
});

test("of filters clicked in a hurry the last is what stays", async ({ person, page, sandbox, hydrated }) => {
  test.skip(!hydrated, "without the takeover each click is a page load");
  await person.signIn("admin@orchard.test", LIST);
  await sandbox.fault({ match: UPSTREAM_LIST, kind: "delay", value: 1_000, times: 1 });
  await filter(page, "Paid").click();
  await filter(page, "Open").click();
  await expect(page).toHaveURL(`${LIST}?status=open`);
  await expect(numbers(page)).toHaveText(inOrder(await sandbox.invoices("admin@orchard.test", "open")).slice(0, 20));
});

test("a thousand steps by filter, page, Back and Forward leave address, list and announcement in agreement", async ({ person, page, sandbox, hydrated }) => {
  test.skip(!hydrated, "without the takeover each step is a page load");
  test.setTimeout(300_000);
  const email = "admin@orchard.test";
  const all: Record<string, string[]> = {};
  for (const key of ["all", "paid", "open"]) all[key] = inOrder(await sandbox.invoices(email, key));
  await person.signIn(email, LIST);
  // The same steps every time: a generator of its own, so that a failure can be played again.
  let seed = 20_261_124;
  const draw = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  // How many steps Back stays in the list.
  let depth = 0;
  for (let step = 0; step < 1_000; step++) {
    const back = depth > 0 && draw(5) === 0;
    const outcome = await page.evaluate(async ({ choice, back }) => {
      const main = (): Element => document.querySelector("main") as Element;
      const before = location.href;
      const links = [...document.querySelectorAll<HTMLAnchorElement>(".segments a, .pager a[href]")];
      if (back) history.back();
      else links[choice % links.length]?.click();
      // Until the turn is over: the page says itself when it is busy.
      await new Promise<void>((resolve) => {
        let quiet = 0;
        const look = (): void => {
          quiet = main().hasAttribute("aria-busy") ? 0 : quiet + 1;
          if (quiet > (back ? 4 : 1)) resolve();
          else setTimeout(look, 4);
        };
        setTimeout(look, 4);
      });
      return {
        before,
        after: location.href,
        here: location.search,
        numbers: [...document.querySelectorAll(".invoice-number")].map((link) => link.textContent?.trim() ?? ""),
        said: document.querySelector("#said")?.textContent ?? "",
        range: document.querySelector(".pager-range")?.textContent ?? "",
      };
    }, { choice: draw(1_000), back });
    if (back) depth--;
    else if (outcome.after !== outcome.before) depth++;
    const asked = new URLSearchParams(outcome.here);
    const list = all[asked.get("status") ?? "all"] ?? [];
    const first = (Number(asked.get("page") ?? "1") - 1) * 20;
    expect(outcome.numbers, `step ${step}: ${outcome.here}`).toEqual(list.slice(first, first + 20));
    const shown = outcome.range.split(" invoice")[0] ?? "";
    if (outcome.said !== "") expect(outcome.said, `step ${step}: ${outcome.here}`).toContain(shown);
  }
});

test("Show email shows one address, on request, and the trail has it", async ({ person, page, context, hydrated }) => {
  await person.signIn("admin@harbour.test", LIST);
  const card = page.getByRole("region", { name: "Billing email recipients" });
  await expect(card).toContainText("Invoices and receipts");
  await expect(card).toContainText("Plan and billing changes");
  await expect(card.getByRole("link", { name: "Edit recipients" })).toHaveAttribute("href", "/settings?section=tenant-settings");
  await expect(card).toContainText("•••@");
  const address = /[a-z.]+@[a-z.-]+\.[a-z]+/;
  await expect(card).not.toContainText(address);
  await card.getByRole("button", { name: "Show email" }).first().click();
  await expect(card).toContainText(address);
  expect(page.url()).not.toContain("@");
  expect(JSON.stringify(await context.storageState())).not.toMatch(/harbour\.(test|com)/);
  if (hydrated) {
    await card.getByRole("button", { name: "Hide" }).click();
  } else {
    await person.open(LIST);
  }
  await expect(card).not.toContainText(address);
});

test("a manager gets the way to the settings, and a partner the note", async ({ person, page, somebodyElse }) => {
  await person.signIn("manager@harbour.test", LIST);
  await expect(page.getByRole("link", { name: "Settings > Tenant Settings" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Show email" })).toHaveCount(0);
  const partner = await somebodyElse();
  await partner.signIn("admin@coastal.test", "/billing/clients/harbour/invoices");
  await expect(partner.page.getByText("Billing emails are managed by client admins.")).toBeVisible();
  await expect(partner.page.getByText("•••")).toHaveCount(0);
});
