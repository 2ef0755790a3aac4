/**
 * Says on stdout what happens: JSON lines in headless mode, plain text otherwise.
 *
 * @module
 */

import { RELAY_PROBLEM_WORDS } from "../relay/running/relay_problem_text.ts";

/** One event of `docs/headless.md`. */
export interface HubEvent {
  readonly event:
    | "ready"
    | "phone"
    | "sync"
    | "relay"
    | "snapshot"
    | "health"
    | "locked"
    | "unlocked"
    | "error"
    | "restored";
  readonly [detail: string]: unknown;
}

/** Tells an event. */
export type Announce = (event: HubEvent) => void;

/** One JSON object a line. */
export const announceJson: Announce = (event) => write(`${JSON.stringify(event)}\n`);

/** What a person at a terminal is told instead of a code. */
const WORDS: Readonly<Record<string, string>> = {
  ...RELAY_PROBLEM_WORDS,
  NO_ACCOUNTS: "no one can log in yet: the hub has no users (try --demo on an empty directory)",
  NEW_SCAN_SOON: "this phone will soon need a new scan of the QR code",
  PUSH_REFUSED: "a phone sent a record that cannot be stored; nothing of that sync was stored",
  DATABASE_STORAGE:
    "the disk is full, read-only or failing: free space; nothing acknowledged is lost",
  DATABASE_BUSY: "another program is using the database",
  AUDIT_DAMAGED:
    "the audit log is not as it was written: export it and ask who had the passphrase (docs/audit.md)",
  SNAPSHOT_FAILED: "no copy of the data could be made: look at the Copies screen",
  SNAPSHOT_MADE: "a copy of the data was made and checked",
  SECOND_PLACE_COPIED: "the second place has the newest copy",
  SECOND_PLACE_MISSING: "the second place for copies is not there: plug it in or connect it",
  SECOND_PLACE_FAILING: "the second place takes no copy: look at the Copies screen",
  SECOND_PLACE_THERE: "the second place for copies is there again",
  PHONE_AHEAD: "this phone holds more than this hub: it was synced with another copy of it",
  TWIN_SUSPECTED: "another hub with the same identity seems to be running: stop one of them",
  DATABASE_DAMAGED: "the database is damaged: stop the hub and restore a copy",
};

/** For a person at a terminal. */
export const announceText: Announce = (event) => {
  const { event: what, ...details } = event;
  if (what === "ready") {
    return write(
      `The hub is ready.\n  Phones reach it at ${details.lan_url}\n` +
        `  Open the operator page: ${details.operator_url}\n  Ctrl-C stops it.\n`,
    );
  }
  // Every quarter of an hour, and on the page anyway.
  if (what === "relay" && (details.state === "started" || details.state === "running")) return;
  const text = Object.entries(details)
    .map(([name, value]) => name === "code" ? WORDS[`${value}`] ?? value : `${name} ${value}`)
    .join(", ");
  write(`${new Date().toLocaleTimeString()}  ${what}${text === "" ? "" : `: ${text}`}\n`);
};

function write(text: string): void {
  try {
    const bytes = new TextEncoder().encode(text);
    let written = 0;
    while (written < bytes.length) written += Deno.stdout.writeSync(bytes.subarray(written));
  } catch {
    // Nobody reads stdout any more. The hub goes on serving.
  }
}
