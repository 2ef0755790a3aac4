/// <reference lib="dom" />
/** A computer whose clock was wrong: what is shown is true once it is right, and before. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, type Stage, until } from "./browser.ts";
import { MadeUpHub } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

declare global {
  /** How far the page's clock is ahead, ms. */
  var aheadMs: number;
  /** How often the page has looked whether anybody is there. */
  var looks: number;
}

/** A stage whose pages have a clock that can be set, and look at it more often than usual. */
function withClock(stage: Stage): Stage {
  return {
    ...stage,
    newPage: async (options) => {
      const page = await stage.newPage(options);
      await page.addInitScript((hourMs) => {
        const real = Date.now.bind(Date);
        const usual = globalThis.setInterval.bind(globalThis);
        globalThis.aheadMs = 3 * hourMs;
        globalThis.looks = 0;
        Date.now = () => real() + globalThis.aheadMs;
        const faster = (act: () => void, ms: number) => {
          if (ms !== 5_000) return usual(act, ms);
          const look = () => {
            act();
            globalThis.looks++;
          };
          return usual(look, 20);
        };
        globalThis.setInterval = faster as unknown as typeof setInterval;
      }, HOUR_MS);
      return page;
    },
  };
}

async function setAhead(page: Page, ms: number): Promise<void> {
  const looks = await page.evaluate((aheadMs) => {
    globalThis.aheadMs = aheadMs;
    return globalThis.looks;
  }, ms);
  await page.waitForFunction((before) => globalThis.looks > before + 1, looks);
}

browserTest("phones are connected again when the clock is set back to the truth", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(withClock(stage), hub, "phones");
  const card = page.locator(".phone").filter({ hasText: "river quartz thyme" });
  await card.getByText("3 hours ago").first().waitFor();
  assert.equal(await card.getByText("Connected", { exact: true }).count(), 0);
  await setAhead(page, 0);
  await card.getByText("Connected", { exact: true }).waitFor();
});

browserTest("a screen is hidden in time though the clock was set back", async (stage) => {
  await using hub = new MadeUpHub();
  hub.tell({ preferences: { ...hub.parts.running.preferences, hideAfterMinutes: 1 } });
  const page = await openAt(withClock(stage), hub, "server");
  await page.keyboard.press("Tab");
  await setAhead(page, 0);
  // Somebody at this window is known to the others, whatever its clock said before.
  const here = page.waitForRequest((request) => request.url().endsWith("/api/here"));
  await page.keyboard.press("Tab");
  await here;
  assert.equal(hub.guard.hidden, false);
  await setAhead(page, 2 * MINUTE_MS);
  await until(() => hub.guard.hidden);
});

browserTest("a leap of the clock makes no phone look away, or in need of a scan", async (stage) => {
  await using hub = new MadeUpHub();
  const nowMs = Date.now();
  const { keeper } = hub.parts;
  const away = { lastSeenMs: nowMs, tokensLapseAtMs: nowMs + 80 * DAY_MS, scopeShrunkMs: null };
  // This computer shows a time a year after that of the hub, which has not followed.
  const devices = keeper.devices.map((phone) => ({
    ...phone,
    ...away,
    firstSeenMs: phone.firstSeenMs - 365 * DAY_MS,
    lastSeenMs: away.lastSeenMs - 365 * DAY_MS,
    tokensLapseAtMs: away.tokensLapseAtMs - 365 * DAY_MS,
  }));
  hub.parts = {
    ...hub.parts,
    keeper: { ...keeper, devices, clockLeapt: true, clockAheadMs: 365 * DAY_MS },
  };
  hub.tell();
  const page = await openAt(stage, hub, "server");
  await page.getByText("The clock of this computer has leapt ahead").waitFor();
  await page.getByText("3 phones connected").waitFor();
  assert.equal(await page.getByText("scan the QR code again").count(), 0);
  await page.evaluate(() => location.hash = "#/phones");
  await page.locator(".phone").first().waitFor();
  assert.equal(await page.getByText("It has been away for long").count(), 0);
  // Who has just come in is seen, and can be undone.
  await page.evaluate(() => location.hash = "#/pair");
  await page.getByRole("button", { name: "Undo: river quartz thyme" }).waitFor();
});
