/** Backups and a restore as the operator does them, on a real hub. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { HubDirectory, HubProcess, PASSPHRASE } from "../../support/hub_process.ts";
import { RowMaker, SimulatedPhone } from "../../support/phone/mod.ts";
import { WindowDirectory, WindowHub } from "../window/window_hub.ts";
import { axeFindings } from "./axe_page.ts";
import { browserTest, NARROW, resize, until } from "./browser.ts";
import { inspectPage } from "./inspect_page.ts";
import { linkOf, withoutDisplay } from "./real_hub.ts";

/** An account of the demo clinic (`docs/headless.md`). */
const NURSE = { email: "nurse@demo.example", password: "demo-nurse-password" } as const;

/** Where pictures go, for people who look at them. */
const PICTURES = Deno.env.get("PICTURES");

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) {
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }
}

async function restoreFirstListed(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Restore:/ }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "Look at it" }).click();
}

browserTest("an operator backs up, restores, and is told what is missing", async (stage) => {
  using directory = new HubDirectory();
  await using hub = await HubProcess.start(directory.flags("--demo", "--pairing-open"));
  const page = await stage.newPage();
  await page.goto(hub.ready.operator_url);
  // The list of problems may have a link of the same name by now.
  const screens = page.getByRole("navigation", { name: "Screens" });
  await screens.getByRole("link", { name: "Backups" }).click();
  await page.getByRole("heading", { name: "Backups", level: 1 }).waitFor();
  await page.getByText("No second place is chosen").waitFor();
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.getByText("Made by hand").waitFor();
  await page.getByText("Checked", { exact: true }).first().waitFor();

  // A stick.
  const stick = join(directory.root, "stick");
  const dialog = page.getByRole("dialog");
  const passphrase = dialog.getByLabel("Passphrase", { exact: true });
  const use = dialog.getByRole("button", { name: "Use this folder" });
  await page.getByLabel("Folder of a USB stick or a network folder").fill(stick);
  await page.getByRole("button", { name: "Use this folder" }).click();
  await passphrase.fill("whoever finds it open");
  await use.click();
  await dialog.getByRole("alert").filter({ hasText: "The passphrase is wrong" }).waitFor();
  await passphrase.fill(PASSPHRASE);
  await use.click();
  await dialog.getByRole("alert").filter({ hasText: "The folder is not there" }).waitFor();
  Deno.mkdirSync(stick);
  await use.click();
  await page.getByRole("heading", { name: "Backups in the second place" }).waitFor();
  await picture(page, "backups");

  // The stick itself is no backup: it has them in a folder.
  await page.getByRole("textbox", { name: "Folder of the backup" }).fill(stick);
  await page.getByRole("button", { name: "Look at this backup" }).click();
  await passphrase.fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "Look at it" }).click();
  const noBackup = "There is no backup in this folder";
  await dialog.getByRole("alert").filter({ hasText: noBackup }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  // A phone brings two more patients.
  const phone = await SimulatedPhone.create({ generation: "may" });
  assert.equal((await phone.scan(hub.qr)).ok, true);
  const login = await phone.login(NURSE.email, NURSE.password);
  assert.equal(login.signedIn, true, String(login.error));
  const { user_id: userId, clinic_id: clinicId } = login.answer as Record<string, string>;
  const maker = new RowMaker(7, { clinicId: clinicId ?? "", userId: userId ?? "" });
  for (let no = 0; no < 2; no++) await phone.create("patients", maker.patient());
  assert.equal((await phone.sync()).error, null);

  await page.getByRole("button", { name: /^Restore:/ }).first().click();
  await dialog.getByLabel("Passphrase", { exact: true }).fill("not the one of its time");
  await dialog.getByRole("button", { name: "Look at it" }).click();
  await dialog.getByRole("alert").filter({ hasText: /passphrase/i }).waitFor();
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "Look at it" }).click();
  await dialog.getByText("This is newer than the backup").waitFor();
  const lost = dialog.getByRole("row").filter({ hasText: "Patients" });
  assert.deepEqual(await lost.getByRole("cell").allInnerTexts(), ["2", "0", "0"]);
  await dialog.getByText("was paired since").waitFor();
  await picture(page, "preview");
  const go = dialog.getByRole("button", { name: "Restore now" });
  assert.equal(await go.getAttribute("aria-disabled"), "true");
  await dialog.getByText("I have read what will be missing").click();
  await go.click();

  await page.getByRole("heading", { name: "A backup was restored" }).waitFor();
  await page.getByText("Put aside by a restore").waitFor();
  await picture(page, "restored");
  await page.getByRole("button", { name: "I have taken note" }).click();
  await page.getByRole("heading", { name: "A backup was restored" }).waitFor({ state: "detached" });

  // And back again: what was put aside has everything.
  await restoreFirstListed(page);
  await dialog.getByText("The backup has everything that is here now", { exact: false })
    .or(dialog.getByText("This is newer than the backup")).first().waitFor();
  await dialog.getByText("Come back").waitFor();
  await dialog.getByText("I have read what will be missing").click();
  await dialog.getByRole("button", { name: "Restore now" }).click();
  await page.getByRole("heading", { name: "A backup was restored" }).waitFor();
  assert.deepEqual(stage.complaints.filter((line) => !/status of 4/.test(line)), []);
});

