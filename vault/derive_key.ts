import {
  type Argon2Parameters,
  type DeriveKeyAnswer,
  type DeriveKeyRequest,
  DERIVER_READY,
} from "./argon2.ts";
import { VaultError } from "./vault_error.ts";

/**
 * Derives 32 bytes from a passphrase. It owns `passphrase` from the call on, and leaves it zeroed
 * or detached.
 */
export type DeriveKey = (
  passphrase: Uint8Array<ArrayBuffer>,
  salt: Uint8Array,
  parameters: Argon2Parameters,
) => Promise<Uint8Array>;

/** So long a worker that waits since the start may still need to begin, ms. */
const PATIENCE_MS = 2_000;

/** A worker that derives one key, and ends then. */
interface Deriver {
  readonly port: MessagePort;
  /** False when it does not begin in time. */
  isReady(): Promise<boolean>;
  /** Resolves when it cannot go on. */
  readonly failed: Promise<null>;
}

/** A worker that nothing has been asked of yet. */
let spare: Deriver | null = null;

/**
 * Starts a worker for {@linkcode keepDeriver}. On the main thread it begins at once; one that is
 * started by a worker takes up to a second for that.
 *
 * @param onError told when it cannot be started or fails
 * @returns the port by which it is asked
 */
export function startDeriver(onError: () => void): MessagePort {
  const worker = new Worker(new URL("./derive_key_worker.ts", import.meta.url), {
    type: "module",
  });
  worker.onerror = (event) => {
    event.preventDefault();
    onError();
  };
  const { port1, port2 } = new MessageChannel();
  worker.postMessage(port2, [port2]);
  return port1;
}

/** Takes over a worker of {@linkcode startDeriver} for the next key that is derived here. */
export function keepDeriver(port: MessagePort): void {
  expectDerivation(false);
  spare = deriverOf(port, new Promise(() => {}));
}

/** Says whether a key will be derived soon: then a worker waits for it. */
export function expectDerivation(isExpected: boolean): void {
  if (isExpected) spare ??= newDeriver();
  else if (spare !== null) {
    end(spare);
    spare = null;
  }
}

function newDeriver(): Deriver {
  const { promise: failed, resolve } = Promise.withResolvers<null>();
  return deriverOf(startDeriver(() => resolve(null)), failed);
}

function deriverOf(port: MessagePort, failed: Promise<null>): Deriver {
  const { promise: ready, resolve } = Promise.withResolvers<true>();
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === DERIVER_READY) resolve(true);
  };
  const isReady = async () => {
    const { promise: tooLate, resolve: giveUp } = Promise.withResolvers<false>();
    const timer = setTimeout(() => giveUp(false), PATIENCE_MS);
    const isReady = await Promise.race([ready, failed, tooLate]);
    clearTimeout(timer);
    return isReady === true;
  };
  return { port, isReady, failed };
}

function end({ port }: Deriver): void {
  port.postMessage(null);
  port.close();
}

/** The worker that waits, or a new one when there is none that begins. */
async function takeDeriver(): Promise<Deriver> {
  const waiting = spare;
  spare = null;
  if (waiting === null) return newDeriver();
  if (await waiting.isReady()) return waiting;
  end(waiting);
  return newDeriver();
}

/**
 * Argon2id in a worker that ends with the derivation: the caller's thread goes on, and the memory,
 * with the traces of the passphrase in it, goes back to the operating system.
 *
 * @throws {VaultError} `KEY_DERIVATION` when the worker cannot start or lacks memory
 */
export async function deriveKeyInWorker(
  passphrase: Uint8Array<ArrayBuffer>,
  salt: Uint8Array,
  parameters: Argon2Parameters,
): Promise<Uint8Array> {
  const { port, failed } = await takeDeriver();
  const answered = new Promise<DeriveKeyAnswer>((resolve) => {
    port.onmessage = ({ data }: MessageEvent<DeriveKeyAnswer | typeof DERIVER_READY>) => {
      if (data !== DERIVER_READY) resolve(data);
    };
    port.onmessageerror = () => resolve(null);
    const request: DeriveKeyRequest = { passphrase, salt, parameters };
    port.postMessage(request, [passphrase.buffer]);
  });
  const answer = await Promise.race([answered, failed]);
  port.close();
  if (answer === null) throw new VaultError("KEY_DERIVATION");
  return answer;
}
