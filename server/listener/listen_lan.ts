/**
 * Opens the port phones reach.
 *
 * @module
 */

import { StartError } from "../start_error.ts";
import { type ServeParts, SteadyServer } from "./steady_server.ts";

/** @throws {StartError} `PORT`, `USAGE` for an address that is not of this machine */
export function listenLan(parts: ServeParts): SteadyServer {
  try {
    return new SteadyServer(parts);
  } catch (error) {
    const taken = error instanceof Deno.errors.AddrInUse ||
      error instanceof Deno.errors.PermissionDenied;
    if (taken) throw new StartError("PORT", { cause: error });
    const detail = "--host is not an address of this machine";
    throw new StartError("USAGE", { detail, cause: error });
  }
}
