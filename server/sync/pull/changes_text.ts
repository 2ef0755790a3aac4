/**
 * Collects the rows of a pull answer and writes its JSON text.
 *
 * @module
 */

const COMMA = 0x2c;
/** First size of a list's buffer, bytes. */
const FIRST_BYTES = 4_096;

/** Bytes that grow. */
class Bytes {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      grown.set(this.view);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  appendByte(byte: number): void {
    this.append(Uint8Array.of(byte));
  }
}

/** Whether a row goes into `created` or `updated`. */
export type ChangeKind = "created" | "updated";

/** The `changes` of a pull answer, table by table. `deleted` stays empty (decision 17). */
export class ChangesText {
  readonly #tables = new Map<string, Record<ChangeKind, Bytes | null>>();
  #rows = 0;
  #bytes = 0;

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Bytes of the rows so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a row's JSON object. */
  add(table: string, kind: ChangeKind, json: Uint8Array): void {
    let lists = this.#tables.get(table);
    if (lists === undefined) {
      lists = { created: null, updated: null };
      this.#tables.set(table, lists);
    }
    const list = lists[kind] ??= new Bytes();
    if (list.length > 0) list.appendByte(COMMA);
    list.append(json);
    this.#rows += 1;
    this.#bytes += json.length + 1;
  }

  /**
   * The whole answer: `{"changes":{table:{"created","updated","deleted"}},"timestamp":n}`
   * (wire 6.7). Tables without changes are left out; `changes` never is.
   */
  finish(timestamp: number): Uint8Array<ArrayBuffer> {
    const encoder = new TextEncoder();
    const parts: Uint8Array[] = [];
    const text = (value: string) => parts.push(encoder.encode(value));
    text('{"changes":{');
    let first = true;
    for (const [table, lists] of this.#tables) {
      text(`${first ? "" : ","}${JSON.stringify(table)}:{"created":[`);
      if (lists.created !== null) parts.push(lists.created.view);
      text('],"updated":[');
      if (lists.updated !== null) parts.push(lists.updated.view);
      text('],"deleted":[]}');
      first = false;
    }
    text(`},"timestamp":${timestamp}}`);
    return join(parts);
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
