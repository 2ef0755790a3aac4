/**
 * The keeper worker: see `keeper/hub_keeper.ts`. Gets one MessagePort to the listener.
 *
 * @module
 */

import { expectDerivation, keepDeriver } from "../vault/mod.ts";
import type { SnapshotControl } from "./keeper/copies/snapshot_control.ts";
import { HubKeeper, type OpenRequest } from "./keeper/hub_keeper.ts";
import type { ProcedureEvent } from "./phone/procedure.ts";
import { serveCalls } from "./threads/port_rpc.ts";
import { wakeWhenFailing } from "./threads/waking.ts";

/** What the main thread sends first. */
export interface KeeperStart {
  /** Calls of the listener. */
  readonly calls: MessagePort;
  /** Calls of the relay. */
  readonly relay: MessagePort;
  /** A worker that derives the first key, by `startDeriver()` of the vault. */
  readonly deriver: MessagePort;
  /** Events for the operator, one way. */
  readonly events: MessagePort;
  /** Whoever can end the main thread's blocking; null without a window. */
  readonly waker: MessagePort | null;
}

self.onmessage = (event: MessageEvent<KeeperStart>) => {
  const { calls, relay, deriver, events, waker } = event.data;
  if (waker !== null) wakeWhenFailing(waker);
  const report = (event: ProcedureEvent) => events.postMessage(event);
  const keeper = new HubKeeper(report);
  keepDeriver(deriver);
  const methods = {
    ...keeper.phones,
    ...keeper.attention,
    ...keeper.people,
    ...keeper.resets,
    ...keeper.salvage,
    ...keeper.cloud,
    ...keeper.health,
    ...keeper.snapshots,
    restore: async (request: Parameters<SnapshotControl["restore"]>[0]) => {
      const restored = await keeper.snapshots.restore(request);
      expectDerivation(false);
      return restored;
    },
    open: async (request: OpenRequest) => {
      const opened = await keeper.open(request);
      expectDerivation(false);
      return opened;
    },
    close: keeper.close.bind(keeper),
    hold: keeper.hold.bind(keeper),
    // Whoever looks at a hub that is shut is about to open it.
    look: (directory: string) => {
      if (!keeper.isOpen) expectDerivation(true);
      return keeper.look(directory);
    },
    restoreVault: keeper.restoreVault.bind(keeper),
    checkSecret: keeper.checkSecret.bind(keeper),
    changePassphrase: keeper.changePassphrase.bind(keeper),
    newRecoveryKey: keeper.newRecoveryKey.bind(keeper),
    status: keeper.status.bind(keeper),
    confirmClock: keeper.confirmClock.bind(keeper),
    settings: keeper.settings.bind(keeper),
    changeSettings: keeper.changeSettings.bind(keeper),
    remindOfScans: keeper.remindOfScans.bind(keeper),
    noteAudit: keeper.noteAudit.bind(keeper),
    recordsGrowth: keeper.recordsGrowth.bind(keeper),
    renameDevice: keeper.renameDevice.bind(keeper),
    renameHub: keeper.renameHub.bind(keeper),
    auditEntries: keeper.auditEntries.bind(keeper),
    auditExport: keeper.auditExport.bind(keeper),
  };
  const onDefect = (error: unknown) => report({ event: "error", code: "DEFECT", at: place(error) });
  serveCalls(calls, methods, onDefect);
  serveCalls(relay, { ...keeper.relay }, onDefect);
};

/** Where a defect happened: the innermost of our own frames. Never the message, which may quote. */
function place(error: unknown): string {
  const frames = error instanceof Error ? error.stack?.split("\n") ?? [] : [];
  return frames.map((frame) => frame.match(/\/([^/]+\.ts:\d+):\d+\)?$/)?.[1])
    .find((frame) => frame !== undefined) ?? "unknown";
}
