/**
 * Secrets that come from files: never from the command line or the environment.
 *
 * @module
 */

import { withoutMarks } from "./relay/cloud_url.ts";
import { StartError } from "./start_error.ts";

/**
 * The content of a secret's file without one final line break. It is read again when an update
 * starts the program anew; so it cannot be standard input, which is empty by then.
 *
 * @throws {StartError} `USAGE` when it cannot be read
 */
export async function readSecretFile(flag: string, path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    // Of what may be read at all, these are devices and open files, as /dev/stdin.
    const detail = error instanceof Deno.errors.NotCapable
      ? `${flag} must name a file on the disk, for it is read again after an update: ` +
        "standard input cannot be"
      : `the file of ${flag} cannot be read`;
    throw new StartError("USAGE", { detail, cause: error });
  }
  try {
    // Without a byte order mark; guessing at other encodings would let wrong bytes pass for right.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r?\n$/, "");
  } catch {
    throw new StartError("USAGE", { detail: `the file of ${flag} is not UTF-8 text` });
  } finally {
    bytes.fill(0);
  }
}

/**
 * The key in the file of `--cloud-key-file`, without what cannot be seen around it and in it: out of
 * a message in Arabic it brings marks of direction with it.
 *
 * @throws {StartError} `USAGE` when it cannot be read
 */
export async function readCloudKey(path: string): Promise<string> {
  return withoutMarks(await readSecretFile("--cloud-key-file", path)).trim();
}

/**
 * The content of a file that is no secret as it is.
 *
 * @throws {StartError} `USAGE` when it cannot be read
 */
export async function readTextFile(flag: string, path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new StartError("USAGE", { detail: `the file of ${flag} cannot be read`, cause: error });
  }
}
