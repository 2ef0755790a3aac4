/**
 * Derives the key of a vault once per passphrase and salt: every hub of a run is a copy of one data
 * directory, and the derivation is slow on purpose.
 *
 * @module
 */

import type { DeriveKeyAnswer, DeriveKeyRequest } from "../../../vault/argon2.ts";

const known = new Map<string, Uint8Array>();

function nameOf({ passphrase, salt, parameters }: DeriveKeyRequest): string {
  return JSON.stringify([[...passphrase], [...salt], parameters]);
}

/** The real worker, asked only when the answer is not known. */
class CachedDerivation {
  onmessage: ((event: MessageEvent<DeriveKeyAnswer>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  readonly #start: () => Worker;
  #worker: Worker | null = null;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  postMessage(request: DeriveKeyRequest): void {
    const name = nameOf(request);
    const key = known.get(name);
    if (key !== undefined) {
      queueMicrotask(() => this.#answer(key));
      return;
    }
    this.#worker = this.#start();
    this.#worker.onmessage = ({ data }: MessageEvent<DeriveKeyAnswer>) => {
      if (data !== null) known.set(name, data.slice());
      this.#answer(data);
    };
    this.#worker.onerror = (event) => this.onerror?.(event);
    this.#worker.postMessage(request);
  }

  terminate(): void {
    this.#worker?.terminate();
  }

  #answer(key: Uint8Array | null): void {
    this.onmessage?.(new MessageEvent("message", { data: key?.slice() ?? null }));
  }
}

/** Puts the cache in the place of the derivation's worker until disposed. */
export function cacheArgon2(): Disposable {
  const RealWorker = globalThis.Worker;
  const Cached = function (url: string | URL, options?: WorkerOptions) {
    const start = () => new RealWorker(url, options);
    return String(url).endsWith("/derive_key_worker.ts") ? new CachedDerivation(start) : start();
  };
  globalThis.Worker = Cached as unknown as typeof Worker;
  return {
    [Symbol.dispose]: () => {
      globalThis.Worker = RealWorker;
    },
  };
}
