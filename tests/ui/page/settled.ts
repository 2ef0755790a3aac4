/// <reference lib="dom" />
/** When a page has nothing more to come by itself. */

import type { Page, Request } from "playwright-core";
import { until } from "./until.ts";

/** What a page has asked for. */
interface Asked {
  /** How often, since it was opened. */
  times: number;
  /** What was not answered yet. */
  readonly open: Set<Request>;
}

const ASKED = new WeakMap<Page, Asked>();

/** Counts from now on what the page asks for. */
export function watchRequests(page: Page): void {
  const asked: Asked = { times: 0, open: new Set() };
  ASKED.set(page, asked);
  page.on("request", (request) => {
    // The stream of the status has no end.
    if (new URL(request.url()).pathname === "/api/events") return;
    asked.times++;
    asked.open.add(request);
  });
  const end = (request: Request) => void asked.open.delete(request);
  page.on("requestfinished", end);
  page.on("requestfailed", end);
}

/** What is shown while something is read or done. */
const BUSY = ".spinner, .busy-line";

/**
 * Waits until everything the page has asked for is answered and drawn, and nothing is asked for any
 * more: a screen draws itself first, and reads what it shows after that.
 */
export async function settled(page: Page, busy = BUSY): Promise<void> {
  await until(async () => {
    const asked = ASKED.get(page);
    const before = asked?.times;
    const isIdle = await page.evaluate(async (busy) => {
      // A browser without a screen sometimes loses the order to draw.
      const drawn = () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => setTimeout(resolve));
          setTimeout(resolve, 200);
        });
      await drawn();
      await drawn();
      return document.querySelector(busy) === null;
    }, busy);
    return isIdle && asked?.open.size === 0 && asked.times === before;
  });
}