browserTest(
  "a backup is deleted, and the second place given up, by its passphrase only",
  async (stage) => {
    using directory = new HubDirectory();
    await using hub = await HubProcess.start(directory.flags());
    const stick = join(directory.root, "stick");
    Deno.mkdirSync(stick);
    const page = await stage.newPage();
    await page.goto(hub.ready.operator_url);
    await page.locator("#screen h1").waitFor();
    await page.evaluate(() => location.hash = "#/backups");
    const dialog = page.getByRole("dialog");
    const answer = async (passphrase: string, go: string) => {
      await dialog.getByLabel("Passphrase", { exact: true }).fill(passphrase);
      await dialog.getByRole("button", { name: go }).click();
    };
    const wrong = dialog.getByRole("alert").filter({ hasText: "The passphrase is wrong" });
    const deletes = page.getByRole("button", { name: /^Delete:/ });
    for (let copies = 1; copies <= 2; copies++) {
      await page.getByRole("button", { name: "Back up now" }).click();
      await deletes.nth(copies - 1).waitFor();
    }
    await deletes.last().click();
    await answer("whoever finds it open", "Delete");
    await wrong.waitFor();
    assert.equal(await deletes.count(), 2);
    await answer(PASSPHRASE, "Delete");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("The backup is deleted.").waitFor();
    assert.equal(await deletes.count(), 1);

    await page.getByLabel("Folder of a USB stick or a network folder").fill(stick);
    await page.getByRole("button", { name: "Use this folder" }).click();
    await answer(PASSPHRASE, "Use this folder");
    await page.getByRole("heading", { name: "Backups in the second place" }).waitFor();
    const stop = page.getByRole("button", { name: "Use no second place" });
    await stop.click();
    await answer("whoever finds it open", "Use no second place");
    await wrong.waitFor();
    await answer(PASSPHRASE, "Use no second place");
    await page.getByText("No second place is chosen").waitFor();
    assert.deepEqual(stage.complaints.filter((line) => !/status of 4/.test(line)), []);
  },
);

