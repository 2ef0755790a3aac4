/**
 * Derives the key of a vault once per passphrase and salt: every hub of a run is a copy of one data
 * directory, and the derivation is slow on purpose.
 *
 * @module
 */

import {
  type DeriveKeyAnswer,
  type DeriveKeyRequest,
  DERIVER_READY,
} from "../../../vault/argon2.ts";

const known = new Map<string, Uint8Array<ArrayBuffer>>();

function nameOf({ passphrase, salt, parameters }: DeriveKeyRequest): string {
  return JSON.stringify([[...passphrase], [...salt], parameters]);
}

/** Stands for the worker: the real one is started only when the answer is not known. */
class CachedDerivation {
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly #start: () => Worker;

  constructor(start: () => Worker) {
    this.#start = start;
  }

  postMessage(port: MessagePort): void {
    port.onmessage = async ({ data: request }: MessageEvent<DeriveKeyRequest | null>) => {
      if (request !== null) port.postMessage(await this.#derive(request));
      port.close();
    };
    port.postMessage(DERIVER_READY);
  }

  async #derive(request: DeriveKeyRequest): Promise<DeriveKeyAnswer> {
    const name = nameOf(request);
    const key = known.get(name) ?? await this.#askWorker(request);
    if (key !== null) known.set(name, key);
    return key;
  }

  #askWorker(request: DeriveKeyRequest): Promise<DeriveKeyAnswer> {
    const worker = this.#start();
    worker.onerror = (event) => this.onerror?.(event);
    const { port1, port2 } = new MessageChannel();
    worker.postMessage(port2, [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<DeriveKeyAnswer | typeof DERIVER_READY>) => {
        if (data === DERIVER_READY) return port1.postMessage(request);
        port1.close();
        resolve(data);
      };
    });
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
