/**
 * What closing the window would mean.
 *
 * @module
 */

import type { KeeperControl } from "../keeper/keeper_control.ts";
import type { PageLanguage } from "../operator/mod.ts";

/** A phone heard within this time is connected, ms. */
const CONNECTED_MS = 10 * 60_000;

/** What the window asks before it closes for good. */
export interface ClosingFacts {
  /** Whether phones are served. */
  readonly serving: boolean;
  /** Phones heard in the last ten minutes. */
  readonly phones: number;
  /** Of the page, null while unknown. */
  readonly language: PageLanguage | null;
}

/** Phones that were heard in the last ten minutes. Never rejects. */
export async function connectedPhones(keeper: Pick<KeeperControl, "status">): Promise<number> {
  const known = await keeper.status().catch(() => null);
  if (known === null) return 0;
  const sinceMs = Date.now() - known.clockAheadMs - CONNECTED_MS;
  return known.devices.filter(({ status, lastSeenMs }) =>
    status === "admitted" && lastSeenMs > sinceMs
  )
    .length;
}
