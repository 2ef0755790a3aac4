/**
 * Chromium, for the tests that open the operator's page in a real browser.
 *
 * @module
 */

import { installPackages } from "./debian_packages.ts";
import type { Progress } from "./progress.ts";
import { SetUpError } from "./set_up_error.ts";

const PLACES: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/chromium-browser",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  windows: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Path of a browser that speaks Chromium's protocol, `undefined` when there is none. */
export function findChromium(): string | undefined {
  return PLACES[Deno.build.os]?.find(isFile);
}

/**
 * Sees to it that a browser is there.
 *
 * @throws {SetUpError} with a message that says what to do
 */
export async function provideChromium(progress: Progress): Promise<void> {
  if (findChromium() !== undefined) return;
  if (Deno.build.os !== "linux") {
    throw new SetUpError("Cannot find Chrome, Edge or Chromium: install one of them");
  }
  await installPackages("Chromium", ["chromium"], progress);
  if (findChromium() === undefined) {
    throw new SetUpError("Cannot find Chromium although its package is installed");
  }
}
