/// <reference lib="dom" />
/** Someone in a hurry: keys pressed once too often, a passphrase forgotten, and what is said of it. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, until } from "./browser.ts";
import { MadeUpHub, RECOVERY_KEY, RIGHT_PASSPHRASE } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

/** What is at the keyboard now. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}

browserTest("a second Enter does not shut out the phones the first has let in", async (stage) => {
  await using hub = new MadeUpHub();
  hub.tell({ pairing: { open: false } });
  const page = await openAt(stage, hub, "pair");
  // What has just been pressed takes nothing until its answer is there.
  const button = (name: string) =>
    page.getByRole("button", { name }).and(page.locator(":not([aria-disabled])"));
  const open = button("Let new phones in for 10 minutes");
  await open.press("Enter");
  await page.getByRole("status").filter({ hasText: "New phones can connect now" }).waitFor();
  await until(async () => await focused(page) === "New phones can connect now");
  await page.keyboard.press("Enter");
  await button("Longer").press("Enter");
  await until(() => hub.done.length === 2);
  assert.deepEqual(hub.done, ["open 10", "open 10"]);

  // Nor does one too many let them in again.
  await button("Let no more in").press("Enter");
  await until(async () => await focused(page) === "New phones cannot connect now");
  await page.keyboard.press("Enter");
  await open.waitFor();
  assert.deepEqual(hub.done, ["open 10", "open 10", "close"]);
  assert.deepEqual(stage.complaints, []);
});

browserTest("a wrong passphrase is not said of the recovery key", async (stage) => {
  await using hub = new MadeUpHub();
  hub.state = "locked";
  const page = await stage.newPage();
  await page.goto(hub.url);
  const wrong = page.getByRole("alert").filter({ hasText: "The passphrase is wrong" });
  await page.getByLabel("Passphrase", { exact: true }).fill("not the right one");
  await page.keyboard.press("Enter");
  await wrong.waitFor();
  await page.getByRole("button", { name: "Use the recovery key" }).click();
  await page.getByLabel("Recovery key", { exact: true }).waitFor();
  assert.equal(await page.locator("[aria-invalid]").count(), 0);
  assert.equal(await wrong.count(), 0);
});

browserTest("what was said of one field is not said of the one in its place", async (stage) => {
  await using hub = new MadeUpHub();
  const questions = [["settings", "Change the passphrase"], ["backups", /^Restore: /]] as const;
  for (const [place, button] of questions) {
    const page = await openAt(stage, hub, place);
    await page.getByRole("button", { name: button }).first().click();
    const dialog = page.getByRole("dialog");
    if (place === "settings") {
      for (const label of ["New passphrase", "The same once more"]) {
        await dialog.getByLabel(label, { exact: true }).fill(RIGHT_PASSPHRASE);
      }
    }
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").filter({ hasText: "Fill this in." }).waitFor();
    await dialog.getByRole("button", { name: "Use the recovery key" }).click();
    await dialog.getByLabel("Recovery key", { exact: true }).waitFor();
    assert.equal(await dialog.locator("[aria-invalid]").count(), 0, place);
  }
});

browserTest(
  "whoever opens it with the recovery key is told of the hidden screen",
  async (stage) => {
    await using hub = new MadeUpHub();
    hub.state = "locked";
    const page = await stage.newPage();
    await page.goto(hub.url);
    await page.getByRole("button", { name: "Use the recovery key" }).click();
    await page.getByLabel("Recovery key", { exact: true }).fill(RECOVERY_KEY);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Server", level: 1 }).waitFor();
    await page.getByRole("status").filter({ hasText: "choose another one in the settings" })
      .waitFor();
  },
);

browserTest("a forgotten passphrase is replaced with the recovery key", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "settings");
  await page.getByRole("button", { name: "Change the passphrase" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Present passphrase", { exact: true }).fill("not this one");
  await dialog.getByRole("button", { name: "Use the recovery key" }).click();
  const key = dialog.getByLabel("Recovery key", { exact: true });
  assert.equal(await key.inputValue(), "");
  await key.fill(RECOVERY_KEY);
  await dialog.getByLabel("New passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
  await dialog.getByLabel("The same once more", { exact: true }).fill(RIGHT_PASSPHRASE);
  const asked = page.waitForRequest((request) => request.url().endsWith("/api/passphrase"));
  await page.keyboard.press("Enter");
  const sent = { recoveryKey: RECOVERY_KEY, next: RIGHT_PASSPHRASE };
  assert.deepEqual((await asked).postDataJSON(), sent);
  await dialog.waitFor({ state: "detached" });
  await page.getByText("The passphrase was changed.").waitFor();
  assert.deepEqual(stage.complaints, []);
});
