/**
 * The file that hands a script its token (`--operator-token-file`).
 *
 * @module
 */

/**
 * Writes the token and a line break into a file that only its owner can read, in place of the one
 * before. A reader sees the old token or the new one, never half of one.
 *
 * @throws {Error} of `Deno` when the file cannot be written
 */
export async function writeTokenFile(path: string, token: string): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}`;
  try {
    // A mode given to an existing file would be ignored, hence a new one each time.
    await Deno.writeTextFile(temporary, `${token}\n`, { createNew: true, mode: 0o600 });
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
