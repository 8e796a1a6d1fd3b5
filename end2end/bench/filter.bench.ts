// From the click on a filter to painted rows, beyond what the upstream takes, and the cost of a page among few and many.

import { test } from "../fixtures/test.ts";
import { median } from "./load.ts";

const ROUNDS = 60;

const percentile = (values: number[], share: number): number => [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

test("from a click on a filter to painted rows", async ({ person, page, sandbox }) => {
  await person.signIn("admin@orchard.test");
  await person.open("/billing/invoices");
  /**
   * Clicks the filter with this name: until its rows are laid out, until the frame with them has been painted, and whether
   * that was the first frame after the click.
   */
  const turn = (name: string, ahead: boolean): Promise<{ drawn: number; painted: number; next: boolean }> =>
    page.evaluate(
      async ({ name, ahead }) => {
        const link = [...document.querySelectorAll<HTMLAnchorElement>(".segments a")].find((a) => a.textContent?.trim() === name);
        if (link === undefined) throw new Error(`no ${name}`);
        if (ahead) {
          link.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
          await new Promise((fetched) => setTimeout(fetched, 400));
        }
        const isThere = (): boolean =>
          [...document.querySelectorAll(".segments a[aria-current]")].at(-1)?.textContent?.trim() === name &&
          document.querySelector("main")?.hasAttribute("aria-busy") === false;
        let next: boolean | undefined;
        const begun = performance.now();
        link.click();
        requestAnimationFrame(() => (next = isThere()));
        await new Promise<void>((there) => {
          const look = (): void => {
            if (!isThere()) return;
            watching.disconnect();
            there();
          };
          const watching = new MutationObserver(look);
          watching.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
          look();
        });
        void document.body.offsetHeight;
        const drawn = performance.now() - begun;
        // A task that is queued in a frame runs once that frame has been handed over.
        await new Promise<void>((painted) =>
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => painted();
            channel.port2.postMessage(undefined);
          }),
        );
        return { drawn, painted: performance.now() - begun, next: next === true };
      },
      { name, ahead },
    );
  const upstream: number[] = [];
  for (let round = 0; round < 20; round++) {
    const begun = performance.now();
    await sandbox.invoices("admin@orchard.test", round % 2 === 0 ? "paid" : "open");
    upstream.push(performance.now() - begun);
  }
  const names = ["Paid", "Open", "All"];
  const turns = async (rounds: number, ahead: boolean): Promise<{ drawn: number[]; painted: number[]; next: number }> => {
    const all = [];
    for (let round = 0; round < rounds; round++) all.push(await turn(names[round % names.length] ?? "All", ahead));
    return { drawn: all.map(({ drawn }) => drawn), painted: all.map(({ painted }) => painted), next: all.filter(({ next }) => next).length };
  };
  const plain = await turns(ROUNDS, false);
  const ahead = await turns(ROUNDS, true);
  const both = (values: number[]): string => `median ${ms(median(values))}, 95th percentile ${ms(percentile(values, 0.95))}`;
  console.log(`\nClick on a filter, ${ROUNDS} times each; the upstream alone takes ${ms(median(upstream))} (with a token made each time):`);
  console.log(`  asked for at the click: rows laid out ${both(plain.drawn)}; painted ${both(plain.painted)}`);
  console.log(`  fetched ahead:          rows laid out ${both(ahead.drawn)} (aim: 16 ms); painted ${both(ahead.painted)}, by ${ahead.next} of ${ROUNDS} in the next frame`);
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
