/**
 * Something that takes a moment: what it is, and how far it is where that is known.
 *
 * @module
 */
/** @jsxImportSource preact */
/// <reference lib="dom" />
import type { JSX } from "preact";

/** Words and a moving line while something is under way. The region is always there. */
export function Busy({ words }: { readonly words: string | null }): JSX.Element {
  return (
    <div role="status">
      {words !== null && (
        <div class="stack tight">
          <p>{words}</p>
          <BusyLine />
        </div>
      )}
    </div>
  );
}

/** A line that moves. */
export function BusyLine(): JSX.Element {
  return (
    <div class="busy-line" aria-hidden="true">
      <i />
    </div>
  );
}

/** A bar that fills. */
export function Bar(
  { label, done, of }: {
    readonly label: string;
    readonly done: number;
    readonly of: number;
  },
): JSX.Element {
  return <progress class="bar-line" aria-label={label} value={Math.min(done, of)} max={of} />;
}
