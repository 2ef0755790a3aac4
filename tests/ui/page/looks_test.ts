/// <reference lib="dom" />
/** Every question the page asks, large letters, the mirrored page, and Arabic digits. */

import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { PLACES } from "../../../ui/page/state/places.ts";
import { axeFindings } from "./axe_page.ts";
import { browserTest, LAPTOP, NARROW, resize, settled, type Stage } from "./browser.ts";
import { inspectPage } from "./inspect_page.ts";
import { MadeUpHub } from "./made_up_hub.ts";

type Looks = Partial<MadeUpHub["parts"]["running"]["preferences"]>;

async function openWith({ newPage }: Stage, hub: MadeUpHub, looks: Looks): Promise<Page> {
  hub.tell({ preferences: { ...hub.parts.running.preferences, ...looks } });
  const page = await newPage();
  await page.addInitScript(() => globalThis.print = () => {});
  await page.goto(hub.url);
  await page.locator("#screen h1").waitFor();
  return page;
}

async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => location.hash = hash, `#/${place}`);
  await page.locator(`.place[aria-current=page][href="#/${place}"]`).waitFor({ state: "attached" });
  await settled(page);
}

/** Presses a button of the screen if it is seen; answers whether there are more after it. */
function pressed(at: number): boolean {
  const buttons = document.querySelectorAll<HTMLButtonElement>("#screen button");
  const button = buttons[at];
  if (button?.checkVisibility() === true) button.click();
  return at + 1 < buttons.length;
}

/** The title of the question that is asked now. */
function asked(): string | null {
  return document.querySelector("dialog[open] h2")?.textContent ?? null;
}

/** Presses every button of a screen, and looks at each question that comes up. */
async function questionsOf(page: Page, place: string, found: string[]): Promise<Set<string>> {
  const seen = new Set<string>();
  let at = 0;
  for (let more = true; more;) {
    more = await page.evaluate(pressed, at++);
    // What was pressed may take its own button, and the question after it, away.
    await settled(page, ".spinner");
    const title = await page.evaluate(asked);
    if (title !== null) {
      if (!seen.has(title)) {
        const faults = [...await page.evaluate(inspectPage), ...await axeFindings(page)];
        found.push(...faults.map((what) => `${place}, ${title}: ${what}`));
      }
      seen.add(title);
      await page.keyboard.press("Escape");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
    }
    if (!page.url().endsWith(`#/${place}`)) await goTo(page, place);
  }
  return seen;
}

for (const [language, theme] of [["en", "light"], ["es", "dark"], ["ar", "dark"]] as const) {
  browserTest(
    `every question of every screen fits and can be read in ${language}`,
    async (stage) => {
      await using hub = new MadeUpHub();
      const page = await openWith(stage, hub, { language, theme });
      await resize(page, language === "en" ? LAPTOP : NARROW);
      const found: string[] = [];
      const seen = new Set<string>();
      for (const place of PLACES.filter((name) => name !== "help")) {
        await goTo(page, place);
        for (const title of await questionsOf(page, place, found)) seen.add(title);
      }
      assert.deepEqual(found, []);
      // Serving, lock, stop; rename, remove; let go; passphrase, key; key of the cloud, file, leave.
      assert(seen.size >= 11, [...seen].join("; "));
    },
  );
}

browserTest(
  "letters of twice the size fit, by the browser's zoom and by its letter size",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openWith(stage, hub, {});
    const found: string[] = [];
    const look = async (how: string) => {
      for (const place of PLACES) {
        await goTo(page, place);
        const faults = (await page.evaluate(inspectPage)).filter((what) =>
          /sideways|sticks/.test(what)
        );
        found.push(...faults.map((what) => `${how} ${place}: ${what}`));
      }
    };
    await resize(page, { width: LAPTOP.width / 2, height: LAPTOP.height / 2 });
    await look("zoom");
    await resize(page, LAPTOP);
    await page.evaluate(() => document.documentElement.style.fontSize = "212.5%");
    await look("letters");
    assert.deepEqual(found, []);
  },
);

browserTest("on a small laptop every place and the way to hide are seen at once", async (stage) => {
  await using hub = new MadeUpHub();
  for (const language of ["en", "es", "ar"] as const) {
    const page = await openWith(stage, hub, { language });
    await resize(page, LAPTOP);
    await goTo(page, "setup");
    const hidden = await page.locator(".side-in").evaluate((one) =>
      one.scrollHeight - one.clientHeight
    );
    assert(hidden <= 0, `${language}: ${hidden} px are out of sight`);
  }
});

