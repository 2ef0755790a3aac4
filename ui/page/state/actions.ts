/**
 * One thing the operator does, while it is being done and when it was refused.
 *
 * @module
 */
import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { maybe, t } from "./language.ts";
import { Refused } from "./requests.ts";
import { say } from "./said.ts";

/** An action as a screen sees it. */
export interface Action {
  /** True while it is being done. */
  readonly busy: Signal<boolean>;
  /** What went wrong the last time, in words; null when nothing did. */
  readonly failure: Signal<string | null>;
  /** Does it; a second call while it runs is ignored. Answers whether it was done. */
  run(act: () => Promise<unknown>): Promise<boolean>;
}

/**
 * An action of this component. A failure is said at the bottom of the page with `aloud`, and when
 * the component is gone: a question that was closed while it was being done. Nobody waits for what
 * is only read for a component that is gone (`isReading`).
 */
export function useAction(
  { aloud = false, isReading = false }: {
    readonly aloud?: boolean;
    readonly isReading?: boolean;
  } = {},
): Action {
  const busy = useSignal(false);
  const failure = useSignal<string | null>(null);
  const isHere = useRef(true);
  useEffect(() => () => {
    isHere.current = false;
  }, []);
  return {
    busy,
    failure,
    run: async (act) => {
      if (busy.value) return false;
      busy.value = true;
      failure.value = null;
      try {
        await act();
        return true;
      } catch (error) {
        const words = wordsFor(error);
        failure.value = words;
        const isLost = !isHere.current && !isReading;
        if ((aloud || isLost) && words !== null) say(words, { isError: true });
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}

/** An action that was answered with a reason of its own, in words. */
export class Explained extends Error {
  override readonly name = "Explained";
}

/**
 * Nothing is sent, and no attempt is lost, for a field that was left empty.
 *
 * @throws {Explained}
 */
export function requireTyped(text: string): void {
  if (text.trim() === "") throw new Explained(t("field.empty"));
}

/** What happened and what to do. Null when the operator has changed their mind. */
export function wordsFor(error: unknown): string | null {
  if (error instanceof Explained) return error.message;
  if (!(error instanceof Refused)) return t("error.INTERNAL");
  const { code, retryAfterSeconds } = error;
  if (code === "CANCELLED") return null;
  if (code === "TOO_MANY" && retryAfterSeconds !== null) {
    return t("error.wait", { n: retryAfterSeconds });
  }
  return maybe(`error.${code}`) ?? t("error.INTERNAL");
}
