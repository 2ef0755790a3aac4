/**
 * Reads the cloud's answer to a pull as it arrives: one JSON object of any length, of which no more
 * than a row is held at a time.
 *
 * @module
 */

import { idInBeginning, isSpace, ValueScan } from "./value_scan.ts";

/** Why an answer is none. */
export type PullFormatCode =
  /** Not JSON, or not UTF-8: something on the way answered, or bytes were damaged. */
  | "NOT_JSON"
  /** It ends in the middle. */
  | "INCOMPLETE"
  /** Another answer than was asked for: without success, changes or timestamp. */
  | "NOT_A_PULL"
  /** Something that is not a row is larger than a row may be. */
  | "TOO_LARGE";

/** An answer that cannot be read. Names no value. */
export class PullFormatError extends Error {
  /** Name of the class. */
  override readonly name = "PullFormatError";
  /** Why. */
  readonly code: PullFormatCode;

  /** An answer that cannot be read. */
  constructor(code: PullFormatCode) {
    super(`Cannot read the cloud's answer: ${code}`);
    this.code = code;
  }
}

/** One row, or the id of a deleted one. */
export type PullPart =
  | { readonly kind: "row"; readonly table: string; readonly row: unknown }
  | { readonly kind: "deleted"; readonly table: string; readonly id: unknown }
  /**
   * A row larger, or with more inside one another, than a row may be. Nothing but the id of it is
   * kept, if that stands early.
   */
  | { readonly kind: "large"; readonly table: string; readonly id: string | null };

/** What an answer says besides its rows. */
export interface PullEnd {
  /** The cloud's clock, epoch milliseconds: compared with nobody else's. */
  readonly timestamp: number;
}

/** Objects and arrays that are walked through; everything inside is read whole. */
type Frame = "root" | "changes" | "lists" | "items";
type State = "value" | "first key" | "key" | "colon" | "after" | "first item" | "end";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;

/** Levels of arrays and objects: with some thousand, a row no longer gets from worker to worker. */
const MAX_LEVELS = 1_000;

/** Reads one answer. Feed it with `read()` and end with `finish()`. */
export class PullReader {
  readonly #maxRowBytes: number;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  /** What has arrived and not been read, from the start of the value that is being read. */
  #bytes = new Uint8Array(65_536);
  #length = 0;
  #at = 0;
  readonly #frames: Frame[] = [];
  #state: State = "value";
  #key = "";
  #table = "";
  #list = "";
  #success: unknown;
  #timestamp: unknown;
  #sawChanges = false;
  readonly #scan = new ValueScan();
  /** The row that is being read is too large: its bytes are not kept. */
  #large: { readonly id: string | null } | null = null;

  /** @param maxRowBytes a larger row is passed over */
  constructor(maxRowBytes = 32 * 1024 * 1024) {
    this.#maxRowBytes = maxRowBytes;
  }