browserTest(
  "on the smallest screens the way to hide is seen, and every place reached",
  async (stage) => {
    await using hub = new MadeUpHub();
    const conflict = hub.conflicts.slice(0, 1);
    hub.conflicts = Array.from({ length: 2_000 }, () => conflict).flat();
    const page = await openWith(stage, hub, {});
    for (
      const [size, place] of [[{ width: 1024, height: 600 }, "phones"], [NARROW, "setup"]] as const
    ) {
      await resize(page, size);
      await goTo(page, place);
      if (size === NARROW) await page.locator("#menu").click();
      const hidden = await page.evaluate(() => {
        const button = document.querySelector(".side-foot button:last-child");
        const count = document.querySelector(".place .count");
        const end = button?.getBoundingClientRect().bottom ?? Infinity;
        return {
          below: end - innerHeight,
          countHeight: count?.getBoundingClientRect().height ?? 99,
        };
      });
      assert(hidden.below <= 0, `${size.width}: ${hidden.below} px below`);
      assert(hidden.countHeight < 30, "the count is broken in two");
      // What has the focus lies beside what stays, not behind it.
      await page.locator(".place").last().focus();
      const [last, foot] = await page.evaluate(() =>
        [".place:last-child", ".side-foot"].map((one) =>
          document.querySelector(one)?.getBoundingClientRect()
        )
      );
      assert(last !== undefined && foot !== undefined && last.bottom <= foot.top + 1);
    }
  },
);

browserTest("in Arabic the page is mirrored, not only its letters", async (stage) => {
  await using hub = new MadeUpHub();
  const page = await openWith(stage, hub, { language: "ar" });
  const middleOf = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox();
    assert(box !== null, selector);
    return box.x + box.width / 2;
  };
  for (const place of PLACES) {
    await goTo(page, place);
    assert(await middleOf(".side") > await middleOf("#screen"), place);
    const starts = await page.evaluate(() =>
      [...document.querySelectorAll("#screen h1, #screen h2, #screen p:not(:empty)")]
        .filter((one) => one.checkVisibility() && getComputedStyle(one).textAlign === "left").length
    );
    assert.equal(starts, 0, place);
  }
  await goTo(page, "settings");
  const numbers = page.locator("#screen input[inputmode=numeric]:not(.letters)");
  await numbers.first().waitFor();
  for (const one of await numbers.all()) {
    assert.equal(await one.evaluate((field) => getComputedStyle(field).direction), "rtl");
  }
  await goTo(page, "server");
  assert(await middleOf(".hero .lamp") > await middleOf(".hero .title"));
  // What has a direction of its own keeps it.
  assert.equal(
    await page.locator(".hero code").evaluate((one) => getComputedStyle(one).direction),
    "ltr",
  );
});

browserTest(
  "with Arabic digits no number is left in others, codes and addresses apart",
  async (stage) => {
    await using hub = new MadeUpHub();
    const page = await openWith(stage, hub, { language: "ar", digits: "arab" });
    const found: string[] = [];
    for (const place of PLACES) {
      await goTo(page, place);
      const texts = await page.evaluate(() => {
        const others: string[] = [];
        const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = all.nextNode(); node !== null; node = all.nextNode()) {
          const parent = node.parentElement;
          if (parent === null || !parent.checkVisibility()) continue;
          if (parent.closest("code, bdi, option, .choice, .value, .bar strong, details") !== null) {
            continue;
          }
          // Values that keep a direction of their own are names, addresses and versions.
          const own = (node.textContent ?? "").replace(/\u2068[^\u2069]*\u2069/g, "");
          if (/[0-9]/.test(own)) others.push(own.trim().slice(0, 80));
        }
        return others;
      });
      found.push(...texts.map((text) => `${place}: ${text}`));
    }
    assert.deepEqual(found, []);
  },
);

Deno.test("no style says left or right", async () => {
  const folder = new URL("../../../ui/page/style/", import.meta.url);
  for await (const { name } of Deno.readDir(folder)) {
    const text = (await Deno.readTextFile(new URL(name, folder))).replace(/\/\*.*?\*\//gs, "");
    assert.doesNotMatch(
      text,
      /(margin|padding|border|inset)-(left|right)|(^|[\s;{])(left|right|float)\s*:|text-align:\s*(left|right)/m,
      name,
    );
  }
});
