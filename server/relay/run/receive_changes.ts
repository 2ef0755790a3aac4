/**
 * Receives what has changed in the cloud and stores it (decision 23).
 *
 * @module
 */

import type { CloudDevice } from "../cloud_device.ts";
import { PullFormatError, type PullPart, PullReader } from "../pull_reader.ts";
import { type CloudClient, RelayError } from "./cloud_client.ts";
import type { RelayDesk } from "./relay_desk.ts";
import type { RunCount } from "./relay_tally.ts";

/** Where a pull of everything begins. From 0 on the cloud mentions no deletion. */
export const FROM_START = 1;

const STAGED_AT_ONCE = 1_000;
/** Bytes of the answer after which what has been read of it is staged, however few rows that is. */
const STAGED_BYTES_AT_ONCE = 4 * 1024 * 1024;
const APPLIED_AT_ONCE = 500;
/** Times an answer is asked for in one run when it breaks: none can be resumed. */
const ATTEMPTS = 10;
/** The same when not even a connection comes about. */
const ATTEMPTS_WITHOUT_LINE = 3;

/** One pull of a run. */
export interface Receiving {
  readonly desk: RelayDesk;
  readonly client: CloudClient;
  readonly count: RunCount;
  readonly run: number;
  readonly device: CloudDevice;
  /** The cloud's clock at the last whole pull; 0 before. */
  readonly knownTimestamp: number;
  readonly signal: AbortSignal;
}

/**
 * Stages a whole answer. When the cloud's clock has been set back since the last one, nothing tells
 * what changed in between: everything is asked for.
 *
 * @returns how many rows and deletions are in it
 * @throws {RelayError} when no answer came to its end
 */
export async function receiveChanges(receiving: Receiving, since: number): Promise<number> {
  const { desk, count, run, device, knownTimestamp } = receiving;
  let from = since;
  for (let attempt = 1;; attempt++) {
    while (await desk.dropStaged(run));
    count.begin("receiving", attempt);
    try {
      const { timestamp, rows } = await stageAnswer(receiving, from);
      if (timestamp < knownTimestamp && from > FROM_START) {
        from = FROM_START;
        continue;
      }
      await desk.whole(run, timestamp, device);
      return rows;
    } catch (error) {
      const failure = pullFailureOf(error);
      if (attempt >= attemptsAfter(failure)) {
        await dropBroken(receiving);
        throw failure;
      }
    }
  }
}

/** Until the next run it would only take room from phones, where the disk is nearly full. */
async function dropBroken({ desk, run, signal }: Receiving): Promise<void> {
  try {
    while (!signal.aborted && await desk.dropStaged(run));
  } catch {
    // Locked, or a disk that does not even take that: the next run does it.
  }
}

/** An answer that could not be read, as a failure of the run: only a broken one is asked for again. */
export function pullFailureOf(error: unknown): unknown {
  if (!(error instanceof PullFormatError)) return error;
  const code = error.code === "NOT_A_PULL" ? "CLOUD_FAILED" : "BROKEN_ANSWER";
  return new RelayError(code, { cause: error });
}

function attemptsAfter(failure: unknown): number {
  if (!(failure instanceof RelayError)) return 0;
  if (failure.code === "NO_CONNECTION") return ATTEMPTS_WITHOUT_LINE;
  return failure.code === "BROKEN_ANSWER" || failure.code === "STALLED" ? ATTEMPTS : 0;
}

/** Stores what is staged. @throws {RelayError} when somebody stops the run; the rest stays staged */
export async function storeChanges(
  { desk, count, run, signal }: Pick<Receiving, "desk" | "count" | "run" | "signal">,
  ofRows: number | null = null,
): Promise<void> {
  count.begin("storing", 1, ofRows);
  for (;;) {
    if (signal.aborted) throw new RelayError("CANCELLED");
    const applied = await desk.apply(run, APPLIED_AT_ONCE);
    if (applied.looked === 0) return;
    count.received(applied.stored);
    count.rows(applied.looked);
    // Phones are served between two transactions.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

async function stageAnswer(
  { desk, client, count, run }: Receiving,
  since: number,
): Promise<{ readonly timestamp: number; readonly rows: number }> {
  const reader = new PullReader();
  let rows = 0;
  let parts: PullPart[] = [];
  let held = 0;
  for await (const bytes of client.pull(since)) {
    count.bytes(bytes.length);
    held += bytes.length;
    for (const part of reader.read(bytes)) {
      parts.push(part);
      if (parts.length < STAGED_AT_ONCE && held < STAGED_BYTES_AT_ONCE) continue;
      await desk.stage(run, parts);
      rows += parts.length;
      count.rows(parts.length);
      parts = [];
      held = 0;
    }
  }
  const { timestamp } = reader.finish();
  if (parts.length > 0) await desk.stage(run, parts);
  count.rows(parts.length);
  return { timestamp, rows: rows + parts.length };
}
