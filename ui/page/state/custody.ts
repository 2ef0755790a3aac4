/**
 * Work on the hub as a whole. While it runs, the page shows its progress and nothing else: what came
 * of it is said aloud when the form that asked for it is gone.
 *
 * @module
 */
/// <reference lib="dom" />
import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useAction } from "./actions.ts";
import { say } from "./said.ts";

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
  const isHere = useRef(true);
  useEffect(() => () => {
    isHere.current = false;
  }, []);
  return {
    busy: action.busy,
    failure: action.failure,
    run: async (act, done) => {
      const isDone = await action.run(act);
      if (isDone) say(done);
      else if (!isHere.current && action.failure.value !== null) {
        say(action.failure.value, { isError: true });
      }
      return isDone;
    },
  };
}

/** A number as it is typed, with the digits and signs of any of the page's languages; or null. */
export function typedNumber(text: string): number | null {
  const digits = text.normalize("NFKC")
    .replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/[\s.,'’٬\u200E\u200F\u2066-\u2069]/g, "");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}
