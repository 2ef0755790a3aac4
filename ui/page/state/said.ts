/**
 * What the page says after something was done: a line at the bottom, read aloud, with a way back
 * where there is one.
 *
 * @module
 */
import { signal } from "@preact/signals";

/** A line at the bottom. */
export interface Said {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
  /** Takes back what was done. */
  readonly undo: (() => Promise<void>) | null;
}

export const said = signal<readonly Said[]>([]);

const STAYS_MS = 12_000;
/** A way back stays long enough to be found by keyboard or screen reader. */
const UNDO_STAYS_MS = 60_000;
const MAX_LINES = 3;
let nextId = 1;

/** Says a line. */
export function say(
  text: string,
  options: { readonly undo?: () => Promise<void>; readonly isError?: boolean } = {},
): void {
  const line: Said = {
    id: nextId++,
    text,
    isError: options.isError ?? false,
    undo: options.undo ?? null,
  };
  said.value = [...said.value, line].slice(-MAX_LINES);
  setTimeout(() => dismiss(line.id), line.undo === null ? STAYS_MS : UNDO_STAYS_MS);
}

/** Takes all lines away: they name phones, and nobody may be at the screen any more. */
export function forgetSaid(): void {
  said.value = [];
}

/** Takes a line away. */
export function dismiss(id: number): void {
  said.value = said.value.filter((line) => line.id !== id);
}
