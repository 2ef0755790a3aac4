/**
 * Work on the hub as a whole. While it runs, the page shows its progress and nothing else: what came
 * of it is said aloud, as the form that asked for it is gone.
 *
 * @module
 */
/// <reference lib="dom" />
import type { Signal } from "@preact/signals";
import { useAction } from "./actions.ts";
import { say } from "./said.ts";
import { westernDigits } from "./typed_digits.ts";

/** Work as the form that asks for it sees it. */
export interface Work {
  readonly busy: Signal<boolean>;
  /** Why it was refused, while the form is there. */
  readonly failure: Signal<string | null>;
  /** Does it, and says `done` or why not. */
  run(act: () => Promise<unknown>, done: string): Promise<boolean>;
}

/** Work of this component. */
export function useWork(): Work {
  const action = useAction();
  return {
    busy: action.busy,
    failure: action.failure,
    run: async (act, done) => {
      const isDone = await action.run(act);
      if (isDone) say(done);
      return isDone;
    },
  };
}

/** A number as it is typed, with the digits and signs of any of the page's languages; or null. */
export function typedNumber(text: string): number | null {
  const digits = westernDigits(text)
    .replace(/[\s.,'’٬\u200E\u200F\u2066-\u2069]/g, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}
