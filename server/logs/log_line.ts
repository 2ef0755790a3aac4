/**
 * What goes into the log: the events of `docs/headless.md`, without anything that opens a door or
 * names a person.
 *
 * @module
 */

/** An event: its name, and details. */
export interface LogEvent {
  /** What happened. */
  readonly event: string;
  /** Codes, counts, switches; anything else is left out. */
  readonly [detail: string]: unknown;
}

/** Codes, table names, places in the program, versions. */
const WORD = /^[A-Za-z0-9_.:-]{1,64}$/;
/** The three made-up words of a phone. */
const DEVICE = /^[a-z]+(?:[ -][a-z]+){2}$/;
/** Members that are left out whatever they hold: links with tokens, keys, accounts. */
const NEVER: ReadonlySet<string> = new Set([
  "accounts",
  "lan_url",
  "operator_url",
  "pairing",
  "passphrase",
  "recovery_key",
  "token",
]);

/**
 * One line of the log, without its line break. Of the details only numbers, switches, and words that
 * can be codes are kept: a text with spaces could be anything.
 *
 * @param atMs Epoch ms
 */
export function logLine(event: LogEvent, atMs: number): string {
  const kept: Record<string, unknown> = { at: new Date(atMs).toISOString(), event: event.event };
  for (const [name, value] of Object.entries(event)) {
    if (name === "event" || NEVER.has(name)) continue;
    if (isHarmless(name, value)) kept[name === "at" ? "place" : name] = value;
  }
  return JSON.stringify(kept);
}

function isHarmless(name: string, value: unknown): boolean {
  if (value === null || typeof value === "number" || typeof value === "boolean") return true;
  if (typeof value !== "string") return false;
  return name === "device" ? DEVICE.test(value) : WORD.test(value);
}
