/**
 * A folder of copies, one folder each.
 *
 * @module
 */

import type { SnapshotReason } from "./manifest.ts";

/** A copy as it is listed. */
export interface SnapshotLine {
  /** Name of its folder. */
  readonly id: string;
  readonly hubId: string | null;
  /** Epoch ms; null when its manifest cannot be read. */
  readonly madeAtMs: number | null;
  readonly reason: SnapshotReason | null;
  /** When it was last opened with its key and found whole; null: never, or found damaged. */
  readonly verifiedAtMs: number | null;
  /** Size of its files. */
  readonly bytes: number;
  /** Rows of all tables; null when the hub could not be opened at the time. */
  readonly rows: number | null;
  readonly schema: number | null;
  /** True when a file is missing or has another size than was written. */
  readonly damaged: boolean;
}
