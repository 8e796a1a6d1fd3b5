// Somebody who is signed in, as headers for tools without a browser; and what others do meanwhile.

import type { BrowserContext } from "@playwright/test";
import type { Person } from "../fixtures/test.ts";

export const USAGE = "/billing/usage";

/** Signs in and closes the page; the headers of a navigation with that session. */
export async function visitor(person: Person, context: BrowserContext): Promise<Record<string, string>> {
  await person.signIn("admin@harbour.test");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  await person.page.close();
  return { cookie, accept: "text/html", "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
}

/** Looks every so many milliseconds while `work` goes on; what was seen. */
export async function watching<T, S>(ms: number, look: () => S | Promise<S>, work: Promise<T>): Promise<[T, S[]]> {
  const seen: S[] = [];
  let over = false;
  const looks = (async () => {
    while (!over) {
      seen.push(await look());
      await new Promise((next) => setTimeout(next, ms));
    }
  })();
  try {
    return [await work, seen];
  } finally {
    over = true;
    await looks;
  }
}
