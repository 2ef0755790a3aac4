/**
 * The moments at which the cloud lets other requests run, as it does whenever it waits for its
 * database.
 *
 * @module
 */

import { setImmediate } from "node:timers";

/** One wait of a request for the database. */
export type CloudStep =
  | { readonly kind: "pull"; readonly table: string }
  | { readonly kind: "push"; readonly table: string; readonly id: unknown };

/** Called at each; what it does happens in the middle of the request. Throwing fails the request. */
export type StepHook = (step: CloudStep) => void | Promise<void>;

/** Lets whatever is waiting run. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