  /** Takes the next bytes and gives the rows that are whole with them. @throws {PullFormatError} */
  *read(chunk: Uint8Array): Generator<PullPart> {
    this.#append(chunk);
    for (;;) {
      const start = this.#at;
      const part = this.#step();
      if (part === "wait") break;
      if (part !== null) yield part;
      if (this.#at === start && this.#state === "end") break;
    }
    this.#dropRead();
    if (this.#length > this.#maxRowBytes) this.#beginLarge();
    if (this.#large !== null) {
      this.#length = 0;
      this.#scan.forgetBytes();
    }
  }

  /** Ends the reading. @throws {PullFormatError} */
  finish(): PullEnd {
    if (this.#state !== "end") throw new PullFormatError("INCOMPLETE");
    const timestamp = this.#timestamp;
    if (this.#success !== true || !this.#sawChanges || typeof timestamp !== "number") {
      throw new PullFormatError("NOT_A_PULL");
    }
    return { timestamp };
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  #dropRead(): void {
    this.#bytes.copyWithin(0, this.#at, this.#length);
    this.#length -= this.#at;
    this.#at = 0;
  }

  /** Goes one token on. `wait` is for more bytes. */
  #step(): PullPart | "wait" | null {
    if (!this.#scan.isOpen) this.#skipSpace();
    if (this.#at >= this.#length) return "wait";
    const byte = this.#bytes[this.#at];
    switch (this.#state) {
      case "first key":
        if (byte === CLOSE_OBJECT) return this.#close();
        return this.#readKey();
      case "key":
        return this.#readKey();
      case "colon":
        this.#expect(byte === COLON);
        this.#state = "value";
        return null;
      case "after":
        if (byte === (this.#frame === "items" ? CLOSE_ARRAY : CLOSE_OBJECT)) return this.#close();
        this.#expect(byte === COMMA);
        this.#state = this.#frame === "items" ? "value" : "key";
        return null;
      case "first item":
        if (byte === CLOSE_ARRAY && !this.#scan.isOpen) return this.#close();
        return this.#readValue();
      case "value":
        return this.#readValue();
      case "end":
        throw new PullFormatError("NOT_JSON");
    }
  }

  get #frame(): Frame | undefined {
    return this.#frames.at(-1);
  }

  #expect(holds: boolean): void {
    if (!holds) throw new PullFormatError("NOT_JSON");
    this.#at++;
  }

  #close(): null {
    this.#at++;
    this.#frames.pop();
    this.#state = this.#frames.length === 0 ? "end" : "after";
    return null;
  }

  #open(frame: Frame, state: State): null {
    this.#at++;
    this.#frames.push(frame);
    this.#state = state;
    return null;
  }

  #readKey(): "wait" | null {
    if (this.#bytes[this.#at] !== QUOTE) throw new PullFormatError("NOT_JSON");
    const key = this.#whole();
    if (key === "wait") return "wait";
    if ("large" in key) throw new PullFormatError("TOO_LARGE");
    this.#key = String(key.value);
    this.#state = "colon";
    return null;
  }

  #readValue(): PullPart | "wait" | null {
    const byte = this.#bytes[this.#at];
    if (!this.#scan.isOpen) {
      const frame = this.#frame;
      if (frame === undefined) {
        if (byte !== OPEN_OBJECT) throw new PullFormatError("NOT_A_PULL");
        return this.#open("root", "first key");
      }
      if (byte === OPEN_OBJECT && frame === "root" && this.#key === "changes") {
        this.#sawChanges = true;
        return this.#open("changes", "first key");
      }
      if (byte === OPEN_OBJECT && frame === "changes") {
        this.#table = this.#key;
        return this.#open("lists", "first key");
      }
      if (byte === OPEN_ARRAY && frame === "lists") {
        this.#list = this.#key;
        return this.#open("items", "first item");
      }
    }
    const value = this.#whole();
    if (value === "wait") return "wait";
    this.#state = "after";
    return "large" in value ? this.#takeLarge(value.large) : this.#take(value.value);
  }

  #takeLarge({ id }: { readonly id: string | null }): PullPart {
    return { kind: "large", table: this.#table, id };
  }

  #take(value: unknown): PullPart | null {
    if (this.#frame === "root") {
      if (this.#key === "success") this.#success = value;
      if (this.#key === "timestamp") this.#timestamp = value;
      return null;
    }
    if (this.#frame !== "items") throw new PullFormatError("NOT_A_PULL");
    const table = this.#table;
    if (this.#list === "deleted") return { kind: "deleted", table, id: value };
    return this.#isInRows ? { kind: "row", table, row: value } : null;
  }

  get #isInRows(): boolean {
    return this.#frame === "items" && (this.#list === "created" || this.#list === "updated");
  }

  /** One row that is too large does not keep the others away. */
  #beginLarge(): void {
    if (!this.#isInRows || !this.#scan.isOpen) throw new PullFormatError("TOO_LARGE");
    this.#large ??= { id: idInBeginning(this.#bytes.subarray(this.#at, this.#length)) };
  }

  /** A whole JSON value that begins here, once all of it has arrived. */
  #whole():
    | { readonly value: unknown }
    | { readonly large: { readonly id: string | null } }
    | "wait" {
    const end = this.#scan.endOf(this.#bytes, this.#at, this.#length);
    if (end < 0) return "wait";
    const isNested = this.#isInRows && this.#scan.deepest > MAX_LEVELS;
    if (this.#large !== null || isNested || end - this.#at > this.#maxRowBytes) {
      if (!this.#isInRows) throw new PullFormatError("TOO_LARGE");
      const large = this.#large ??
        { id: idInBeginning(this.#bytes.subarray(this.#at, end)) };
      this.#large = null;
      this.#at = end;
      return { large };
    }
    let value: unknown;
    try {
      value = JSON.parse(this.#decoder.decode(this.#bytes.subarray(this.#at, end)));
    } catch {
      throw new PullFormatError("NOT_JSON");
    }
    this.#at = end;
    return { value };
  }

  #skipSpace(): void {
    while (this.#at < this.#length && isSpace(this.#bytes[this.#at])) this.#at++;
  }
}
