/**
 * Gets this machine ready to run the hub. Says so on stderr; stdout stays empty.
 *
 * Exit code 7 when the native library cannot be had.
 *
 * @module
 */

import { EXIT_LIBRARY_MISSING, messageOf, setUp } from "./set_up/mod.ts";
import { sayErr } from "./terminal.ts";

try {
  await setUp();
  sayErr("Set-up: everything is in place.");
} catch (error) {
  sayErr(`Set-up: ${messageOf(error)}`);
  Deno.exit(EXIT_LIBRARY_MISSING);
}
