/// <reference lib="dom" />
/** A day at the clinic: a real hub is unlocked, two phones disagree, and the operator goes for lunch. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PASSPHRASE } from "../../support/hub_process.ts";
import { RowMaker, SimulatedPhone } from "../../support/phone/mod.ts";
import { WindowDirectory, WindowHub } from "../window/window_hub.ts";
import { browserTest, HAS_NO_DISPLAY } from "./browser.ts";
import { linkOf, withoutDisplay } from "./real_hub.ts";

const NEW_PASSPHRASE = "another four quiet words";
/** Accounts of the demo clinic (`docs/headless.md`). */
const NURSE = { email: "nurse@demo.example", password: "demo-nurse-password" } as const;
const VIEWER = { email: "viewer@demo.example", password: "demo-viewer-password" } as const;

async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => location.hash = hash, `#/${place}`);
  await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor();
}

let seed = 0;

/** Scans and logs in. */
async function join(
  hub: WindowHub,
  account: { readonly email: string; readonly password: string },
) {
  const phone = await SimulatedPhone.create({ generation: "may" });
  const { pairingText } = await hub.status() as unknown as { readonly pairingText: string };
  assert.equal((await phone.scan(pairingText)).ok, true);
  const login = await phone.login(account.email, account.password);
  assert.equal(login.signedIn, true, String(login.error));
  const { user_id: userId = "", clinic_id: clinicId = "" } = login.answer as Record<string, string>;
  assert.equal((await phone.sync()).error, null);
  return { phone, rows: new RowMaker(++seed, { clinicId, userId }) };
}

browserTest(
  "a day: daily start, conflict, rows put aside, passphrase, hidden screen",
  async (stage) => {
    using directory = new WindowDirectory();
    const env = withoutDisplay(directory);
    {
      await using before = new WindowHub(directory, env, "--demo");
      await before.said("Ctrl-C stops it");
      await before.setUp();
      before.signal("SIGTERM");
      await before.ended();
    }

    // The daily start: locked, and one passphrase away from serving.
    await using hub = new WindowHub(directory, env, "--pairing-open");
    const link = await linkOf(hub);
    const page = await stage.newPage();
    await page.goto(link);
    await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
    await page.keyboard.type("not this one at all");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "The passphrase is wrong" }).waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press("Enter");
    // No phone is paired yet: the checklist goes on where it was.
    await page.locator("[aria-current=step]").filter({ hasText: "Pair the first phone" })
      .waitFor();

    // Two phones change the same name.
    const first = await join(hub, NURSE);
    const second = await join(hub, NURSE);
    const id = await first.phone.create("patients", first.rows.patient());
    for (const { phone } of [first, second]) {
      for (const one of await phone.syncTwice()) {
        assert.equal(one?.error, null);
      }
    }
    await first.phone.update("patients", id, { given_name: "Amina" });
    await second.phone.update("patients", id, { given_name: "Amena" });
    assert.equal((await first.phone.sync()).error, null);
    assert.equal((await second.phone.sync()).error, null);
    // Someone who may only look writes a patient.
    const viewer = await join(hub, VIEWER);
    await viewer.phone.create("patients", viewer.rows.patient());
    assert.equal((await viewer.phone.sync()).error, null);

    await goTo(page, "attention");
    await page.getByRole("button", { name: /^Use this one: Patients.*given name.*, Amina$/ })
      .click();
    await page.getByText("No conflicts").waitFor();
    await second.phone.syncTwice();
    const [row] = (await second.phone.rows("patients")).filter((one) => one.id === id);
    assert.equal(row?.["given_name"], "Amina");
    await page.getByRole("button", { name: /^Try again: Patients/ }).click();
    await page.getByRole("status").filter({ hasText: "still cannot be taken over" }).waitFor();
    await page.getByRole("button", { name: /^Let go: Patients/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Let go" }).click();
    await page.getByText("Nothing is put aside").waitFor();

    // Another passphrase, another name.
    await goTo(page, "settings");
    await page.getByRole("button", { name: "Change the passphrase" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Present passphrase", { exact: true }).fill(PASSPHRASE);
    await dialog.getByLabel("New passphrase", { exact: true }).fill(NEW_PASSPHRASE);
    await dialog.getByLabel("The same once more", { exact: true }).fill(NEW_PASSPHRASE);
    await dialog.getByRole("button", { name: "Change the passphrase" }).click();
    await page.getByRole("status").filter({ hasText: "The passphrase was changed" }).waitFor();
    await page.getByLabel("Name of this Sync Hub").fill("Olive Hill");
    await page.keyboard.press("Enter");
    await page.locator(".bar").getByText("Olive Hill").waitFor();

    // Lunch: phones go on, the screen says nothing, and only the new passphrase brings it back.
    await page.getByRole("button", { name: "Hide the screen" }).click();
    await page.getByText("The screen is hidden").waitFor();
    assert.equal((await first.phone.sync()).error, null);
    const field = page.getByLabel("Passphrase", { exact: true });
    await field.fill(PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "The passphrase is wrong" }).waitFor();
    await field.fill(NEW_PASSPHRASE);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();

    // The log has it all, without a patient's name.
    await goTo(page, "activity");
    for (const what of ["The passphrase was changed", "decided about", "Settings were changed"]) {
      await page.getByText(what).first().waitFor();
    }
    const log = await page.locator("#screen").innerText();
    for (const name of ["Amina", "Amena"]) assert(!log.includes(name), name);
    assert.deepEqual(stage.complaints.filter((what) => !what.includes("403")), []);
  },
  !HAS_NO_DISPLAY,
);
