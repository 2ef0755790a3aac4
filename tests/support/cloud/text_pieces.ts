/**
 * Long text as bytes in pieces, so that an answer of hundreds of megabytes is never one string.
 *
 * @module
 */

const PIECE_CHARACTERS = 65_536;

/** Collects text. */
export class TextPieces {
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  readonly #encoder = new TextEncoder();
  #waiting = "";

  /** Adds to the end. */
  add(text: string): void {
    this.#waiting += text;
    if (this.#waiting.length > PIECE_CHARACTERS) this.#flush();
  }

  /** Everything so far. */
  finish(): Uint8Array<ArrayBuffer>[] {
    this.#flush();
    return this.#pieces;
  }

  #flush(): void {
    if (this.#waiting !== "") this.#pieces.push(this.#encoder.encode(this.#waiting));
    this.#waiting = "";
  }
}

/** Bytes in pieces as a body. */
export function streamOf(
  pieces: Uint8Array<ArrayBuffer>[],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const piece = pieces[at++];
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
}
