/**
 * W1: how soon the operator's page is seen, and how large it is.
 *
 * @module
 */

/// <reference lib="dom" />
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { bundlePage } from "../../../tools/page/bundle_page.ts";
import { findChromium } from "../../../tools/set_up/mod.ts";
import { type BenchLine, inMs, median } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import type { BenchPlan } from "./bench_plan.ts";

const PAINT_AIM_MS = 200;
const SIZE_AIM_BYTES = 150_000;
const PAGE = new URL("../../../build/page/", import.meta.url);
const FILES = ["index.html", "page.js", "page.css", "icon.svg"];
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
/** The least a browser can be asked to show: with it the browser's own part of the time is known. */
const STATE = "#screen h1";
const EMPTY = "data:text/html,<!DOCTYPE html><title>x</title><h1>x</h1>";

/** Milliseconds after the address was asked for. */
interface Seen {
  /** First paint with anything in it. */
  readonly paintMs: number;
  /** The hub's state stands on the page. */
  readonly stateMs: number;
}

/** W1. Without Chromium only the size. */
export async function firstPaint(plan: BenchPlan): Promise<BenchLine[]> {
  await bundlePage();
  return [...await paintLines(plan), await sizeLine()];
}

async function sizeLine(): Promise<BenchLine> {
  let bytes = 0;
  for (const name of FILES) bytes += await zippedBytes(await Deno.readFile(new URL(name, PAGE)));
  return {
    id: "",
    workload: "the page with all its languages, gzip",
    measured: `${(bytes / 1000).toFixed(1)} kB`,
    limit: "",
    ratio: null,
    aim: `≤ ${SIZE_AIM_BYTES / 1000} kB`,
    met: bytes <= SIZE_AIM_BYTES,
  };
}

async function zippedBytes(content: Uint8Array<ArrayBuffer>): Promise<number> {
  const zipped = new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).arrayBuffer()).byteLength;
}

async function paintLines(plan: BenchPlan): Promise<BenchLine[]> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    plan.note("first paint left out: no Chromium");
    return [];
  }
  await using hub = await HubUnderTest.start();
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const signedIn = await browser.newContext();
    const first = await signedIn.newPage();
    await first.goto(hub.operatorUrl);
    await first.locator(STATE).waitFor();
    const cookies = await signedIn.cookies();
    const address = new URL("/", hub.operatorUrl).href;
    const pages: Seen[] = [];
    const empties: number[] = [];
    // A new profile each time: nothing is in a cache, as in the window of a program just started.
    const turns = plan.sizes.runs * 2 + 1;
    await plan.measure(hub, async () => {
      for (let turn = 0; turn < turns; turn++) {
        empties.push(
          await inProfile(browser, async (context) => (await see(context, EMPTY)).paintMs),
        );
        pages.push(
          await inProfile(browser, async (context) => {
            await context.addCookies(cookies);
            return await see(context, address, STATE);
          }),
        );
      }
    });
    plan.noteErrors(hub);
    const paintMs = median(pages.map((page) => page.paintMs));
    const emptyMs = median(empties);
    return [{
      id: "W1",
      workload: "first paint of the operator's page in a new profile",
      measured: inMs(paintMs),
      limit: `an empty page ${inMs(emptyMs)}`,
      ratio: paintMs / emptyMs,
      aim: `≤ ${PAINT_AIM_MS} ms`,
      met: paintMs <= PAINT_AIM_MS,
    }, {
      id: "",
      workload: "until the hub's state stands on it",
      measured: inMs(median(pages.map((page) => page.stateMs))),
      limit: "",
      ratio: null,
      aim: "",
      met: null,
    }];
  } finally {
    await browser.close();
  }
}

async function inProfile<T>(browser: Browser, act: (context: BrowserContext) => Promise<T>) {
  const context = await browser.newContext();
  try {
    return await act(context);
  } finally {
    await context.close();
  }
}

async function see(context: BrowserContext, address: string, wanted = "h1"): Promise<Seen> {
  const page = await context.newPage();
  // Looked at from inside: a question from outside would take time of its own.
  await page.addInitScript((selector) => {
    const look = () => {
      if (document.querySelector(selector) === null) requestAnimationFrame(look);
      else performance.mark("state");
    };
    requestAnimationFrame(look);
  }, wanted);
  await page.goto(address);
  await page.waitForFunction(() =>
    performance.getEntriesByName("first-contentful-paint").length > 0 &&
    performance.getEntriesByName("state").length > 0
  );
  const [paintMs = NaN, stateMs = NaN] = await page.evaluate(() =>
    ["first-contentful-paint", "state"].map((name) =>
      performance.getEntriesByName(name)[0]?.startTime
    )
  );
  return { paintMs, stateMs };
}
