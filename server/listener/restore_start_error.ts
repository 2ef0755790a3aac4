/**
 * Why a start with `--restore` failed.
 *
 * @module
 */

import { StartError, type StartErrorCode } from "../start_error.ts";

/** What is told of the copy says nothing of the present data: those words would frighten. */
const BY_CODE: Readonly<Record<string, readonly [StartErrorCode, string]>> = {
  NOT_FOUND: ["USAGE", "--restore names no copy of a hub"],
  EXISTS: ["USAGE", "this copy was restored already; start without --restore"],
  IN_USE: ["USAGE", "the hub of the folder named by --restore is running; stop it first"],
  NO_ROOM: ["STORAGE", "the disk has no room for the restored data; nothing was changed"],
  DAMAGED: ["DAMAGED", "the copy named by --restore is damaged; nothing was changed, use another"],
  NEWER_SCHEMA: [
    "NEWER_SCHEMA",
    "a newer version of the hub has made the copy; nothing was changed, use that version",
  ],
};

/** Why a start with `--restore` failed. Without a code of a copy it stays as it is. */
export function restoreStartError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === "string" ? BY_CODE[code] : undefined;
  if (known === undefined) return error;
  return new StartError(known[0], { words: known[1], cause: error });
}
