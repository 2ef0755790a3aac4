/**
 * Where a JSON value ends, found as its bytes arrive.
 *
 * @module
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;

/** Whether a byte is white space of JSON (RFC 8259, section 2). */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Finds the end of a value, in as many goes as it takes, without looking at a byte twice. */
export class ValueScan {
  /** True between a go that did not find the end and the one that does. */
  isOpen = false;
  /** How many arrays and objects the value, as far as it has been looked at, has inside one another. */
  deepest = 0;
  #offset = 0;
  #bare = false;
  #depth = 0;
  #inText = false;
  #escaped = false;

  /** Where the value that begins at `start` ends; -1 if its end has not arrived. */
  endOf(bytes: Uint8Array, start: number, length: number): number {
    if (!this.isOpen) {
      this.isOpen = true;
      this.#offset = 0;
      this.#depth = 0;
      this.deepest = 0;
      this.#inText = false;
      this.#escaped = false;
      this.#bare = !this.#isOpening(bytes[start]);
    }
    let at = start + this.#offset;
    for (; at < length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#bare) {
        if (isEndOfBare(byte)) return this.#found(at);
      } else if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inText = false;
          if (this.#depth === 0) return this.#found(at + 1);
        }
      } else if (byte === QUOTE) {
        this.#inText = true;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.deepest = Math.max(this.deepest, ++this.#depth);
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (--this.#depth === 0) return this.#found(at + 1);
      }
    }
    this.#offset = at - start;
    return -1;
  }

  /** What has been looked at is thrown away: `start` is where the next bytes are put. */
  forgetBytes(): void {
    this.#offset = 0;
  }

  #isOpening(byte: number | undefined): boolean {
    return byte === QUOTE || byte === OPEN_OBJECT || byte === OPEN_ARRAY;
  }

  #found(end: number): number {
    this.isOpen = false;
    return end;
  }
}

/** Numbers, true, false and null end before one of these. */
function isEndOfBare(byte: number): boolean {
  return isSpace(byte) || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
}

/**
 * The `id` of an object of which only the beginning is there.
 *
 * @returns null if it is no object, or its text `id` is not in what is there
 */
export function idInBeginning(bytes: Uint8Array): string | null {
  if (bytes[0] !== OPEN_OBJECT) return null;
  let at = 1;
  let key: unknown = null;
  for (;;) {
    while (isSpace(bytes[at]) || bytes[at] === COMMA || bytes[at] === COLON) at++;
    const end = at < bytes.length ? new ValueScan().endOf(bytes, at, bytes.length) : -1;
    if (end <= at) return null;
    const isId = key === "id";
    if (key === null || isId) {
      const value = parsed(bytes.subarray(at, end));
      if (isId) return typeof value === "string" ? value : null;
      if (typeof value !== "string") return null;
      key = value;
    } else {
      key = null;
    }
    at = end;
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
