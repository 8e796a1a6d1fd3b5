// Twenty people of all kinds at full speed for a minute, their tokens expiring on the way: nobody may see a word of an
// organisation that is not theirs.

import { expect, test } from "../fixtures/test.ts";

const SECONDS = 60;
/** What only an organisation's own pages hold: its name and how its invoices are numbered. */
const CANARIES: Record<string, string[]> = {
  harbour: ["Harbour Dental", "HD-00"],
  orchard: ["Orchard Vets", "OV-00"],
  newleaf: ["Newleaf Physio"],
  vast: ["Vast Retail Group", "VR-0"],
  foggy: ["Foggy Island Stays"],
  blank: ["Blank Optical"],
};
const own = ["/billing/usage", "/billing/invoices", "/billing/invoices?status=paid&page=2", "/billing/clients/orchard/usage", "/billing/nothing-here"];
const partner = ["/billing/clients", "/billing/clients/harbour/usage", "/billing/clients/orchard/invoices", "/billing/clients/vast/usage", "/billing/usage"];
const PEOPLE: { email: string; sees: string[]; visits: string[] }[] = [
  { email: "admin@harbour.test", sees: ["harbour"], visits: own },
  { email: "manager@harbour.test", sees: ["harbour"], visits: own },
  { email: "staff@harbour.test", sees: ["harbour"], visits: own },
  { email: "admin@orchard.test", sees: ["orchard"], visits: own },
  { email: "admin@newleaf.test", sees: ["newleaf"], visits: own },
  { email: "admin@vast.test", sees: ["vast"], visits: own },
  { email: "admin@foggy.test", sees: ["foggy"], visits: own },
  { email: "admin@blank.test", sees: ["blank"], visits: own },
  { email: "admin@coastal.test", sees: ["harbour", "orchard", "newleaf"], visits: partner },
  { email: "user@coastal.test", sees: [], visits: partner },
];

test("20 people at full speed for a minute see nothing of anybody else", async ({ browser, world, sandbox, contextOptions }) => {
  test.setTimeout((SECONDS + 120) * 1_000);
  const { signIn } = await import("../fixtures/visit.ts");
  const visitors = [];
  for (const person of [...PEOPLE, ...PEOPLE]) {
    const context = await browser.newContext({ ...contextOptions, baseURL: world.portal, javaScriptEnabled: false });
    await signIn(await context.newPage(), person.email, false);
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    visitors.push({ ...person, cookie });
    await context.close();
  }
  const until = Date.now() + SECONDS * 1_000;
  const statuses = new Map<number, number>();
  const foreign: string[] = [];
  const renewing = setInterval(() => void sandbox.expireTokens(), 5_000);
  await Promise.all(
    visitors.map(async ({ email, sees, visits, cookie }) => {
      const others = Object.entries(CANARIES).filter(([tenant]) => !sees.includes(tenant)).flatMap(([, words]) => words);
      for (let visit = 0; Date.now() < until; visit++) {
        const path = visits[visit % visits.length] ?? "/";
        const answer = await fetch(world.portal + path, { headers: { cookie, accept: "text/html", "sec-fetch-site": "none" }, redirect: "manual" });
        const text = [await answer.text(), ...answer.headers.values()].join("\n");
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        foreign.push(...others.filter((word) => text.includes(word)).map((word) => `${email} sees ${word} at ${path}`));
      }
    }),
  );
  clearInterval(renewing);
  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  console.log(`\n20 people, ${SECONDS} s, ${total} answers by status ${JSON.stringify(Object.fromEntries(statuses))}: ${foreign.length} foreign words`);
  expect(foreign).toEqual([]);
  expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  expect(statuses.get(200) ?? 0).toBeGreaterThan(total / 4);
});
