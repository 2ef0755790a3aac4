/**
 * One run, with its end in the words of {@linkcode RelayProblem}.
 *
 * @module
 */

import type { CloudDevice } from "../cloud_device.ts";
import { runRelay } from "../run/relay_run.ts";
import { limitProblem, relayProblemOf } from "./relay_problem.ts";
import type { RunOnce } from "./relay_loop.ts";

/** Runs once. Never rejects. */
export const runOnce: RunOnce = async (store, access, watcher) => {
  const device: CloudDevice | null = null;
  try {
    const result = await runRelay(store, access, watcher.signal);
    return result.relayed ? null : limitProblem(result.reason, device);
  } catch (error) {
    return relayProblemOf(error);
  }
};
