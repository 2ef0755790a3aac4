/**
 * Plain lines on the two streams, whole and at once.
 *
 * @module
 */

const encoder = new TextEncoder();

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let rest = encoder.encode(text);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}

/** Writes a line to stdout. */
export function sayOut(line: string): void {
  writeAll(Deno.stdout, `${line}\n`);
}

/** Writes a line to stderr. */
export function sayErr(line: string): void {
  writeAll(Deno.stderr, `${line}\n`);
}

/** Writes text to stderr as it is. */
export function writeErr(text: string): void {
  writeAll(Deno.stderr, text);
}

/** A duration for people: `0.4 s`, `12 s`, `3 min 20 s`. */
export function sayDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
