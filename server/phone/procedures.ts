/**
 * The registry of procedures an authenticated phone may call.
 *
 * @module
 */

import { syncPush } from "./commands/sync_push.ts";
import type { Procedure } from "./procedure.ts";
import { syncPull } from "./queries/sync_pull.ts";

/** Commands by name. `ping` and `login` need no token and are answered by the listener. */
export const COMMANDS: ReadonlyMap<string, Procedure> = new Map([
  ["sync_push", syncPush],
]);

/** Queries by name. `ping` and `heartbeat` need no token and are answered by the listener. */
export const QUERIES: ReadonlyMap<string, Procedure> = new Map([
  ["sync_pull", syncPull],
]);
