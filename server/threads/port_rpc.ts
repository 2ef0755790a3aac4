/**
 * Calls between the two workers over a MessagePort.
 *
 * @module
 */

import { WireError, type WireErrorCode } from "../wire/errors.ts";

/** Buffers from this size are handed over instead of copied, bytes. */
const TRANSFER_BYTES = 65_536;

/** A failure that crosses the port: a closed code, never a text with details. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface CallMessage {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface AnswerMessage {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: Failure;
}

interface Failure {
  readonly wire?: WireErrorCode;
  readonly retryAfterSeconds?: number;
  readonly code: string;
  readonly message: string;
}

/** Anything with methods that answer. */
// deno-lint-ignore no-explicit-any -- the method's own signature is kept by `connect`
export type Methods = Record<string, (...args: any[]) => unknown>;

/**
 * Answers calls on a port.
 *
 * @param onDefect Called with an error that has no code of its own: a defect of the program
 */
export function serveCalls(
  port: MessagePort,
  methods: Methods,
  onDefect: (error: unknown) => void,
): void {
  port.onmessage = async (event: MessageEvent<CallMessage>) => {
    const { id, method, args } = event.data;
    let answer: AnswerMessage;
    try {
      const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (handler === undefined) throw new RangeError(`Cannot call "${method}": no such method`);
      answer = { id, value: await handler(...args) };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === "INTERNAL") onDefect(error);
      answer = { id, failure };
    }
    port.postMessage(answer, transferables(answer.value));
  };
}

/** The other end of {@linkcode serveCalls}. Errors arrive as `WireError` or `RemoteError`. */
export function connect<T extends object>(port: MessagePort): T {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let next = 1;
  port.onmessage = (event: MessageEvent<AnswerMessage>) => {
    const { id, value, failure } = event.data;
    const call = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) call?.resolve(value);
    else call?.reject(errorOf(failure));
  };
  return new Proxy({} as T, {
    get: (_, method) => {
      // A proxy that answers `then` would be taken for a promise.
      if (typeof method !== "string" || method === "then") return undefined;
      return (...args: unknown[]) => {
        const id = next++;
        const call = Promise.withResolvers<unknown>();
        waiting.set(id, call);
        port.postMessage({ id, method, args }, args.flatMap(transferables));
        return call.promise;
      };
    },
  });
}

function failureOf(error: unknown): Failure {
  if (error instanceof WireError) {
    const { code, message, retryAfterSeconds } = error;
    return {
      wire: code,
      code,
      message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof Error && typeof code === "string") return { code, message: error.message };
  return { code: "INTERNAL", message: "Cannot answer: internal error" };
}

function errorOf(failure: Failure): Error {
  const { wire, code, message, retryAfterSeconds } = failure;
  if (wire === undefined) return new RemoteError(code, message);
  return new WireError(wire, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
}

/** Large buffers owned by a value or by its members. */
function transferables(value: unknown): Transferable[] {
  if (value instanceof Uint8Array) {
    const whole = value.byteLength === value.buffer.byteLength;
    return whole && value.byteLength >= TRANSFER_BYTES ? [value.buffer as ArrayBuffer] : [];
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.values(value).filter((member) => member instanceof Uint8Array)
    .flatMap(transferables);
}
