/// <reference lib="dom" />
/** A hub that takes its time, or answers a list with an error: nothing is told that is not known. */

import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import { browserTest, until } from "./browser.ts";
import { MadeUpHub } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

const LISTS = /\/api\/(audit|records|attention|copies|settings|custody\/passphrases)(\?|$)/;
const REFUSAL = JSON.stringify({ error: { code: "INTERNAL", message: "Cannot" } });
const FAILED = { status: 500, contentType: "application/json", body: REFUSAL };

/** What a screen says of what it has not read yet, and must not say before. */
const SCREENS = [
  ["activity", "Entries", "Nothing yet"],
  ["records", "New records by day", "No new records"],
  ["attention", "Conflicts", "No conflicts"],
  ["attention", "Put aside", "Nothing is put aside"],
  ["backups", "Backups on this machine", "None yet"],
  ["settings", "Serving phones", "Not said by anyone"],
  ["settings", "Who can open this Sync Hub", "Not said by anyone"],
] as const;

/** Lists that are kept back until they are let through. */
class HeldLists {
  #gate = Promise.withResolvers<void>();

  static async on(page: Page): Promise<HeldLists> {
    const lists = new HeldLists();
    lists.#gate.resolve();
    await page.route(LISTS, async (route) => {
      await lists.#gate.promise;
      // The page gives up a list when it is no longer the one on the screen.
      await route.continue().catch(() => undefined);
    });
    return lists;
  }

  hold(): void {
    this.#gate = Promise.withResolvers<void>();
  }

  letThrough(): void {
    this.#gate.resolve();
  }
}

/** Goes to a screen without waiting for what it reads. */
async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => location.hash = hash, `#/${place}`);
  await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor();
}

browserTest("a list that is still being read says so, and nothing untrue", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  const lists = await HeldLists.on(page);
  lists.hold();
  for (const [place, part, untrue] of SCREENS) {
    await goTo(page, place);
    const card = page.getByRole("region", { name: part, exact: true });
    await card.getByRole("status").filter({ hasText: "Reading…" }).waitFor();
    assert.equal(await card.getByText(untrue).count(), 0, untrue);
  }
  await goTo(page, "activity");
  lists.letThrough();
  await page.locator(".feed li").first().waitFor();
  assert.equal(await page.getByText("Reading…").count(), 0);

  // Another filter: what it does not hold is not shown under its name.
  lists.hold();
  await page.getByRole("radio", { name: "Refusals" }).check();
  await page.getByText("Reading…").waitFor();
  assert.equal(await page.locator(".feed li").count(), 0);
  lists.letThrough();
  await page.locator(".feed li").first().waitFor();
});

browserTest("a list that cannot be read says so, and comes by itself", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  await page.route(LISTS, (route) => route.fulfill(FAILED));
  for (const [place, part, untrue] of SCREENS.slice(0, 5)) {
    await goTo(page, place);
    const card = page.getByRole("region", { name: part, exact: true });
    await card.getByText("read just now").waitFor();
    assert.equal(await card.getByText(untrue).count(), 0, untrue);
  }
  await goTo(page, "records");
  await page.getByText("cannot be read just now").waitFor();
  await page.unroute(LISTS);
  hub.tell();
  await page.locator("svg.chart").waitFor();
  assert.equal(await page.getByText("cannot be read just now").count(), 0);
});

browserTest("settings that could not be read come by themselves", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  await page.route(LISTS, (route) => route.fulfill(FAILED));
  await goTo(page, "settings");
  const serving = page.getByRole("region", { name: "Serving phones" });
  const people = page.getByRole("region", { name: "Who can open this Sync Hub" });
  await serving.getByText("The Sync Hub met an error").waitFor();
  await people.getByText("cannot be read just now").waitFor();
  await page.unroute(LISTS);
  hub.tell();
  await serving.getByLabel("Days a phone may be away").waitFor();
  await people.getByText("First passphrase").waitFor();
  for (const part of [serving, people]) {
    assert.equal(await part.getByRole("alert").filter({ hasText: /\w/ }).count(), 0);
  }
});

