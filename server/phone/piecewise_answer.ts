/**
 * A large answer, given to the network piece by piece as the phone takes it in.
 *
 * Of an answer handed over whole the runtime says at once that it has left: long before a slow phone
 * has it, and also when the phone hangs up in the middle.
 *
 * @module
 */
import { jsonAnswer } from "./answers.ts";

const PIECE_BYTES = 64 * 1024;

/** See {@linkcode piecewiseAnswer}. */
export interface PiecewiseAnswer {
  readonly response: Response;
  /** Resolves once the network has taken every piece, rejects when the phone is gone before. */
  readonly taken: Promise<void>;
}

/** A 200 answer with `json` as its body, of which the network holds no more than it can send. */
export function piecewiseAnswer(json: string): PiecewiseAnswer {
  const bytes = new TextEncoder().encode(json);
  const { promise: taken, resolve, reject } = Promise.withResolvers<void>();
  taken.catch(() => {}); // whoever wants to know asks
  let at = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      controller.enqueue(bytes.subarray(at, at + PIECE_BYTES));
      at += PIECE_BYTES;
      if (at < bytes.length) return;
      controller.close();
      resolve();
    },
    cancel: reject,
  }, { highWaterMark: 0 });
  return { response: jsonAnswer(body, bytes.length), taken };
}
