/// <reference lib="dom" />
/** Problems on the Server and Health screens, and what is left to finish. */

import assert from "node:assert/strict";
import type { HealthProblem } from "../../../server/operator/mod.ts";
import { browserTest, until } from "./browser.ts";
import { inspectPage } from "./inspect_page.ts";
import { MadeUpHub, RIGHT_PASSPHRASE } from "./made_up_hub.ts";

browserTest(
  "problems appear by themselves, the most pressing first, and go again",
  async ({ newPage, complaints }) => {
    await using hub = new MadeUpHub();
    const { problems } = hub.parts.running;
    hub.tell({ problems: [] });
    const page = await newPage();
    await page.goto(hub.url);
    await page.locator("#screen h1").waitFor();
    const list = page.locator("#screen .note strong");
    assert.equal(await page.getByText("The battery is almost empty").count(), 0);
    hub.tell({ problems });
    await page.getByText("The battery is almost empty").waitFor();
    const titles = await list.allTextContents();
    const [battery, disk, second] = [
      "The battery is almost empty",
      "The disk is getting full",
      "Backups are on this computer only",
    ].map((title) => titles.indexOf(title));
    assert.deepEqual([battery, disk, second], [0, 1, 2]);
    // Each says what to do, and leads to where it can be done.
    await page.getByText("Free: ", { exact: false }).getByText("1.2 GB").waitFor();
    await page.locator(`#screen .note a[href="#/backups"]`).click();
    await page.locator(`.place[aria-current=page][href="#/backups"]`).waitFor();
    await page.evaluate(() => location.hash = "#/server");
    hub.tell({ problems: [] });
    await page.getByText("The battery is almost empty").waitFor({ state: "detached" });
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "a damaged database leads to the recovery screen by one button, from both screens",
  async ({ newPage, complaints }) => {
    await using hub = new MadeUpHub();
    const page = await newPage();
    const sinceMs = Date.now();
    hub.tell({ problems: [{ code: "DATABASE_DAMAGED", severity: "stop", values: {}, sinceMs }] });
    await page.goto(hub.url);
    await page.locator("#screen h1").waitFor();
    const open = page.locator("#screen .note").getByRole("button", {
      name: "Stop and open recovery",
    });
    for (const place of ["#/server", "#/health"]) {
      await page.evaluate((place) => location.hash = place, place);
      await page.locator(`.place[aria-current=page][href="${place}"]`).waitFor();
      await open.waitFor();
      assert.deepEqual(await page.evaluate(inspectPage), []);
    }
    await open.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The next screen says what is safe").waitFor();
    assert.ok(!hub.done.includes("lock"));
    hub.trouble = "DATABASE_DAMAGED";
    await dialog.getByRole("button", { name: "Stop and open recovery" }).click();
    await page.getByRole("heading", { name: "The records are damaged" }).waitFor();
    assert.ok(hub.done.includes("lock"));
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "an opening that takes long says why, and one that does not says nothing",
  async ({ newPage }) => {
    await using hub = new MadeUpHub();
    hub.state = "locked";
    const page = await newPage();
    await page.clock.install();
    await page.goto(hub.url);
    await page.getByRole("heading", { name: "Unlock the Sync Hub" }).waitFor();
    // From here on time passes only when it is told to, however long the machine takes.
    await page.clock.pauseAt(Date.now() + 20_000);
    const long = page.getByText("After a power cut the Sync Hub reads all records once");
    const asked = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    await page.route("**/api/unlock", async (route) => {
      asked.resolve();
      await go.promise;
      await route.continue();
    });
    await page.getByLabel("Passphrase", { exact: true }).fill(RIGHT_PASSPHRASE);
    await page.getByRole("button", { name: "Unlock" }).click();
    await asked.promise;
    await page.getByText("Opening the records.").waitFor();
    assert.equal(await long.count(), 0);
    await page.clock.runFor(2_000);
    await long.waitFor();
    // The pointer is still where it has pressed.
    await page.getByRole("button", { name: "Unlock" }).hover();
    assert.deepEqual(await page.evaluate(inspectPage), []);
    await page.clock.resume();
    go.resolve();
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
  },
);

browserTest(
  "days, hours and minutes of a problem are counted as each language counts",
  async ({ newPage }) => {
    await using hub = new MadeUpHub();
    const page = await newPage();
    await page.goto(hub.url);
    await page.locator("#screen h1").waitFor();
    const sinceMs = Date.now();
    const problem = (code: HealthProblem["code"], values: HealthProblem["values"]) => {
      return { code, values, severity: "soon", sinceMs } as const;
    };
    const { preferences } = hub.parts.running;
    for (
      const [language, days, hours, words] of [
        ["ar", 2, 3, ["يومان", "3 ساعات"]],
        ["ar", 11, 11, ["11 يومًا", "11 ساعة"]],
        ["en", 2, 1, ["2 days old", "in 1 hour."]],
        ["es", 3, 2, ["3 días", "en 2 horas."]],
      ] as const
    ) {
      const problems = [problem("SNAPSHOT_OLD", { days }), problem("DISK_FILLING", { hours })];
      hub.tell({ problems, preferences: { ...preferences, language } });
      for (const text of words) await page.getByText(text).first().waitFor();
    }
  },
);

browserTest(
  "the Health screen shows what was measured and checks the database",
  async ({ newPage, complaints }) => {
    await using hub = new MadeUpHub();
    const page = await newPage();
    await page.goto(hub.url);
    await page.locator("#screen h1").waitFor();
    await page.evaluate(() => location.hash = "#/health");
    await page.getByText("sudo ufw allow 4001/tcp").waitFor();
    await page.getByText("It answers there").waitFor();
    await page.getByText(/1\.2 GB.*of.*120 GB/).waitFor();
    await page.getByText("4.14.0 community").waitFor();
    await page.getByRole("button", { name: "Check now" }).click();
    await page.getByText("The check has ended.").waitFor();
    assert.ok(hub.done.includes("check database"));
    hub.tell({ problems: [] });
    await page.getByText("All is well").waitFor();
    assert.deepEqual(await page.evaluate(inspectPage), []);
    assert.deepEqual(complaints, []);
  },
);

browserTest(
  "a hub that stops says how many phones are finishing, and need not be waited for",
  async ({ newPage }) => {
    await using hub = new MadeUpHub();
    const page = await newPage();
    await page.goto(hub.url);
    await page.locator("#screen h1").waitFor();
    const draining = { phones: 2, requests: 3, untilMs: Date.now() + 12_000 };
    hub.tell({ stopping: true, draining });
    await page.getByText("2 phones are finishing their sync.").waitFor();
    assert.deepEqual(await page.evaluate(inspectPage), []);
    await page.getByRole("button", { name: "Do not wait" }).click();
    await until(() => hub.done.includes("stop"));
    hub.tell({ draining: { ...draining, phones: 1 } });
    await page.getByText("1 phone is finishing its sync.").waitFor();
    await hub.crash();
    await page.getByText("1 phone is finishing its sync.").waitFor({ state: "detached" });
    await page.getByText("You can close this window.").waitFor();
  },
);
