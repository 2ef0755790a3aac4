/**
 * Reads JSON that somebody else wrote.
 *
 * @module
 */

/** Nested deeper than this, a value can be read but not written again: the stack would end. */
const MAX_DEPTH = 500;

/** The value, undefined when the text is no JSON or nested too deep for an answer. */
export function readJsonText(text: string): unknown {
  if (text.length > MAX_DEPTH && depthOf(text) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How deep lists and objects are nested. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char === "\\") at++;
      else if (char === '"') quoted = false;
    } else if (char === '"') {
      quoted = true;
    } else if (char === "[" || char === "{") {
      deepest = Math.max(deepest, ++depth);
    } else if (char === "]" || char === "}") {
      depth--;
    }
  }
  return deepest;
}
