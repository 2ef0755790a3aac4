/**
 * What the operator's side needs of the rest of the hub.
 *
 * @module
 */
import type { HubSettings } from "../database/settings.ts";
import type { OperatorGuard } from "./guard.ts";
import type { OperatorStatus } from "./operator_status.ts";
import type { StatusFeed } from "./status_feed.ts";

/**
 * What the listener provides. An action may reject with an error whose `code` is `NOT_FOUND` (no
 * phone in a state in which the action makes sense), `LOCKED`, `BUSY` or `STORAGE`, as `WireError`
 * has them; the operator is told so. Anything else counts as a defect.
 */
export interface OperatorDeps {
  /** The present status, of a locked hub too. */
  status(): Promise<OperatorStatus>;
  /** Lets new phones introduce themselves for the given minutes from now. */
  openPairing(minutes: number): void;
  /** Lets no further phone introduce itself. */
  closePairing(): void;
  /** Takes an admission back: a waiting phone is forgotten, an admitted one removed. */
  undoDevice(deviceId: string): Promise<void>;
  /** Removes an admitted phone. */
  revokeDevice(deviceId: string): Promise<void>;
  /** Lets a removed phone back in. */
  reinstateDevice(deviceId: string): Promise<void>;
  /** The operator says that the wall clock is right. */
  confirmClock(): Promise<void>;
  /** The settings. */
  settings(): Promise<HubSettings>;
  /** Stores checked settings; answers all of them. */
  changeSettings(change: Partial<HubSettings>): Promise<HubSettings>;
  /** Locks the hub. */
  lock(): Promise<void>;
  /**
   * Begins to stop the program and returns at once: the answer that says so is still to be sent.
   * Close the feed before the server drains.
   */
  stop(): void;
  /** Who may come in. */
  readonly guard: OperatorGuard;
  /** Carries changes to open pages; the listener calls its `notify` at every event of the hub. */
  readonly feed: StatusFeed;
  /** The port the server is bound to. */
  readonly port: () => number;
  /** Told of defects, for the log. Without it they only show as `INTERNAL`. */
  readonly onDefect?: (error: unknown) => void;
}
