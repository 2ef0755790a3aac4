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
  // The other window may hear of it before this one has its answer, and can save again.
  await two.getByRole("status").filter({ hasText: "Saved." }).waitFor();
  await field(one).fill("Half a na");
  await field(two).fill("Valle Claro");
  await two.keyboard.press("Enter");
  await one.locator(".bar").getByText("Valle Claro").waitFor();
  assert.equal(await field(one).inputValue(), "Half a na");
});

browserTest("a port that another window has chosen is not taken back", async (stage) => {
  await using hub = new MadeUpHub();
  const [one, two] = [await openAt(stage, hub, "settings"), await openAt(stage, hub, "settings")];
  const field = (page: Page) => page.getByLabel("Port", { exact: true });
  await field(one).fill("4100");
  await one.keyboard.press("Enter");
  await until(async () => await field(two).inputValue() === "4100");
  assert.deepEqual(hub.done, ["port 4100"]);
});

browserTest("what one window saves is not undone by what another saves later", async (stage) => {
  await using hub = new MadeUpHub();
  const [one, two] = [await openAt(stage, hub, "settings"), await openAt(stage, hub, "settings")];
  const form = (page: Page) => page.getByRole("form", { name: "Serving phones" });
  for (const page of [one, two]) await form(page).getByLabel("Days a phone may be away").waitFor();
  await form(one).getByLabel("Days a phone may be away").fill("30");
  await one.keyboard.press("Enter");
  await one.getByRole("status").filter({ hasText: "Saved." }).waitFor();
  await form(two).getByLabel("Records in one answer").fill("5000");
  await two.keyboard.press("Enter");
  await two.getByRole("status").filter({ hasText: "Saved." }).waitFor();
  const { tokenSeenDays, pageRows } = hub.settings;
  assert.deepEqual({ tokenSeenDays, pageRows }, { tokenSeenDays: 30, pageRows: 5_000 });
  assert.equal(await form(two).getByLabel("Days a phone may be away").inputValue(), "30");
});

browserTest(
  "a window that was not let in goes on once another one of its browser is",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await stage.newPage();
    await page.goto(hub.url.split("#")[0] ?? "");
    await page.getByRole("heading", { name: "This page needs its link" }).waitFor();
    const other = await page.context().newPage();
    await other.goto(hub.url);
    await other.locator("#screen h1").waitFor();
    await page.bringToFront();
    await page.keyboard.press("Shift");
    await page.locator("#screen h1").waitFor();
    await page.getByText("Serving phones", { exact: true }).waitFor();
  },
);

browserTest(
  "many windows of one browser: the newest work, an older one when it is needed",
  async (stage) => {
    await using hub = new MadeUpHub();
    const first = await openAt(stage, hub, "phones");
    // Each by a link of its own, as when the program is started again and again.
    const windows = [first];
    for (let more = 0; more < 7; more++) {
      const page = await first.context().newPage();
      await page.goto(hub.url);
      await page.getByRole("heading", { name: "Server", level: 1 }).waitFor();
      windows.push(page);
    }
    const resting = (page: Page) => page.getByRole("heading", { name: "This window is resting" });
    await resting(first).waitFor();
    assert.equal(await first.getByText("amber canoe mint").count(), 0);
    await first.getByRole("button", { name: "Go on in this window" }).click();
    await first.getByRole("heading", { name: "amber canoe mint" }).waitFor();
    // It took the place of another one, and acts.
    await first.getByRole("button", { name: "Undo: willow dome plum" }).click();
    await until(() => hub.done.includes("undone waiting"));
    await until(async () => {
      const counts = await Promise.all(windows.map((page) => resting(page).count()));
      return counts.filter((count) => count === 0).length === 3;
    });
    assert.deepEqual(stage.complaints, []);
  },
);
