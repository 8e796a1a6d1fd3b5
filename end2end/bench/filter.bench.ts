// From the click on a filter to painted rows, beyond what the upstream takes, and the cost of a page among few and many.

import { test } from "../fixtures/test.ts";
import { median } from "./load.ts";

const ROUNDS = 60;

const percentile = (values: number[], share: number): number => [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

test("from a click on a filter to painted rows", async ({ person, page, sandbox }) => {
  await person.signIn("admin@orchard.test");
  await person.open("/billing/invoices");
  /** Clicks the filter with this name; the time until a frame with its rows has been painted. */
  const turn = (name: string, ahead: boolean): Promise<number> =>
    page.evaluate(
      async ({ name, ahead }) => {
        const link = [...document.querySelectorAll<HTMLAnchorElement>(".segments a")].find((a) => a.textContent?.trim() === name);
        if (link === undefined) throw new Error(`no ${name}`);
        if (ahead) {
          link.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
          await new Promise((fetched) => setTimeout(fetched, 400));
        }
        const begun = performance.now();
        link.click();
        await new Promise<void>((painted) => {
          const look = (): void => {
            const here = [...document.querySelectorAll(".segments a[aria-current]")].at(-1)?.textContent?.trim();
            if (here === name && !document.querySelector("main")?.hasAttribute("aria-busy")) requestAnimationFrame(() => painted());
            else queueMicrotask(() => setTimeout(look, 0));
          };
          look();
        });
        return performance.now() - begun;
      },
      { name, ahead },
    );
  const upstream: number[] = [];
  for (let round = 0; round < 20; round++) {
    const begun = performance.now();
    await sandbox.invoices("admin@orchard.test", round % 2 === 0 ? "paid" : "open");
    upstream.push(performance.now() - begun);
  }
  const plain: number[] = [];
  const ahead: number[] = [];
  for (let round = 0; round < ROUNDS; round++) plain.push(await turn(["Paid", "Open", "All"][round % 3] ?? "All", false));
  for (let round = 0; round < ROUNDS / 2; round++) ahead.push(await turn(["Paid", "Open", "All"][round % 3] ?? "All", true));
  console.log(`\nClick on a filter to painted rows, of ${ROUNDS} and ${ROUNDS / 2}; the upstream alone takes ${ms(median(upstream))} (with a token made each time):`);
  console.log(`  asked for at the click: median ${ms(median(plain))}, 95th percentile ${ms(percentile(plain, 0.95))}`);
  console.log(`  fetched ahead:          median ${ms(median(ahead))}, 95th percentile ${ms(percentile(ahead, 0.95))} (aim: 16 ms)`);
});

test("the cost of a page from 50 to 5,000 invoices", async ({ person, context, world, somebodyElse }) => {
  const time = async (cookies: { name: string; value: string }[], path: string): Promise<number> => {
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const times: number[] = [];
    for (let round = 0; round < 60; round++) {
      const begun = performance.now();
      await (await fetch(world.portal + path, { headers: { cookie, accept: "text/html", "sec-fetch-site": "none" } })).text();
      times.push(performance.now() - begun);
    }
    return median(times);
  };
  await person.signIn("admin@orchard.test");
  const few = await time(await context.cookies(), "/billing/invoices?page=2");
  const vast = await somebodyElse();
  await vast.signIn("admin@vast.test");
  const many = await time(await vast.page.context().cookies(), "/billing/invoices?page=200");
  console.log(`\nA page of 57 invoices ${ms(few)}, a page of 5,000 ${ms(many)} (medians of 60)`);
});
