/**
 * One run, with its end in the words of `RelayProblem`.
 *
 * @module
 */

import type { CloudDevice } from "../cloud_device.ts";
import { runRelay } from "../run/relay_run.ts";
import { limitProblem, relayProblemOf } from "./relay_problem.ts";
import type { RunOnce } from "./relay_loop.ts";

/** Runs once. Never rejects. */
export const runOnce: RunOnce = async (store, access, watcher) => {
  let device: CloudDevice | null = null;
  try {
    const result = await runRelay(store, access, watcher.signal, {
      onProgress: (progress, tally) => {
        watcher.onTally(tally);
        watcher.onProgress(progress);
      },
      onDevice: (found) => {
        device = found;
        watcher.onDevice(found);
      },
    });
    return result.relayed ? null : limitProblem(result.reason, device);
  } catch (error) {
    return relayProblemOf(error);
  }
};
