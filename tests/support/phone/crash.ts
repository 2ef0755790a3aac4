/**
 * Killing the app between two steps of a sync.
 *
 * @module
 */

/**
 * The steps of a sync, in order. The hook is called just *before* the step is taken, so a crash
 * thrown from it leaves everything before the step done and the step itself undone.
 *
 * - `pulled`: the pull request is sent
 * - `applied`: the first pulled row is written (the answer is in memory only)
 * - `batch-applied`: one batch of at most 300 pulled rows is committed
 * - `collected`: the dirty rows are read (everything pulled is applied)
 * - `pushed`: the push request is sent
 * - `marked`: the first pushed row is marked synced (the push was answered 2xx)
 * - `table-marked`: the pushed rows of one table are marked synced
 * - `cursor-stored`: the timestamp of the pull is stored
 */
export type SyncStep =
  | "pulled"
  | "applied"
  | "batch-applied"
  | "collected"
  | "pushed"
  | "marked"
  | "table-marked"
  | "cursor-stored";

/** Called before each step. It may change local data, wait, or throw a {@linkcode PhoneCrash}. */
export type StepHook = (step: SyncStep) => void | Promise<void>;

/**
 * Thrown by a test to kill the app. Thrown from a {@linkcode StepHook} it kills it between two
 * steps, thrown from the phone's `fetch` while a request is under way. What was committed stays;
 * everything in memory is lost and the app starts again from its database.
 */
export class PhoneCrash extends Error {
  /** A crash; the message is for the reader of the test. */
  constructor(message = "the app was killed") {
    super(message);
    this.name = "PhoneCrash";
  }
}
