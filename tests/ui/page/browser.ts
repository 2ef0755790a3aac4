/** Chromium for the tests of the page. */
/// <reference lib="dom" />

import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { findChromium } from "../../../tools/set_up/mod.ts";
import { bundlePage } from "../../../tools/page/bundle_page.ts";
import { watchRequests } from "./settled.ts";
import { PATIENCE_MS } from "./until.ts";

export { settled } from "./settled.ts";
export { until } from "./until.ts";

const CHROMIUM = findChromium();
const IN_CI = Deno.env.get("CI") === "true";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A small laptop. */
export const LAPTOP = { width: 1366, height: 768 } as const;
/** As narrow as the page has to fit. */
export const NARROW = { width: 320, height: 640 } as const;

/** A page of a browser profile of its own. */
export interface Stage {
  readonly browser: Browser;
  /** Opens one more profile with a page. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** What the pages complained about: errors, and what the policy blocked. */
  readonly complaints: string[];
}

/** One for all tests of a file. */
let shared: Browser | undefined;

Deno.test.afterAll(async () => {
  await shared?.close();
});

/** Whether the program can be started without its window: elsewhere there is always a display. */
export const HAS_NO_DISPLAY = Deno.build.os === "linux";

/** Registers a test with a browser and the page as its sources are now. */
export function browserTest(
  name: string,
  play: (stage: Stage, t: Deno.TestContext) => Promise<void>,
  leftOut = false,
): void {
  Deno.test({
    name,
    ignore: leftOut || CHROMIUM === undefined && !IN_CI,
    // The browser's pipes and processes outlive the call that closes them.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      assert(CHROMIUM !== undefined, "Cannot find Chromium: install the Debian package chromium");
      await bundlePage();
      shared ??= await chromium.launch({
        executablePath: CHROMIUM,
        args: FLAGS,
        timeout: PATIENCE_MS,
      });
      const browser = shared;
      const complaints: string[] = [];
      const newPage = async (options: BrowserContextOptions = {}) => {
        const context = await browser.newContext({
          locale: "en-US",
          viewport: LAPTOP,
          reducedMotion: "reduce",
          ...options,
        });
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        watchRequests(page);
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("console", (message) => {
          if (message.type() === "error" || message.type() === "warning") {
            complaints.push(message.text());
          }
        });
        return page;
      };
      try {
        await play({ browser, newPage, complaints }, t);
      } finally {
        for (const context of browser.contexts()) await context.close();
      }
    },
  });
}

/** More than there is to be reached on any screen. */
const ALL_CONTROLS = 80;

/**
 * Presses Tab until the element with this accessible name has the focus; goes round until it is
 * there, if it has still to come.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  const endMs = performance.now() + PATIENCE_MS;
  while (passed.length < ALL_CONTROLS || performance.now() < endMs) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const labels = [...(element as HTMLInputElement | null)?.labels ?? []];
      return element?.getAttribute("aria-label") ??
        (labels.map((label) => label.textContent).join(" ") || element?.textContent) ?? "";
    });
    const text = focused.trim();
    if (typeof name === "string" ? text === name : name.test(text)) return;
    passed.push(text.slice(0, 40));
  }
  assert.fail(`Tab never came to ${name}; it passed ${passed.slice(-ALL_CONTROLS).join(", ")}`);
}

/** How long a page may take to draw after its size has changed, ms. */
const DRAWN_MS = 3_000;
const RESIZES = 5;

/**
 * Gives a page another size, and waits until it is drawn. On a machine that is busy a browser
 * without a screen sometimes loses the order to draw, and nothing on the page can be clicked until
 * the next one.
 */
export async function resize(page: Page, size: Size): Promise<void> {
  for (let attempt = 0; attempt < RESIZES; attempt++) {
    await page.setViewportSize(size);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isDrawn = await Promise.race([
      page.evaluate(() =>
        new Promise<boolean>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)));
        })
      ),
      new Promise<boolean>((resolve) => timer = setTimeout(() => resolve(false), DRAWN_MS)),
    ]).finally(() => clearTimeout(timer));
    if (isDrawn) return;
    await page.setViewportSize({ width: size.width, height: size.height + 1 });
  }
}
