/**
 * The relay worker: talks to the cloud and owns no rows and no keys of its own. What hangs here, a
 * look-up of a name for instance, stops neither phones nor window.
 *
 * @module
 */

import { relayProblemOf } from "./relay/running/relay_problem.ts";
import type { RelayKeeper, RemoteStore } from "./relay/running/relay_keeper.ts";
import { RelayLoop } from "./relay/running/relay_loop.ts";
import { runOnceAt } from "./relay/running/run_once.ts";
import type { RelayEvent } from "./relay/running/relay_worker_control.ts";
import { connect, serveCalls } from "./threads/port_rpc.ts";

/** What the main thread sends first. */
export interface RelayWorkerStart {
  /** Calls to the keeper. */
  readonly keeper: MessagePort;
  /** Calls of the listener. */
  readonly calls: MessagePort;
  /** Events for the listener, one way. */
  readonly events: MessagePort;
}

self.onmessage = (event: MessageEvent<RelayWorkerStart>) => {
  const { keeper, calls, events } = event.data;
  const tell = (event: RelayEvent) => events.postMessage(event);
  // Phones matter more than the cloud: an error here ends a run, never the program.
  for (const failure of ["error", "unhandledrejection"]) {
    self.addEventListener(failure, (event) => {
      event.preventDefault();
      tell({ type: "defect" });
    });
  }
  const loop = new RelayLoop({
    keeper: connect<RelayKeeper & RemoteStore>(keeper),
    tell,
    runOnce: runOnceAt(),
  });
  serveCalls(calls, {
    open: () => loop.open(),
    close: (deadlineMs: number) => loop.close(deadlineMs),
    register: (access: { url: string; apiKey: string }) => loop.register(access),
    forget: () => loop.forget(),
    check: () => loop.check(),
    syncNow: () => loop.syncNow(),
    cancel: () => loop.cancel(),
  }, (error) => {
    if (relayProblemOf(error) === "DEFECT") tell({ type: "defect" });
  });
};
