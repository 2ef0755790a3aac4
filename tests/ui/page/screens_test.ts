/// <reference lib="dom" />
/** Every screen in every language, light and dark, narrow and on a small laptop. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axeFindings } from "./axe_page.ts";
import { browserTest, LAPTOP, NARROW, resize, settled } from "./browser.ts";
import { inspectPage } from "./inspect_page.ts";
import { PLACES } from "../../../ui/page/state/places.ts";
import { NO_CLOUD } from "../../../server/operator/mod.ts";
import { madeUpCloud } from "./made_up_cloud.ts";
import { MadeUpHub, RIGHT_PASSPHRASE } from "./made_up_hub.ts";

/** With `SCREENS=folder` the screens are photographed as well (`docs/screens.md`). */
const PHOTOS = Deno.env.get("SCREENS");
const PHOTOGRAPHED =
  /_(en_light|en_dark|ar_light)_1366$|^(first_start|recovery_key|cover|login|damaged|empty_setup|empty_server|first_sync)_(en|ar)_light_320$/;
/** Small files: they are looked at, not measured. */
const SCALE = PHOTOS === undefined ? {} : { deviceScaleFactor: 0.7 };

async function photograph(page: Page, name: string): Promise<void> {
  if (PHOTOS === undefined || !PHOTOGRAPHED.test(name)) return;
  const look = { type: "jpeg", quality: 55, fullPage: true } as const;
  await page.screenshot({ path: `${PHOTOS}/${name}.jpg`, ...look });
}

/** Both, and what axe is asked about each: the second one differs by its colours alone. */
const THEMES = [["light"], ["dark", "colours"]] as const;

/** Everything that is wrong with what is shown now. */
async function faults(page: Page, what?: "colours"): Promise<string[]> {
  return [...await page.evaluate(inspectPage), ...await axeFindings(page, what)];
}

for (const language of ["en", "es", "ar"] as const) {
  browserTest(
    `every screen fits and can be read in ${language}`,
    async ({ newPage, complaints }) => {
      await using hub = new MadeUpHub();
      const page = await newPage(SCALE);
      const preferences = { ...hub.parts.running.preferences, language };
      hub.tell({ preferences });
      await page.goto(hub.url);
      await page.locator("#screen h1").waitFor();
      const found: string[] = [];
      for (const [theme, what] of THEMES) {
        hub.tell({ preferences: { ...preferences, theme } });
        await page.locator(`[data-theme=${theme}][lang=${language}]`).waitFor();
        for (const size of [LAPTOP, NARROW]) {
          await resize(page, size);
          for (const place of PLACES) {
            await page.evaluate((hash) => location.hash = hash, `#/${place}`);
            await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor({
              state: "attached",
            });
            await settled(page);
            if (place === "help") {
              await page.evaluate(() =>
                document.querySelectorAll("details").forEach((one) => one.open = true)
              );
            }
            const where = `${place}_${language}_${theme}_${size.width}`;
            found.push(...(await faults(page, what)).map((fault) => `${where}: ${fault}`));
            await photograph(page, where);
          }
        }
      }
      assert.deepEqual([...new Set(found)], []);
      assert.deepEqual(complaints, []);
    },
  );

  browserTest(`the faces without a hub fit in ${language}`, async ({ newPage, complaints }) => {
    await using hub = new MadeUpHub();
    const page = await newPage({ viewport: NARROW, ...SCALE });
    const found: string[] = [];
    const look = async (name: string, moves = false) => {
      for (const [theme, what] of THEMES) {
        hub.tell({ preferences: { ...hub.parts.running.preferences, language, theme } });
        await page.locator(`[data-theme=${theme}][lang=${language}]`).waitFor();
        if (!moves) await settled(page);
        const where = `${name}_${language}_${theme}_${NARROW.width}`;
        found.push(...(await faults(page, what)).map((fault) => `${where}: ${fault}`));
        await photograph(page, where);
      }
    };
    hub.state = "new";
    await page.goto(hub.url);
    const field = page.locator("input[type=password]");
    await field.first().waitFor();
    await look("first_start");
    await field.nth(0).fill("four words only I know");
    await field.nth(1).fill("four words only I know");
    await page.locator("button[type=submit]").click();
    await page.locator(".key").waitFor();
    await look("recovery_key");
    await page.locator("input[type=checkbox]").check();
    await page.locator(".button.primary").click();
    await page.locator("#screen h1").waitFor();
    hub.guard.hide();
    hub.tell();
    await page.locator(".alone .hero").waitFor();
    await look("cover");
    await page.locator("input[type=password]").fill(RIGHT_PASSPHRASE);
    await page.locator("button[type=submit]").click();
    await page.locator("#screen h1").waitFor();
    hub.state = "locked";
    hub.tell();
    await page.locator("form").waitFor();
    await look("login");
    hub.trouble = "VAULT_DAMAGED";
    hub.tell();
    await page.locator(".note.bad").waitFor();
    await look("damaged");
    hub.state = "unlocked";
    hub.trouble = null;
    const { keeper } = hub.parts;
    hub.parts = {
      ...hub.parts,
      keeper: { ...keeper, hasAccounts: false, devices: [], rows: {}, clinics: [] },
      waiting: [],
    };
    hub.cloud.say({ ...NO_CLOUD });
    hub.tell({ lanUrl: null, network: { addresses: [], choice: "10.0.0.7", portChoice: null } });
    for (const place of ["setup", "server", "pair", "phones", "records"]) {
      await page.evaluate((hash) => location.hash = hash, `#/${place}`);
      await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor({
        state: "attached",
      });
      await look(`empty_${place}`);
    }
    const { registration } = madeUpCloud(Date.now());
    const run = { step: "receiving", attempt: 2, rows: 0, ofRows: null, bytes: 3_400_000 } as const;
    hub.cloud.say({ registration, run: { ...run, startedMs: Date.now() } });
    await page.evaluate(() => location.hash = "#/setup");
    await page.locator("[aria-current=step] .busy-line").waitFor();
    for (const ofRows of [null, 1_000]) {
      hub.cloud.say({ run: { ...run, rows: 250, ofRows, startedMs: Date.now() } });
      await page.locator(ofRows === null ? ".busy-line" : "progress").waitFor();
      await look("first_sync", ofRows === null);
    }
    await hub.crash();
    await page.locator("[role=alert] .note.bad").waitFor();
    found.push(...(await faults(page)).map((what) => `broken_${language}: ${what}`));
    hub.comeBack();
    assert.deepEqual([...new Set(found)], []);
    assert.deepEqual(complaints.filter((what) => !/ERR_|network/i.test(what)), []);
  });
}
