/// <reference lib="dom" />
/** Answers that come late, one after the other or not at all: what was done stays done. */

import assert from "node:assert/strict";
import type { Route } from "playwright-core";
import { browserTest, settled, until } from "./browser.ts";
import { MadeUpHub, RIGHT_PASSPHRASE } from "./made_up_hub.ts";
import { openAt } from "./open_at.ts";

browserTest("a deleted backup does not come back by an answer from before", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "backups");
  const deletes = page.getByRole("button", { name: /^Delete:/ });
  await deletes.nth(1).waitFor();
  const held: (() => Promise<void>)[] = [];
  await page.route("**/api/copies", async (route) => {
    const answer = await route.fetch();
    const { here, second } = await answer.json();
    if (held.length === 0) held.push(() => route.fulfill({ json: { here, second } }));
    else await route.fulfill({ json: { here: here.slice(1), second } });
  });
  hub.tell();
  await until(() => held.length === 1);
  await deletes.first().click();
  await page.getByRole("dialog").getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByText("The backup is deleted.").waitFor();
  await until(async () => await deletes.count() === 1);
  await held[0]?.();
  await settled(page);
  assert.equal(await deletes.count(), 1);
});

browserTest("what was decided is gone though a later answer is still awaited", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openAt(stage, hub, "attention");
  const keep = page.getByRole("button", { name: /^Keep this one: .*أمينة/ });
  await keep.waitFor();
  await settled(page);
  const asked: Route[] = [];
  await page.route("**/api/attention", (route) => void asked.push(route));
  const decided = page.waitForResponse((answer) => answer.url().endsWith("/resolve"));
  await keep.click();
  await decided;
  // The question that follows the decision comes first.
  await until(() => asked.length > 0);
  // The stream tells of it as well: the list is asked for again and again.
  await until(() => {
    hub.tell();
    return asked.length >= 4;
  });
  for (const route of asked.slice(0, -1)) await route.continue();
  await page.getByRole("status").filter({ hasText: "Decided" }).waitFor();
  assert.equal(await keep.count(), 0);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});
