/** Larger texts are encoded into memory of their own, which is given back at once. */
const KEPT_BYTES = 1 << 20;
const FIRST_BYTES = 1 << 14;

/**
 * Memory in which a text waits, as UTF-8, for the one call that copies it. The result of a call to
 * `encode()` is valid until the next one.
 */
export class TextScratch {
  #bytes = new Uint8Array(0);
  #keptPointer: Deno.PointerValue = null;
  readonly #encoder = new TextEncoder();
  /** Where the text of the last `encode()` begins; never null after the first call. */
  pointer: Deno.PointerValue = null;
  #large: Uint8Array<ArrayBuffer> | undefined;

  /** Encodes a text and returns its length in bytes. */
  encode(text: string): number {
    const needed = text.length * 3;
    if (needed > KEPT_BYTES) return this.#encodeLarge(text);
    if (needed > this.#bytes.length || this.#keptPointer === null) {
      let size = FIRST_BYTES;
      while (size < needed) size *= 2;
      this.#bytes = new Uint8Array(size);
      this.#keptPointer = Deno.UnsafePointer.of(this.#bytes);
    }
    this.#large = undefined;
    this.pointer = this.#keptPointer;
    return this.#encoder.encodeInto(text, this.#bytes).written;
  }

  #encodeLarge(text: string): number {
    this.#large = this.#encoder.encode(text);
    this.pointer = Deno.UnsafePointer.of(this.#large);
    return this.#large.length;
  }
}
