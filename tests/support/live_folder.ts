/** Folders that a running hub writes in: a file seen a moment ago may be gone, or have its final name. */

/**
 * What `asked` answers about a file, or null when the file is not there any more.
 * Other errors are thrown as they are.
 */
export async function ifThere<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
