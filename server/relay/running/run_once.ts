/**
 * One run, with its end in the words of `RelayProblem`.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import type { CloudDevice } from "../cloud_device.ts";
import { RequestPace } from "../pace.ts";
import type { RelayProblem, RelayWatcher } from "../relay_status.ts";
import type { ClientOptions } from "../run/cloud_client.ts";
import { runRelay } from "../run/relay_run.ts";
import { limitProblem, relayProblemOf } from "./relay_problem.ts";
import type { RemoteStore } from "./relay_keeper.ts";
import type { RunOnce } from "./relay_loop.ts";

/**
 * Makes a run that never rejects. All runs share one pace: what one has asked counts for the next.
 *
 * @param nowMs epoch ms of a clock that nobody sets: a leap must not hold requests up
 */
export function runOnceAt(
  nowMs: () => number = () => performance.timeOrigin + performance.now(),
): RunOnce {
  const pace = new RequestPace();
  return (store, access, watcher) => runOnce(store, access, watcher, { pace, nowMs });
}

async function runOnce(
  store: RemoteStore,
  access: CloudAccess,
  watcher: RelayWatcher,
  options: ClientOptions,
): Promise<RelayProblem | null> {
  let device: CloudDevice | null = null;
  try {
    const result = await runRelay(store, access, watcher.signal, {
      ...options,
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
}