browserTest("what would be removed is being counted, and that is said", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "settings");
  const held: Route[] = [];
  await page.route("**/api/custody/stake", (route) => void held.push(route));
  await page.getByRole("button", { name: "Remove all records" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("status").filter({ hasText: "Reading…" }).waitFor();
  await until(() => held.length === 1);
  await held[0]?.continue();
  await dialog.getByLabel(/type this number/).waitFor();
  assert.equal(await dialog.getByText("Reading…").count(), 0);
});

browserTest("a backup that is being made says how far it is", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "backups");
  const { copies } = hub.parts;
  const say = (step: typeof copies.step) => {
    hub.parts = { ...hub.parts, copies: { ...copies, step } };
    hub.tell();
  };
  say({ what: "copying", done: 50, total: 200 });
  const bar = page.getByRole("progressbar", { name: "The backup is being made" });
  await until(async () => await bar.count() === 1 && await bar.getAttribute("value") === "50");
  say({ what: "checking", done: 0, total: 0 });
  await page.getByRole("status").filter({ hasText: "The backup is being checked" }).waitFor();
  assert.equal(await page.getByRole("progressbar").count(), 0);
  say(null);
  await page.getByText("The backup is being").waitFor({ state: "detached" });
});

browserTest("what is refused after its question was closed is still said", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "phones");
  const held: Route[] = [];
  await page.route("**/api/devices/revoke", (route) => void held.push(route));
  await page.getByRole("button", { name: "Remove: amber canoe mint" }).click();
  const dialog = page.getByRole("dialog");
  const remove = dialog.getByRole("button", { name: "Remove", exact: true });
  const colour = () => remove.evaluate((one) => getComputedStyle(one).backgroundColor);
  const before = await colour();
  await remove.click();
  await until(() => held.length === 1);
  // What cannot be pressed now does not look as if it could.
  await until(async () => await colour() !== before);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await held[0]?.fulfill(FAILED);
  await page.getByRole("status").filter({ hasText: "The Sync Hub met an error" }).waitFor();
  assert.deepEqual(hub.done, []);
});

browserTest("a name that holds an end of line of another kind does no harm", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  const clinics = ["Olive\u2028Hill", "River\u2029side", "Valley\u0085"];
  hub.parts = { ...hub.parts, hubName: "Told", keeper: { ...hub.parts.keeper, clinics } };
  hub.tell();
  await page.locator(".bar").getByText("Told").waitFor();
  await page.getByText("Olive").waitFor();
  assert.equal(await page.getByText("does not answer").count(), 0);
});

browserTest("a health report that was not had comes by itself", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  const held: Route[] = [];
  await page.route("**/api/health", (route) => void held.push(route));
  await goTo(page, "health");
  await page.getByRole("status").filter({ hasText: "Reading…" }).waitFor();
  await until(() => held.length > 0);
  await page.route("**/api/health", (route) => route.fulfill(FAILED));
  for (const route of held) await route.fulfill(FAILED);
  const missing = page.getByRole("alert").filter({ hasText: "Health cannot be read" });
  await missing.waitFor();
  await page.unroute("**/api/health");
  hub.tell();
  await page.getByText("4.14.0 community").waitFor();
  assert.equal(await missing.count(), 0);
});

browserTest("figures of health that are old are measured again", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await stage.newPage();
  await page.clock.install();
  await page.goto(hub.url);
  await page.locator("#screen h1").waitFor();
  await goTo(page, "health");
  await page.getByText(/^Measured /).waitFor();
  const again = page.waitForRequest("**/api/health");
  await page.clock.fastForward(30_000);
  hub.tell();
  await again;
});

browserTest("what was decided does not come back by an answer from before", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "attention");
  await page.getByRole("button", { name: /^Keep this one: .*أمينة/ }).waitFor();
  const held: (() => Promise<void>)[] = [];
  await page.route("**/api/attention", async (route) => {
    if (held.length > 0) return await route.continue().catch(() => undefined);
    const answer = await route.fetch();
    held.push(() => route.fulfill({ response: answer }));
  });
  hub.tell();
  await until(() => held.length === 1);
  await page.getByRole("button", { name: /^Keep this one: .*أمينة/ }).click();
  await page.getByRole("status").filter({ hasText: "Decided" }).waitFor();
  const late = page.waitForResponse((answer) => answer.url().endsWith("/api/attention"));
  await held[0]?.();
  await late;
  await page.evaluate(() =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  );
  assert.equal(await page.getByRole("button", { name: /^Keep this one: .*أمينة/ }).count(), 0);
});
