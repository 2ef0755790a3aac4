/**
 * A folder as a person types or pastes it.
 *
 * @module
 */

import { isAbsolute, join, resolve } from "node:path";
import { SnapshotError } from "./snapshot_error.ts";

/** As Windows copies a path, and as people quote one. */
const QUOTED = /^(["'])(.+)\1$/;
/** Space, and marks of direction that Windows and messengers put around a path, unseen. */
const AROUND = /^[\s\p{Bidi_Control}]+|[\s\p{Bidi_Control}]+$/gu;
const IN_HOME = /^~(?=$|[/\\])/;

/**
 * The whole path of the folder: without quotes or unseen marks around it, with the home folder for
 * `~`, and without a slash at its end.
 *
 * @param home Reads the home folder; null without one
 * @throws {SnapshotError} `PLACE_MISSING` for one that depends on where the program was started
 */
export function typedFolder(text: string, home: () => string | null = homeFolder): string {
  const plain = text.replace(AROUND, "").replace(QUOTED, "$2").replace(AROUND, "");
  const own = IN_HOME.test(plain) ? home() : null;
  const path = own === null ? plain : join(own, plain.slice(1));
  if (!isAbsolute(path)) throw new SnapshotError("PLACE_MISSING");
  return resolve(path);
}

function homeFolder(): string | null {
  return Deno.env.get("HOME") || Deno.env.get("USERPROFILE") || null;
}
