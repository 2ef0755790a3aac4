/**
 * Why a start with `--restore` failed.
 *
 * @module
 */

import { StartError, type StartErrorCode } from "../start_error.ts";

const BY_CODE: Readonly<Record<string, readonly [StartErrorCode, string]>> = {
  NOT_FOUND: ["USAGE", "--restore names no copy of a hub"],
  EXISTS: ["USAGE", "this copy was restored already; start without --restore"],
  IN_USE: ["USAGE", "the hub of the folder named by --restore is running; stop it first"],
  NO_ROOM: ["STORAGE", "there is no room for the restored data"],
  DAMAGED: ["DAMAGED", "the copy is damaged"],
  NEWER_SCHEMA: ["NEWER_SCHEMA", "the copy"],
};

/** Why a start with `--restore` failed. Without a code of a copy it stays as it is. */
export function restoreStartError(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === "string" ? BY_CODE[code] : undefined;
  if (known === undefined) return error;
  return new StartError(known[0], { detail: known[1], cause: error });
}
