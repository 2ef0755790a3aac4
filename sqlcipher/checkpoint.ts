import type { Connection } from "./connection.ts";
import { BUSY, OK } from "./result_codes.ts";

/** How far a checkpoint goes; SQLite, `sqlite3_wal_checkpoint_v2`. */
export type CheckpointMode = "PASSIVE" | "FULL" | "RESTART" | "TRUNCATE";

/** What a checkpoint did. */
export interface CheckpointResult {
  /** Whether it stopped early because another connection was in the way. */
  readonly busy: boolean;
  /** Frames in the log; -1 if the database is not in WAL mode. */
  readonly logFrames: number;
  /** Frames of them that are in the database file; -1 if it is not in WAL mode. */
  readonly checkpointedFrames: number;
}

const MODES = { PASSIVE: 0, FULL: 1, RESTART: 2, TRUNCATE: 3 } as const;

/** Moves the log into the database file; the inside of `Database.checkpoint()`. */
export function checkpointLog(connection: Connection, mode: CheckpointMode): CheckpointResult {
  const frames = new Int32Array(2);
  const code = connection.native.sqlite3_wal_checkpoint_v2(
    connection.handle("write checkpoint"),
    null,
    MODES[mode],
    frames,
    frames.subarray(1),
  );
  const busy = (code & 0xff) === BUSY;
  if (code !== OK && !busy) throw connection.error(code, "write checkpoint");
  return { busy, logFrames: frames[0] ?? -1, checkpointedFrames: frames[1] ?? -1 };
}
