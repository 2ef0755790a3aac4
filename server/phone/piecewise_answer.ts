/**
 * A large answer, given to the network piece by piece as the phone takes it in.
 *
 * Of an answer handed over whole the runtime says at once that it has left: long before a slow phone
 * has it, and also when the phone hangs up in the middle. One that walked out of reach is noticed
 * by the system after a quarter of an hour only, and the answer would be kept for as long.
 *
 * @module
 */
import { jsonAnswer } from "./answers.ts";

const PIECE_BYTES = 64 * 1024;

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
export function piecewiseAnswer(json: string, idleMs: number): PiecewiseAnswer {
  const { promise: taken, resolve, reject } = Promise.withResolvers<void>();
  taken.catch(() => {}); // whoever wants to know asks
  let bytes = new TextEncoder().encode(json);
  const { length } = bytes;
  let at = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (controller: ReadableStreamDefaultController): void => {
    bytes = new Uint8Array();
    controller.close();
  };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      clearTimeout(timer);
      // A copy: a piece that is under way must not keep the whole.
      controller.enqueue(bytes.slice(at, at + PIECE_BYTES));
      at += PIECE_BYTES;
      if (at >= length) {
        end(controller);
        return resolve();
      }
      timer = setTimeout(() => {
        reject(new Error("nothing is taken in"));
        // Fewer bytes than announced: nobody takes it for a whole answer.
        end(controller);
      }, idleMs);
      Deno.unrefTimer(timer);
    },
    cancel: (reason) => {
      clearTimeout(timer);
      bytes = new Uint8Array();
      reject(reason);
    },
  }, { highWaterMark: 0 });
  return { response: jsonAnswer(body, length), taken };
}
