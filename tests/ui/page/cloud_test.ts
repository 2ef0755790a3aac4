/// <reference lib="dom" />
/** The cloud on the page, with a made-up hub behind it. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { browserTest, tabTo, until } from "./browser.ts";
import { CLOUD_URL, FILE_PASSPHRASE } from "./made_up_cloud.ts";
import { MadeUpHub, RIGHT_PASSPHRASE } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

const NEW_PASSPHRASE = "four words for the file";

/** A hub nobody has registered, without accounts and phones. */
function newHub(hub: MadeUpHub): void {
  const { keeper } = hub.parts;
  hub.parts = {
    ...hub.parts,
    keeper: { ...keeper, hasAccounts: false, devices: [], rows: {}, clinics: [] },
    waiting: [],
  };
  const none = { nextRunMs: null, lastSuccessMs: null, lastRun: null, oldestWaitingMs: null };
  hub.cloud.say({
    ...{ registration: null, notTaken: 0, notRead: 0, tables: {}, keptHere: {} },
    ...none,
  });
}

/** What was done, without the passphrases that were right. */
function done(hub: MadeUpHub): string[] {
  return hub.done.filter((what) => what !== "confirm");
}

/** Accounts have arrived. */
function accountsCome(hub: MadeUpHub): void {
  const { keeper } = hub.parts;
  hub.parts = { ...hub.parts, keeper: { ...keeper, hasAccounts: true } };
  hub.cloud.say({ run: null, lastSuccessMs: Date.now() });
}

browserTest("set-up registers by keyboard, and shows how the first sync goes on", async (stage) => {
  await using hub = new MadeUpHub();
  newHub(hub);
  const page = await openAt(stage, hub, "setup");
  const step = page.locator("[aria-current=step]");
  await step.filter({ hasText: "Register with the cloud" }).waitFor();
  await tabTo(page, "Address of the cloud");
  await page.keyboard.type(CLOUD_URL);
  await tabTo(page, "Key of this Sync Hub");
  await page.keyboard.type("hh_wrong");
  await tabTo(page, "Passphrase");
  await page.keyboard.type(RIGHT_PASSPHRASE);
  // Each refusal is said at the field it is about, and nothing is forgotten.
  hub.cloud.problem = "KEY_REFUSED";
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "does not accept the key" }).waitFor();
  const key = page.getByLabel("Key of this Sync Hub", { exact: true });
  assert.equal(await key.getAttribute("aria-invalid"), "true");
  assert.equal(await key.getAttribute("type"), "password");
  hub.cloud.problem = "NO_INTERNET";
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "no internet just now" }).waitFor();
  assert.equal(await key.getAttribute("aria-invalid"), null);
  hub.cloud.problem = null;
  const passphrase = page.getByLabel("Passphrase", { exact: true });
  await passphrase.fill("a wrong passphrase");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "The passphrase is wrong" }).waitFor();
  assert.deepEqual(done(hub), []);
  await passphrase.fill(RIGHT_PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "Registered as" }).waitFor();
  await step.filter({ hasText: "Get the accounts" }).waitFor();
  assert.deepEqual(done(hub), [`register ${CLOUD_URL}`]);

  const run = { startedMs: Date.now(), attempt: 1, rows: 0, ofRows: null, bytes: 0 } as const;
  hub.cloud.run({ ...run, step: "receiving", bytes: 3_400_000, attempt: 2 });
  await page.getByRole("status").filter({ hasText: "Receiving" }).waitFor();
  await page.getByText(/3\.4 MB.? received.*Attempt 2/).waitFor();
  hub.cloud.run({ ...run, step: "storing", rows: 250, ofRows: 1_000 });
  const bar = page.getByRole("progressbar", { name: "Storing what has arrived" });
  await bar.waitFor();
  assert.equal(await bar.evaluate((one) => (one as HTMLProgressElement).position), 0.25);
  await page.getByText("250 of 1,000 records").waitFor();
  await tabTo(page, "Stop this sync");
  await page.keyboard.press("Enter");
  await until(() => hub.done.includes("cancel sync"));
  await page.getByRole("button", { name: "Sync now" }).waitFor();
  assert.equal(await page.getByText("Ready for phones", { exact: true }).count(), 0);
  accountsCome(hub);
  await step.filter({ hasText: "Pair the first phone" }).waitFor();
  assert.deepEqual(stage.complaints.filter((what) => !what.includes("403")), []);
});

browserTest(
  "set-up loads a provisioning file instead, and says what is wrong with it",
  async (stage) => {
    await using hub = new MadeUpHub();
    newHub(hub);
    const page = await openAt(stage, hub, "setup");
    await page.getByRole("button", { name: "Or load a provisioning file" }).click();
    const go = page.getByRole("button", { name: "Load the file" });
    await go.click();
    await page.getByRole("alert").filter({ hasText: "Choose the file first" }).waitFor();
    await page.getByLabel("Provisioning file").setInputFiles({
      name: "sync-hub-setup.json",
      mimeType: "application/json",
      buffer: Buffer.from("{}"),
    });
    await page.getByLabel("Passphrase of the file", { exact: true }).fill("not this one");
    await go.click();
    await page.getByRole("alert").filter({ hasText: "not the one of the file" }).waitFor();
    await page.getByLabel("Passphrase of the file", { exact: true }).fill(FILE_PASSPHRASE);
    await go.click();
    await page.getByRole("status").filter({ hasText: "6 accounts can log in" }).waitFor();
    assert.deepEqual(done(hub), ["load 2"]);
    accountsCome(hub);
    await page.locator("[aria-current=step]").filter({ hasText: "Pair the first phone" }).waitFor();
    await page.getByText("Not needed now: the accounts are here").waitFor();
  },
);

