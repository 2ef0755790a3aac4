/// <reference lib="dom" />
/** Updates and the machine on the page, with a made-up hub behind it. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Page } from "playwright-core";
import type { UpdateStatus } from "../../../server/operator/mod.ts";
import { browserTest, type Stage, until } from "./browser.ts";
import { MadeUpHub } from "./made_up_hub.ts";
import { madeUpProgram } from "./made_up_rest.ts";

async function openSettings({ newPage }: Stage, hub: MadeUpHub): Promise<Page> {
  const page = await newPage();
  await page.goto(hub.url);
  await page.locator("#screen h1").waitFor();
  await page.evaluate(() => location.hash = "#/settings");
  await page.locator("#update").waitFor();
  return page;
}

function tell(hub: MadeUpHub, change: Partial<UpdateStatus>): void {
  const program = madeUpProgram();
  hub.tell({ program: { ...program, updates: { ...program.updates, ...change } } });
}

browserTest(
  "a newer version is offered quietly, and installed only after the question",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openSettings(stage, hub);
    const card = page.locator("#update");
    await card.getByText(/Version \S*26\.12\.100\S* can be installed/).waitFor();
    await card.getByText("Faster start.").waitFor();
    await card.getByRole("button", { name: "Install it" }).click();
    assert.deepEqual(hub.done.filter((what) => what === "install"), []);
    const question = page.getByRole("dialog");
    await question.getByText("No record is lost.").waitFor();
    await question.getByRole("button", { name: "Install it" }).click();
    await until(() => hub.done.includes("install"));
  },
);

browserTest(
  "a step under way is said, and can be stopped while nothing is lost by it",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openSettings(stage, hub);
    const card = page.locator("#update");
    tell(hub, { step: "fetching", part: 0.42 });
    await card.getByText("The new version is coming: 42 %").waitFor();
    assert.equal(await card.getByRole("button", { name: "Install it" }).count(), 0);
    await card.getByRole("button", { name: "Cancel" }).click();
    await until(() => hub.done.includes("cancel update"));
    tell(hub, { step: "saving" });
    await card.getByText("A backup is made and checked").waitFor();
    assert.equal(await card.getByRole("button", { name: "Cancel" }).count(), 0);
  },
);

browserTest(
  "a file that is being handed over can be stopped",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openSettings(stage, hub);
    // As a stick that does not answer any more.
    await page.route("**/api/program/update/file", () => {});
    const card = page.locator("#update");
    const file = { name: "x.hubupdate", mimeType: "", buffer: Buffer.alloc(100_000) };
    await card.locator("input[type=file]").setInputFiles(file);
    tell(hub, { step: "fetching", offered: null });
    await card.getByRole("button", { name: "Cancel" }).click();
    await until(() => hub.done.includes("cancel update"));
    tell(hub, { step: null, offered: null });
    await card.getByRole("button", { name: "Look for a newer version" }).click();
    await until(() => hub.done.includes("check update"));
    assert.deepEqual(await card.getByRole("alert").allInnerTexts(), [""]);
  },
);

browserTest(
  "a file that is refused is explained, and that nothing was installed",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openSettings(stage, hub);
    const card = page.locator("#update");
    const file = { name: "x.hubupdate", mimeType: "", buffer: Buffer.alloc(100_000) };
    await card.locator("input[type=file]").setInputFiles(file);
    await until(() => hub.done.includes("take file"));
    tell(hub, { problem: "NOT_SIGNED" });
    await card.getByRole("alert").getByText("Nothing was installed.").waitFor();
  },
);

browserTest("a version that did not come up is told where everybody looks", async (stage) => {
  await using hub = new MadeUpHub();
  tell(hub, { failedVersion: "26.11.2999", offered: null });
  const page = await stage.newPage();
  await page.goto(hub.url);
  await page.evaluate(() => location.hash = "#/server");
  await page.getByText(/Version \S*26\.11\.2999\S* did not start/).waitFor();
});

browserTest("the machine's choices are sent, and the report can be saved", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openSettings(stage, hub);
  const card = page.locator("#machine");
  await card.getByLabel("Start the Sync Hub when I log in").click();
  await until(() => hub.done.includes("machine startAtLogin"));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    card.getByRole("link", { name: "Save the report" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "sync-hub-report.json");
});
