/** People, keys, clearing and the recovery screen, on a real hub in a real browser. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { openSealedLines } from "../../../vault/mod.ts";
import { PASSPHRASE } from "../../support/hub_process.ts";
import { WindowDirectory, WindowHub } from "../window/window_hub.ts";
import { axeFindings } from "./axe_page.ts";
import { browserTest, NARROW, resize } from "./browser.ts";
import { inspectPage } from "./inspect_page.ts";
import { linkOf, withoutDisplay } from "./real_hub.ts";

const OTHER = "four words only I know";
/** With `CUSTODY_PHOTOS=folder` what is shown is photographed. */
const PHOTOS = Deno.env.get("CUSTODY_PHOTOS");

/** A page on a hub that was set up, and everything that is wrong with what was shown. */
interface Scene {
  readonly page: Page;
  readonly directory: WindowDirectory;
  /** Looks at what is shown now, also as narrow as it has to fit. */
  look(name: string): Promise<void>;
}

function scene(name: string, play: (scene: Scene) => Promise<void>): void {
  browserTest(name, async (stage) => {
    using directory = new WindowDirectory();
    const env = withoutDisplay(directory);
    await using hub = new WindowHub(directory, env, "--demo");
    const link = await linkOf(hub);
    await hub.setUp();
    const page = await stage.newPage();
    await page.goto(link);
    await page.locator("#screen h1").waitFor();
    const wrong: string[] = [];
    const look = async (what: string) => {
      const size = page.viewportSize();
      for (const [width, viewport] of [["wide", size], ["narrow", NARROW]] as const) {
        if (viewport !== null) await resize(page, viewport);
        if (PHOTOS !== undefined) {
          await page.screenshot({ path: `${PHOTOS}/${what}_${width}.png`, fullPage: true });
        }
        const found = [...await page.evaluate(inspectPage), ...await axeFindings(page)];
        wrong.push(...found.map((fault) => `${what} ${width}: ${fault}`));
      }
      if (size !== null) await resize(page, size);
    };
    await play({ page, directory, look });
    assert.deepEqual(wrong, []);
    assert.deepEqual(stage.complaints.filter((text) => !/403|409|422/.test(text)), []);
  });
}

/** Opens the settings and presses a button there. */
async function settings(page: Page, button: string): Promise<void> {
  await page.evaluate(() => location.hash = "#/settings");
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.getByRole("dialog").waitFor();
}

/** The one dialog. */
function dialog(page: Page) {
  return page.getByRole("dialog");
}

async function said(page: Page, text: string): Promise<void> {
  await page.getByText(text, { exact: true }).first().waitFor();
}

scene(
  "a second person gets a passphrase, and the first one's is removed",
  async ({ page, look }) => {
    await settings(page, "Add a passphrase");
    await dialog(page).getByLabel("Your own passphrase", { exact: true }).fill("not the right one");
    await dialog(page).getByLabel("New passphrase", { exact: true }).fill(OTHER);
    await dialog(page).getByLabel("The same once more", { exact: true }).fill(OTHER);
    await dialog(page).getByRole("button", { name: "Add a passphrase" }).click();
    await dialog(page).getByText("The passphrase is wrong.").waitFor();
    await look("people_add");
    await dialog(page).getByLabel("Your own passphrase", { exact: true }).fill(PASSPHRASE);
    await dialog(page).getByRole("button", { name: "Add a passphrase" }).click();
    await said(page, "The passphrase was added.");
    await page.getByText("Passphrase 2").waitFor();
    await look("people");
    await page.getByRole("button", { name: "Remove: First passphrase" }).click();
    await dialog(page).getByLabel("A passphrase that stays", { exact: true }).fill(PASSPHRASE);
    await dialog(page).getByRole("button", { name: "Remove" }).click();
    await dialog(page).getByText("cannot be removed with itself").waitFor();
    await dialog(page).getByLabel("A passphrase that stays", { exact: true }).fill(OTHER);
    await dialog(page).getByRole("button", { name: "Remove" }).click();
    await said(page, "The passphrase was removed.");
  },
);

