/// <reference lib="dom" />
/** Each concern has a state of its own, and what is being asked or done stays what it is. */

import assert from "node:assert/strict";
import { browserTest, until } from "./browser.ts";
import { MadeUpHub } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

browserTest("conflicts and rows put aside are decided one by one", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "attention");
  await page.getByRole("button", { name: /^Use this one: .*given name.*, Amina$/ }).click();
  await page.getByRole("status").filter({ hasText: "Decided" }).waitFor();
  await page.getByRole("button", { name: /^Try again: Visits 4b1f0c11/ }).click();
  await page.getByRole("status").filter({ hasText: "was taken over" }).waitFor();
  await page.getByRole("button", { name: /^Let go: .*lab_results/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Let go" }).click();
  await page.getByText("Nothing is put aside").waitFor();
  assert.deepEqual(hub.done, ["conflict 1 lost", "retry 1", "dismiss 2"]);
  // One conflict, and four records that hub and cloud do not share. The status counts them.
  await until(async () => await page.locator(".place .count").innerText() === "5");
  assert.deepEqual(stage.complaints, []);
});

browserTest("a question stays open whatever the hub tells meanwhile", async (stage) => {
  await using hub = new MadeUpHub();
  // The counts of the status come a moment later than the list.
  hub.statedAside = {};
  const page = await openAt(stage, hub, "attention");
  await page.getByRole("button", { name: /^Let go: .*lab_results/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const marked = await dialog.evaluateHandle((one) => one);
  hub.statedAside = null;
  hub.aside = hub.aside.map((row) => ({ ...row, times: row.times + 1 }));
  hub.tell();
  await page.locator(".aside-row").getByText("Sent 3 times").waitFor();
  hub.conflicts = [];
  hub.tell();
  await page.getByText("No conflicts").waitFor();
  assert.equal(
    await marked.evaluate((one) => one.isConnected && (one as HTMLDialogElement).open),
    true,
  );
  await dialog.getByRole("button", { name: "Let go" }).click();
  await dialog.waitFor({ state: "detached" });
  // The button that had the focus is gone with its record; the focus is still in its part.
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Put aside");
  assert.deepEqual(hub.done, ["dismiss 2"]);
});

browserTest("an action that fails says so and changes no other state", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  const card = page.getByRole("region", { name: "Cloud" });
  const before = async () => [
    await page.locator(".hero .title").innerText(),
    await page.locator(".bar [role=status]").innerText(),
    await card.locator(".pill").first().innerText(),
  ];
  const state = await before();
  const refuse = { status: 500, contentType: "application/json" } as const;
  const body = JSON.stringify({ error: { code: "INTERNAL", message: "no" } });
  await page.route(
    "**/api/{cloud,lock,stop,devices,pairing,clock}/**",
    (route) =>
      route.request().method() === "POST" ? route.fulfill({ ...refuse, body }) : route.continue(),
  );
  await page.route(/\/api\/(lock|stop)$/, (route) => route.fulfill({ ...refuse, body }));
  const said = page.getByRole("status").filter({ hasText: "met an error" });
  await card.getByRole("button", { name: "Sync now" }).click();
  await said.waitFor();
  assert.deepEqual(await before(), state);
  // Other actions stay possible, and the one that failed may be tried again.
  assert.equal(await page.locator("[aria-disabled=true]").count(), 0);
  for (const what of ["Lock", "Stop the Sync Hub"]) {
    await page.getByRole("button", { name: what, exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: what, exact: true }).click();
    await dialog.getByRole("alert").filter({ hasText: "met an error" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.deepEqual(await before(), state, what);
  }
  assert.deepEqual(hub.done, []);
});

browserTest("what fails in one concern is never told of another", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  const card = page.getByRole("region", { name: "Cloud" });
  const { program } = hub.parts.running;
  assert(program !== undefined);
  const told = async () => ({
    serving: await page.locator(".hero .title").innerText(),
    pill: await page.locator(".bar [role=status]").innerText(),
    cloud: await card.locator(".pill").first().innerText(),
    line: await page.locator(".cloud-line").innerText(),
    update: await page.getByText("26.12.100").count(),
    vault: await page.getByRole("heading", { name: "Unlock the Sync Hub" }).count(),
  });
  const well = await told();
  const tally = { sent: {}, received: {}, refused: 0 };
  const { lastRun } = hub.parts.cloud;

  hub.cloud.say({ failures: 9, lastRun: { endMs: Date.now(), problem: "KEY_REFUSED", tally } });
  await card.getByText("needs you").waitFor();
  const { serving, pill, update, vault } = await told();
  assert.deepEqual({ ...well, serving, pill, update, vault }, well, "the cloud");
  hub.cloud.say({ failures: 0, lastRun });
  await card.getByText("Waits for the next sync").waitFor();

  const updates = { ...program.updates, offered: null, problem: "OFFLINE" as const };
  hub.tell({ program: { ...program, updates } });
  await page.getByText("26.12.100").waitFor({ state: "detached" });
  assert.deepEqual({ ...await told(), update: well.update }, well, "the update");
  hub.tell({ program });
  await page.getByText("26.12.100").waitFor();

  for (const change of [{ servingStopped: true }, { lanUrl: null }]) {
    const { servingStopped, lanUrl } = hub.parts.running;
    hub.tell(change);
    await page.getByText("Serving phones", { exact: true }).waitFor({ state: "detached" });
    const { cloud, line, update, vault } = await told();
    assert.deepEqual({ ...well, cloud, line, update, vault }, well, "serving");
    hub.tell({ servingStopped, lanUrl });
    await page.getByText("Serving phones", { exact: true }).waitFor();
  }

  // A locked hub says that it is locked, whatever else goes wrong, and nothing of the rest.
  hub.state = "locked";
  hub.tell({ program: { ...program, updates } });
  await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
  assert.equal(await page.getByRole("alert").filter({ hasText: /\w/ }).count(), 0);
  hub.state = "unlocked";
  hub.tell({ program });
  await page.getByText("Serving phones", { exact: true }).waitFor();
  assert.deepEqual(await told(), well);
});

browserTest("serving is stopped after a yes, said everywhere, and started again", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "server");
  await page.getByRole("button", { name: "Stop serving phones" }).click();
  const dialog = page.getByRole("dialog", { name: "Stop serving phones?" });
  await dialog.getByRole("button", { name: "Stop serving phones" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("status").filter({ hasText: "Serving is stopped" }).waitFor();
  await page.locator(".bar").getByText("Stopped").waitFor();
  // The cloud sync is another matter.
  await page.getByRole("region", { name: "Cloud" }).getByText("Waits for the next sync").waitFor();
  await page.getByRole("button", { name: "Serve phones again" }).click();
  await page.getByRole("status").filter({ hasText: "Serving phones" }).waitFor();
  assert.deepEqual(hub.done, ["stop serving", "start serving"]);
});
