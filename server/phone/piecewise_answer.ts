/**
 * A large answer, given to the network piece by piece as the phone takes it in.
 *
 * Of an answer handed over whole the runtime says at once that it has left: long before a slow phone
 * has it, and also when the phone hangs up in the middle. One that walked out of reach is noticed
 * by the system after a quarter of an hour only, and the answer would be kept for as long.
 *
 * @module
 */
import type { TextInParts } from "../wire/mod.ts";
import { jsonAnswer } from "./answers.ts";

const PIECE_CHARACTERS = 64 * 1024;

/** See {@linkcode piecewiseAnswer}. */
export interface PiecewiseAnswer {
  readonly response: Response;
  /**
   * Resolves once the network has taken every piece; rejects when the phone is gone before, or has
   * taken nothing in for too long.
   */
  readonly taken: Promise<void>;
}

/**
 * A 200 answer with `json` as its body, of which the network holds no more than it can send.
 *
 * @param idleMs An answer of which no piece is taken in for so long breaks off
 */
export function piecewiseAnswer(json: TextInParts, idleMs: number): PiecewiseAnswer {
  const { promise: taken, resolve, reject } = Promise.withResolvers<void>();
  taken.catch(() => {}); // whoever wants to know asks
  const { length } = json;
  const encoder = new TextEncoder();
  let parts: Iterator<string> | null = json.parts()[Symbol.iterator]();
  let sent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (): void => {
    clearTimeout(timer);
    parts = null;
  };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      clearTimeout(timer);
      const piece = nextPiece(parts);
      controller.enqueue(encoder.encode(piece));
      sent += piece.length;
      if (sent === length) {
        end();
        controller.close();
        return resolve();
      }
      timer = setTimeout(() => {
        end();
        reject(new Error("nothing is taken in"));
        // Fewer bytes than announced: nobody takes it for a whole answer.
        controller.close();
      }, idleMs);
      Deno.unrefTimer(timer);
    },
    cancel: (reason) => {
      end();
      reject(reason);
    },
  }, { highWaterMark: 0 });
  return { response: jsonAnswer(body, length), taken };
}

/** Small parts are sent together. */
function nextPiece(parts: Iterator<string> | null): string {
  let piece = "";
  while (piece.length < PIECE_CHARACTERS) {
    const part = parts?.next();
    if (part === undefined || part.done) break;
    piece += part.value;
  }
  return piece;
}

/** A text that is there as a whole, in parts. */
export function inParts(text: string): TextInParts {
  return {
    length: text.length,
    parts: function* () {
      for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
        yield text.slice(at, at + PIECE_CHARACTERS);
      }
    },
  };
}