scene(
  "the records are encrypted anew, and the hub gets another identity",
  async ({ page, look }) => {
    const fingerprint = await fingerprintOf(page);
    await settings(page, "Encrypt the records anew");
    await look("data_key");
    await dialog(page).getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await dialog(page).getByRole("button", { name: "Encrypt the records anew" }).click();
    await said(page, "The records are encrypted with a new key.");
    await settings(page, "New identity");
    await look("identity");
    await dialog(page).getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await dialog(page).getByRole("button", { name: "New identity" }).click();
    await said(page, "The Sync Hub has a new identity. Phones scan the QR code again.");
    assert.notEqual(await fingerprintOf(page), fingerprint);
  },
);

scene(
  "clearing asks for the number that is lost, and everything removed leaves a new hub",
  async ({ page, look }) => {
    await settings(page, "Remove all records");
    const number = dialog(page).getByLabel(/type this number/);
    await number.waitFor();
    await look("clear");
    const asked = /\d[\d,]*/.exec(await dialog(page).getByText(/type this number/).innerText())
      ?.[0];
    await number.fill("1");
    await dialog(page).getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await dialog(page).getByRole("button", { name: "Remove all records" }).click();
    await dialog(page).getByText("This is not the number.").waitFor();
    await number.fill(asked ?? "");
    await dialog(page).getByRole("button", { name: "Remove all records" }).click();
    await said(page, "All records were removed.");
    await settings(page, "Remove everything");
    await dialog(page).getByLabel(/type this number/).fill("0");
    await dialog(page).getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await dialog(page).getByRole("button", { name: "Remove everything" }).click();
    await page.getByRole("heading", { name: "Set up this Sync Hub" }).waitFor();
    await page.getByText(/Everything was removed on/).waitFor();
    await look("before");
  },
);

scene("a damaged database is explained, saved as far as it can be read, and set aside", async (
  { page, directory, look },
) => {
  await page.evaluate(() => location.hash = "#/server");
  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Lock" }).click();
  await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
  const path = join(directory.data, "hub.db");
  const bytes = Deno.readFileSync(path);
  const harmed = bytes.slice();
  // The log of what was written last is gone into the file: one page of it fits no seal any more.
  harmed.fill(0xee, 0, 64);
  Deno.writeFileSync(path, harmed);
  await page.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("heading", { name: "The records are damaged" }).waitFor();
  await look("damaged");
  await page.getByRole("button", { name: "Save what can be read" }).click();
  await dialog(page).getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog(page).getByRole("button", { name: "Look what can be read" }).click();
  await dialog(page).getByText("Nothing can be read.").waitFor();
  await look("nothing");
  await dialog(page).getByRole("button", { name: "Close" }).click();
  // As after somebody has put most of the file back.
  Deno.writeFileSync(path, bytes);
  await page.getByRole("button", { name: "Save what can be read" }).click();
  await dialog(page).getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog(page).getByRole("button", { name: "Look what can be read" }).click();
  await dialog(page).getByText(/records can be read/).waitFor();
  await look("salvage");
  const download = page.waitForEvent("download");
  await dialog(page).getByRole("link", { name: "Save the file" }).click();
  const file = await Deno.readTextFile(await (await download).path());
  let text = "";
  for await (const part of openSealedLines(file, PASSPHRASE)) {
    text += new TextDecoder().decode(part);
  }
  assert.match(text, /"table":"patients"/);
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Start again with an empty Sync Hub" }).click();
  await look("start_again");
  await dialog(page).getByLabel(/type this word/).fill("old");
  await dialog(page).getByRole("button", { name: "Start again" }).click();
  await dialog(page).getByText("This is not the word.").waitFor();
  await dialog(page).getByLabel(/type this word/).fill("new");
  await dialog(page).getByRole("button", { name: "Start again" }).click();
  await page.getByRole("heading", { name: "Set up this Sync Hub" }).waitFor();
  await page.getByText(/could not be opened were set aside/).waitFor();
});

async function fingerprintOf(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const response = await fetch("/api/status");
    return (await response.json()).fingerprint;
  });
}