browserTest("damage that a phone's call meets leads to recovery by itself", async (stage) => {
  using directory = new HubDirectory();
  await using hub = await HubProcess.start(directory.flags("--demo", "--pairing-open"));
  const page = await stage.newPage();
  await page.goto(hub.ready.operator_url);
  await page.locator("#screen h1").waitFor();
  const post = (path: string, body: unknown = {}) =>
    page.evaluate(async ([path, body]) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(`/api/${path}`, { method: "POST", headers, body })).status;
    }, [path, JSON.stringify(body)] as const);
  const paired = async () => {
    const phone = await SimulatedPhone.create({ generation: "may" });
    assert.equal((await phone.scan(hub.qr)).ok, true);
    const { answer } = await phone.login(NURSE.email, NURSE.password);
    return { phone, ids: answer as Record<string, string> };
  };
  const { phone, ids: { user_id: userId = "", clinic_id: clinicId = "" } } = await paired();
  const { phone: other } = await paired();
  const maker = new RowMaker(7, { clinicId, userId });
  const patient = await phone.create("patients", maker.patient());
  const visit = await phone.create("visits", maker.visit(patient));
  // Of a kind that nothing reads in the background: what was read is known whatever the file says.
  const long = JSON.stringify([{ value: "x".repeat(4_000_000) }]);
  await phone.create("events", { ...maker.event(patient, visit), form_data: long });
  assert.equal((await phone.sync()).error, null);
  assert.equal(await post("copies/make"), 200);
  // What is in the log beside it covers the pages of the file.
  assert.equal(await post("lock"), 200);
  await until(() => !existsSync(join(directory.data, "hub.db-wal")));
  assert.equal(await post("unlock", { passphrase: PASSPHRASE }), 200);
  using file = Deno.openSync(join(directory.data, "hub.db"), { write: true });
  // In the middle of the long text, wherever that begins.
  const pageAt = (part: number) => Math.floor(file.statSync().size * part / 4_096) * 4_096;
  for (let at = pageAt(0.5); at < pageAt(0.8); at += 4_096) {
    file.seekSync(at + 100, Deno.SeekMode.Start);
    file.writeSync(new Uint8Array(8).fill(0xee));
  }

  // It has everything to pull, and keeps what it has.
  assert.notEqual((await other.sync()).error, null);
  await page.getByRole("heading", { name: "The records are damaged" }).waitFor();
  const said = (what: string) => hub.events.some(({ event, code }) => `${event} ${code}` === what);
  await until(() => said("error DATABASE_DAMAGED"));
  await page.getByRole("button", { name: "Save what can be read" }).waitFor();
  await page.getByRole("button", { name: "Restore a backup" }).click();
  await restoreFirstListed(page);
  await page.getByRole("dialog").getByText("I have read what will be missing").click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore now" }).click();
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  await until(() => said("health DATABASE_DAMAGED"));
});

browserTest(
  "a damaged hub gets back by a backup, from the screen that says what happened",
  async (stage) => {
    using directory = new WindowDirectory();
    const env = withoutDisplay(directory);
    await using hub = new WindowHub(directory, env, "--demo");
    const link = await linkOf(hub);
    await hub.setUp();
    const page = await stage.newPage();
    const wrong: string[] = [];
    const look = async (what: string) => {
      const size = page.viewportSize();
      for (const [width, viewport] of [["wide", size], ["narrow", NARROW]] as const) {
        if (viewport !== null) await resize(page, viewport);
        await picture(page, `${what}_${width}`);
        const found = [...await page.evaluate(inspectPage), ...await axeFindings(page)];
        wrong.push(...found.map((fault) => `${what} ${width}: ${fault}`));
      }
      if (size !== null) await resize(page, size);
    };
    await page.goto(link);
    await page.locator("#screen h1").waitFor();
    await page.evaluate(() => location.hash = "#/backups");
    await page.getByRole("button", { name: "Back up now" }).click();
    await page.getByText("Made by hand").waitFor();
    await look("backups");
    await page.evaluate(() => location.hash = "#/server");
    await page.getByRole("button", { name: "Lock", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lock" }).click();
    await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
    const path = join(directory.data, "hub.db");
    Deno.writeFileSync(path, Deno.readFileSync(path).fill(0xee, 0, 64));
    await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByRole("heading", { name: "The records are damaged" }).waitFor();
    await page.getByRole("button", { name: "Restore a backup" }).click();
    await page.getByText("Made by hand").waitFor();
    await look("recovery");
    await restoreFirstListed(page);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The present records cannot be opened").waitFor();
    await look("unknown");
    await dialog.getByText("I have read what will be missing").click();
    await dialog.getByRole("button", { name: "Restore now" }).click();
    await page.locator("#screen h1").waitFor();
    await page.evaluate(() => location.hash = "#/backups");
    await page.getByRole("heading", { name: "A backup was restored" }).waitFor();
    await page.getByText("The records of before could not be opened").waitFor();
    await look("restored_unknown");
    assert.deepEqual(wrong, []);
    assert.deepEqual(stage.complaints.filter((line) => !/status of [45]/.test(line)), []);
  },
);
