/** From the first start to the first synced phone, with the keyboard alone, on a real hub. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { RowMaker, SimulatedPhone } from "../../support/phone/mod.ts";
import { WindowDirectory, WindowHub } from "../window/window_hub.ts";
import { browserTest, HAS_NO_DISPLAY, tabTo, until } from "./browser.ts";
import { linkOf, withoutDisplay } from "./real_hub.ts";

const PASSPHRASE = "four words only I know";
/** An account of the demo clinic (`docs/headless.md`). */
const NURSE = { email: "nurse@demo.example", password: "demo-nurse-password" } as const;

/** Types into the field that has the focus. */
async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
}

/** The QR code's text as the phone's camera reads it. */
async function qrText(hub: WindowHub): Promise<string> {
  const status = await hub.status() as unknown as { readonly pairingText: string };
  return status.pairingText;
}

browserTest("a nurse gets from the first start to a synced phone by keyboard", async (stage) => {
  using directory = new WindowDirectory();
  const env = withoutDisplay(directory);
  await using hub = new WindowHub(directory, env, "--demo");
  const link = await linkOf(hub);
  const page = await stage.newPage();
  await page.goto(link);

  // The first start: the field for the passphrase has the focus.
  await page.getByRole("heading", { name: "Set up this Sync Hub" }).waitFor();
  await page.locator("[aria-current=step]").filter({ hasText: "Choose a passphrase" }).waitFor();
  await type(page, "too short");
  await page.getByRole("status").filter({ hasText: "3 characters are still missing" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "still missing" }).waitFor();
  // The focus is still in the field that is wrong.
  await page.keyboard.press("Control+A");
  await type(page, PASSPHRASE);
  await tabTo(page, "The same once more");
  await type(page, PASSPHRASE);
  await tabTo(page, "Name of this Sync Hub");
  await page.keyboard.press("Control+A");
  await type(page, "Olive Hill");
  await page.keyboard.press("Enter");

  // The recovery key is shown once, and nothing goes on before it is on paper.
  await page.getByRole("heading", { name: "Write down the recovery key" }).waitFor();
  const recoveryKey = await page.locator(".key code").innerText();
  assert.match(recoveryKey, /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  await tabTo(page, "Go on");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".key").count(), 1);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await tabTo(page, "Go on");
  await page.keyboard.press("Enter");

  // The checklist names the one next thing.
  await page.getByRole("heading", { name: "Set-up", level: 1 }).waitFor();
  await page.locator("[aria-current=step]").filter({ hasText: "Pair the first phone" }).waitFor();
  assert.equal(await page.getByText("Ready for phones").count(), 0);
  await tabTo(page, "Show the QR code");
  await page.keyboard.press("Enter");
  await tabTo(page, "Let new phones in for 10 minutes");
  await page.keyboard.press("Enter");
  await page.getByText("New phones can connect now").waitFor();

  // The phone scans, logs in, and appears by its name and account.
  const phone = await SimulatedPhone.create({ generation: "may" });
  assert.equal((await phone.scan(await qrText(hub))).ok, true);
  await page.getByText("Has scanned the code. Now log in on the phone.").waitFor();
  const login = await phone.login(NURSE.email, NURSE.password);
  assert.equal(login.signedIn, true, String(login.error));
  await page.getByText(/is logged in on it/).waitFor();
  assert.equal((await phone.sync()).error, null);
  const { user_id: userId, clinic_id: clinicId } = login.answer as Record<string, string>;
  const rows = new RowMaker(1, { clinicId: clinicId ?? "", userId: userId ?? "" });
  await phone.create("patients", rows.patient());
  assert.equal((await phone.sync()).error, null);

  // Phones: what it has sent is counted without anyone asking for it.
  await page.keyboard.press("Control+Home");
  await tabTo(page, "Phones");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Phones", level: 1 }).waitFor();
  const card = page.locator(".phone");
  await until(async () => (await card.innerText()).includes("Records received\n1"));
  await page.getByText("Connected", { exact: true }).first().waitFor();
  const name = await card.getByRole("heading").innerText();
  await tabTo(page, `Rename: ${name}`);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Control+A");
  await type(page, "Reception");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Reception" }).waitFor();

  // Activity and records come from the real log and database.
  await page.goto(page.url().replace(/#.*$/, "#/activity"));
  await page.getByText(/Reception.* sent .*1.* record/).waitFor();
  await page.goto(page.url().replace(/#.*$/, "#/records"));
  await page.locator("svg.chart rect").last().waitFor();

  // A full lock: the phone is turned away, and the recovery key opens the hub again.
  await page.goto(page.url().replace(/#.*$/, "#/server"));
  await tabTo(page, "Lock");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, "Lock");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
  assert.notEqual((await phone.sync()).error, null);
  await tabTo(page, "Use the recovery key");
  await page.keyboard.press("Enter");
  await type(page, recoveryKey.toLowerCase());
  await page.keyboard.press("Enter");
  await page.getByText("Serving phones", { exact: true }).waitFor();
  assert.equal((await phone.sync()).error, null);

  // Serving is stopped and started again; nobody has to unlock or log in for that.
  await tabTo(page, "Stop serving phones");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, "Stop serving phones");
  await page.keyboard.press("Enter");
  await page.getByText("Serving is stopped").waitFor();
  assert.notEqual((await phone.sync()).error, null);
  await tabTo(page, "Serve phones again");
  await page.keyboard.press("Enter");
  await page.getByText("Serving phones", { exact: true }).waitFor();
  assert.equal((await phone.sync()).error, null);

  // Removed, and let back in by Undo.
  await page.goto(page.url().replace(/#.*$/, "#/phones"));
  await tabTo(page, "Remove: Reception");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(page, "Remove");
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "was removed" }).waitFor();
  await page.getByText("Removed", { exact: true }).waitFor();
  assert.notEqual((await phone.sync()).error, null);
  await page.getByRole("button", { name: "Undo", exact: true }).press("Enter");
  await page.getByText("Connected", { exact: true }).first().waitFor();
  assert.equal((await phone.sync()).error, null);

  assert.deepEqual(stage.complaints, []);
  hub.signal("SIGTERM");
  // It may still have said that it stops, or be gone before that.
  await page.getByRole("alert").filter({ hasText: "does not answer" })
    .or(page.getByRole("heading", { name: "The Sync Hub is stopping" })).first().waitFor();
}, !HAS_NO_DISPLAY);