browserTest("Server says how hub and cloud stand, and syncs now", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  const card = page.getByRole("region", { name: "Cloud" });
  await card.getByText("Waits for the next sync").waitFor();
  await card.getByText("7 records").waitFor();
  await card.getByRole("button", { name: "Sync now" }).click();
  await card.getByText("Asking the cloud about this Sync Hub").waitFor();
  await card.getByRole("button", { name: "Stop this sync" }).click();
  await until(() => hub.done.join() === "sync,cancel sync");
  // What fails is said beside it, with what to do, and changes nothing else.
  const tally = { sent: {}, received: {}, refused: 0 };
  hub.cloud.say({ failures: 3, lastRun: { endMs: Date.now(), problem: "SUSPENDED", tally } });
  await card.getByText("needs you").waitFor();
  await card.getByText("has suspended this Sync Hub").waitFor();
  await page.getByText("Serving phones", { exact: true }).waitFor();
  hub.cloud.say({ lastRun: { endMs: Date.now(), problem: "NO_INTERNET", tally } });
  await card.getByText("cannot be reached just now").waitFor();
  await page.getByText("Serving phones", { exact: true }).waitFor();
  hub.cloud.say({ registration: null });
  await card.getByText("Not connected to the cloud").waitFor();
  assert.equal(await card.getByRole("button", { name: "Sync now" }).count(), 0);
  assert.deepEqual(stage.complaints, []);
});

browserTest(
  "settings change the key, make a file, and disconnect after a passphrase",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openAt(stage, hub, "settings");
    const card = page.getByRole("region", { name: "Cloud" });
    const dialog = page.getByRole("dialog");
    await card.getByText("Olive Hill hub").waitFor();
    await card.getByRole("button", { name: "Ask the cloud again" }).click();
    await page.getByRole("status").filter({ hasText: "The cloud has answered" }).waitFor();
    hub.cloud.problem = "DECOMMISSIONED";
    await card.getByRole("button", { name: "Ask the cloud again" }).click();
    await card.getByRole("alert").filter({ hasText: "has retired this Sync Hub" }).waitFor();
    hub.cloud.problem = null;

    await card.getByRole("button", { name: "Change address or key" }).click();
    assert.equal(await dialog.getByLabel("Address of the cloud").inputValue(), CLOUD_URL);
    await dialog.getByLabel("Key of this Sync Hub", { exact: true }).fill("hh_new");
    await dialog.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    // The key is shown nowhere.
    assert(!(await page.content()).includes("hh_new"));

    await card.getByRole("button", { name: "Make a provisioning file" }).click();
    await dialog.getByLabel("Passphrase of this Sync Hub", { exact: true }).fill(RIGHT_PASSPHRASE);
    await dialog.getByLabel("New passphrase", { exact: true }).fill(NEW_PASSPHRASE);
    await dialog.getByLabel("The same once more", { exact: true }).fill(NEW_PASSPHRASE);
    await page.keyboard.press("Enter");
    await dialog.getByText(/ready, with 6 accounts/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("link", { name: "Save the file" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "sync-hub-setup.json");
    await dialog.getByRole("button", { name: "Close" }).click();

    await card.getByRole("button", { name: "Disconnect from the cloud" }).click();
    await dialog.getByText("12 records are not in the cloud yet").waitFor();
    await dialog.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await card.getByLabel("Address of the cloud").waitFor();
    assert.deepEqual(done(hub), [`register ${CLOUD_URL}`, "make file", "deregister"]);
    assert.deepEqual(stage.complaints, []);
  },
);

browserTest(
  "what the cloud did not take is listed with reason and age, and tried again",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openAt(stage, hub, "attention");
    const card = page.getByRole("region", { name: "What the cloud did not take" });
    await card.getByText("Refused by the cloud").waitFor();
    await card.getByText("said yes and did not keep it").waitFor();
    await card.getByText(/Cannot be sent.*belongs to no visit.*Field: .*visit/s).waitFor();
    // A day and some seconds, over a midnight, are two days of the calendar.
    await card.getByText(/yesterday|2 days ago/).first().waitFor();
    await card.getByText("1 more is not shown").waitFor();
    await card.getByRole("button", { name: "Show more" }).click();
    await card.getByText("could not be stored here").waitFor();
    // What came from the cloud cannot be sent to it again.
    assert.equal(await card.getByRole("button", { name: /^Try again: Events/ }).count(), 0);
    await card.getByRole("button", { name: "Try again: Patients 4b1f7e22" }).click();
    await page.getByRole("status").filter({ hasText: "1 record goes up" }).waitFor();
    await card.getByRole("article", { name: /^Patients/ }).waitFor({ state: "detached" });
    // The focus stays in the card.
    assert.equal(
      await card.evaluate((one) => one.contains(document.activeElement)),
      true,
    );
    await card.getByRole("button", { name: "Try all again" }).click();
    await until(() => hub.done.includes("retry cloud null"));
    await card.getByText("Kinds the cloud does not take").click();
    await card.getByText("42").waitFor();
    assert.equal(
      await card.getByRole("link", { name: "Export all of them" }).getAttribute("href"),
      "/api/cloud/rows/export",
    );
    assert.deepEqual(stage.complaints, []);
  },
);
