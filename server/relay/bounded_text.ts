/**
 * The text of an answer that need not be the cloud's: a sign-in page, a film, something endless.
 *
 * @module
 */

/** Reads it, and breaks it off where it is longer than an answer can be. */
export async function boundedText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    bytes += chunk.length;
    if (bytes > maxBytes) break;
  }
  return text;
}
