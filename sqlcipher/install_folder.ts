import { join } from "node:path";

/**
 * Moves a finished folder into its place, all files at once. If another process was faster, what it
 * has put there stays.
 *
 * @param marker a file that every finished folder has
 */
export async function installFolder(
  finished: string,
  folder: string,
  marker: string,
): Promise<void> {
  try {
    await Deno.rename(finished, folder);
  } catch (error) {
    try {
      await Deno.stat(join(folder, marker));
    } catch {
      throw error;
    }
  }
}
