/**
 * How fast the bytes could be opened, sealed and agreed upon, with nothing else to do.
 *
 * @module
 */

import { argon2id, bcrypt, bcryptVerify } from "hash-wasm";
import {
  type BenchRow,
  benchRows,
  openText,
  phoneKeyPair,
  pushOf,
  type RowOrder,
  sealText,
  sessionKey,
} from "../load/mod.ts";

const KEY = new Uint8Array(32).fill(0x2a);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Milliseconds from a push's body to its rows: parse, decode, decrypt, parse. */
export async function decodePushMs(order: RowOrder, runs: number): Promise<number[]> {
  const call = { command: "sync_push", data: pushOf(order.table, benchRows(order), 0) };
  const payload = await sealText(KEY, "command", encoder.encode(JSON.stringify(call)));
  const body = encoder.encode(JSON.stringify({ client_id: "", payload }));
  return await timed(runs, async () => {
    const { payload } = JSON.parse(decoder.decode(body));
    JSON.parse(decoder.decode(await openText(KEY, "command", payload)));
  });
}

/** Milliseconds from the rows of some pages to the bodies that carry them. */
export async function encodePagesMs(
  pages: readonly (readonly BenchRow[])[],
  runs: number,
): Promise<number[]> {
  return await timed(runs, async () => {
    for (const rows of pages) {
      const page = { changes: { patients: { created: rows } }, timestamp: 0 };
      const plain = encoder.encode(JSON.stringify(page));
      const payload = await sealText(KEY, "query_response", plain);
      encoder.encode(`{"payload":"${payload}","success":true}`);
    }
  });
}

/** Key agreements a second: X25519 and HKDF, one after another on one core. */
export function agreementsPerSecond(count: number): number {
  const hub = phoneKeyPair();
  const phones = Array.from({ length: count }, () => phoneKeyPair().publicKey);
  const startedMs = performance.now();
  for (const publicKey of phones) sessionKey(hub, publicKey);
  return count / ((performance.now() - startedMs) / 1000);
}

/** Milliseconds of one password check at the cost of the cloud's hashes. */
export async function passwordCheckMs(runs: number): Promise<number[]> {
  const password = "a password";
  const hash = await bcrypt({
    password,
    salt: new Uint8Array(16).fill(1),
    costFactor: 10,
    outputType: "encoded",
  });
  return await timed(runs, async () => void await bcryptVerify({ password, hash }));
}

/** Milliseconds of deriving a vault's key: Argon2id as `docs/vault.md` has it. */
export async function deriveKeyMs(runs: number): Promise<number[]> {
  return await timed(runs, async () =>
    void await argon2id({
      password: "a quiet passphrase",
      salt: new Uint8Array(16).fill(1),
      memorySize: 65_536,
      iterations: 3,
      parallelism: 1,
      hashLength: 32,
    }));
}

async function timed(runs: number, action: () => Promise<void>): Promise<number[]> {
  const timesMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedMs = performance.now();
    await action();
    timesMs.push(performance.now() - startedMs);
  }
  return timesMs;
}
