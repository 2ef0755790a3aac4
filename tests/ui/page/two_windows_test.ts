/// <reference lib="dom" />
/** Two windows of one hub at the same time. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, type Stage, until } from "./browser.ts";
import { MadeUpHub, RIGHT_PASSPHRASE } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

const MINUTES = 1;

/** A window whose clock can be turned on. */
async function openWithClock({ newPage }: Stage, hub: MadeUpHub): Promise<Page> {
  const page = await newPage();
  await page.clock.install();
  await page.goto(hub.url);
  await page.locator("#screen h1").waitFor();
  return page;
}

browserTest("a window at which nobody is does not hide the one in use", async (stage) => {
  await using hub = new MadeUpHub();
  hub.tell({ preferences: { ...hub.parts.running.preferences, hideAfterMinutes: MINUTES } });
  const idle = await openWithClock(stage, hub);
  const used = await openAt(stage, hub, "phones");
  const said = used.waitForResponse((answer) => answer.url().endsWith("/api/here"));
  await used.keyboard.press("Shift");
  await said;
  const asked = idle.waitForResponse((answer) => answer.url().endsWith("/api/hide/idle"));
  await idle.clock.runFor(MINUTES * 60_000 + 10_000);
  const { leftMs } = await (await asked).json();
  assert(leftMs > 0 && leftMs <= MINUTES * 60_000, String(leftMs));
  assert.equal(hub.guard.hidden, false);

  // Hidden by hand and shown again at one window: the other one begins to count anew.
  await used.getByRole("button", { name: "Hide the screen" }).click();
  await used.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
  await used.keyboard.press("Enter");
  await used.getByRole("heading", { name: "Phones", level: 1 }).waitFor();
  await idle.getByRole("button", { name: "Hide the screen" }).waitFor();
  await idle.clock.runFor(MINUTES * 60_000 + 10_000);
  await used.getByRole("heading", { name: "Phones", level: 1 }).waitFor();
  assert.equal(hub.guard.hidden, false);
});

browserTest("what another window chooses is seen in this one too", async (stage) => {
  await using hub = new MadeUpHub();
  const [one, two] = [await openAt(stage, hub, "settings"), await openAt(stage, hub, "settings")];
  const theme = (page: Page) => page.evaluate(() => document.documentElement.dataset["theme"]);
  await one.getByRole("radio", { name: "Dark" }).check();
  await until(async () => await theme(two) === "dark");
  await two.getByRole("radio", { name: "Light" }).check();
  await until(async () => await theme(one) === "light");

  // Another name too, unless a new one is being typed here.
  const field = (page: Page) => page.getByLabel("Name of this Sync Hub");
  await field(two).fill("Olive Hill");
  await two.keyboard.press("Enter");
  await until(async () => await field(one).inputValue() === "Olive Hill");
  await field(one).fill("Half a na");
  await field(two).fill("Valle Claro");
  await two.keyboard.press("Enter");
  await one.locator(".bar").getByText("Valle Claro").waitFor();
  assert.equal(await field(one).inputValue(), "Half a na");
});
