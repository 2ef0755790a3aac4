/**
 * What has to be on a machine, and what for.
 *
 * @module
 */

import { bundlePage } from "../page/bundle_page.ts";
import { provideChromium } from "./chromium.ts";
import { provideLibrary } from "./native_library.ts";
import type { Progress } from "./progress.ts";
import { provideWindow, provideWindowTests } from "./window_library.ts";

/** What a part is wanted for: running the hub, or the tests that need a real browser. */
export type Purpose = "hub" | "browser tests";

/** One thing the set-up sees to. */
export interface Part {
  /** In the words of a person. */
  readonly name: string;
  /** Who needs it. The hub itself is needed by everything. */
  readonly purpose: Purpose;
  /** Does nothing, and quickly, when the part is there. Throws when it cannot be had. */
  readonly provide: (progress: Progress) => Promise<void>;
}

/** Every part in the order in which it is seen to. */
export const PARTS: readonly Part[] = [
  { name: "the SQLCipher library", purpose: "hub", provide: provideLibrary },
  {
    name: "the operator's page",
    purpose: "hub",
    provide: async (progress) => void await bundlePage((line) => progress.say(line)),
  },
  { name: "the native window", purpose: "hub", provide: provideWindow },
  { name: "the window's display", purpose: "browser tests", provide: provideWindowTests },
  { name: "Chromium", purpose: "browser tests", provide: provideChromium },
];
