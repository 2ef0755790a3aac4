/// <reference lib="dom" />
/** A page at one screen of a made-up hub. */

import type { Page } from "playwright-core";
import type { Stage } from "./browser.ts";
import type { MadeUpHub } from "./made_up_hub.ts";

/** Opens a screen of the hub. */
export async function openAt({ newPage }: Stage, hub: MadeUpHub, place: string): Promise<Page> {
  const page = await newPage();
  await page.goto(hub.url);
  await page.locator("#screen h1").waitFor();
  await page.evaluate((hash) => location.hash = hash, `#/${place}`);
  await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor();
  return page;
}
