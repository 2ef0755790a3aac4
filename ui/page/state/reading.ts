/**
 * What a part of a screen reads once, because the status does not hold it.
 *
 * @module
 */
/// <reference lib="dom" />
import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { wordsFor } from "./actions.ts";
import { link, open } from "./hub.ts";

/** What is read, as a part of a screen sees it. */
export interface Reading<T> {
  /** Null until it is had. */
  readonly value: Signal<T | null>;
  /** Why it could not be had the last time, in words. */
  readonly failure: Signal<string | null>;
  /** Reads it anew: it has changed. Never rejects. */
  readonly again: () => Promise<void>;
}

/** Reads with this component, and again whenever the hub tells of something until it is had. */
export function useReading<T>(ask: () => Promise<T>): Reading<T> {
  const value = useSignal<T | null>(null);
  const failure = useSignal<string | null>(null);
  const turn = useRef(0);
  const isAsking = useRef(false);
  const again = async () => {
    const mine = ++turn.current;
    isAsking.current = true;
    try {
      const answer = await ask();
      if (mine !== turn.current) return;
      value.value = answer;
      failure.value = null;
    } catch (error) {
      if (mine === turn.current) failure.value = wordsFor(error);
    } finally {
      if (mine === turn.current) isAsking.current = false;
    }
  };
  useSignalEffect(() => {
    if (open.value === null || link.value !== "live") return;
    if (value.peek() === null && !isAsking.current) void again();
  });
  return { value, failure, again };
}
