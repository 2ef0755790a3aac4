/**
 * What is fetched from the place of the updates: the manifest with its signature, and the file.
 *
 * @module
 */

import { createHash, type Hash } from "node:crypto";
import { dirname } from "node:path";
import { partPath, removeOtherParts } from "./fetched_files.ts";
import {
  MAX_MANIFEST_BYTES,
  readManifest,
  type UpdateAsset,
  type UpdateManifest,
} from "./manifest.ts";
import { requireSignature, type UpdateKeys } from "./signature.ts";
import { writeAll } from "./unpack_update.ts";
import { UpdateError } from "./update_error.ts";

/** How long the manifest may take, ms. */
const MANIFEST_MS = 30_000;
/** A download that brings nothing for so long is given up; what came is kept, ms. */
const SILENCE_MS = 60_000;
const SIGNATURE_BYTES = 1_000;

/** Where updates are. */
export interface UpdatePlace {
  /** Folder of `manifest.json`: https, or http on this machine. Empty: nowhere. */
  readonly url: string;
  /** Who signs them. */
  readonly keys: UpdateKeys;
}

/** `fetch`, or one of a test. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/**
 * The newest release, checked against the keys before it is read.
 *
 * @throws {UpdateError} `OFFLINE`, `NOT_SIGNED`, `UNREADABLE`
 */
export async function fetchManifest(place: UpdatePlace, get: Fetch): Promise<UpdateManifest> {
  const base = baseUrl(place);
  const [bytes, signature] = await Promise.all([
    fetchSmall(new URL("manifest.json", base), MAX_MANIFEST_BYTES, get),
    fetchSmall(new URL("manifest.json.sig", base), SIGNATURE_BYTES, get),
  ]);
  await requireSignature(bytes, new TextDecoder().decode(signature), place.keys);
  return readManifest(bytes);
}

async function fetchSmall(
  url: URL,
  maxBytes: number,
  get: Fetch,
): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array();
  try {
    const signal = AbortSignal.timeout(MANIFEST_MS);
    const response = await get(url, { signal, cache: "no-store" });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new UpdateError("OFFLINE");
    }
    for await (const chunk of response.body) {
      if (bytes.length + chunk.length > maxBytes) throw new UpdateError("UNREADABLE");
      const longer = new Uint8Array(bytes.length + chunk.length);
      longer.set(bytes);
      longer.set(chunk, bytes.length);
      bytes = longer;
    }
    return bytes;
  } catch (error) {
    throw error instanceof UpdateError ? error : new UpdateError("OFFLINE", { cause: error });
  }
}

/**
 * Fetches a file; goes on where an earlier attempt broke off. One that is there whole is only
 * checked again.
 *
 * @param path Where it goes (`fetched_files.ts`); while it is incomplete, with `.part` behind it
 * @param onPart Told which part is there, between 0 and 1
 * @throws {UpdateError} `OFFLINE`, `DAMAGED` (the next attempt begins anew), `STORAGE`
 */
export async function fetchAsset(
  asset: UpdateAsset,
  place: UpdatePlace,
  path: string,
  { get, onPart, signal }: {
    readonly get: Fetch;
    readonly onPart: (part: number) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const part = partPath(path);
  const url = new URL(asset.url, baseUrl(place));
  requireSafe(url);
  removeOtherParts(dirname(path), path);
  await Deno.rename(path, part).catch(() => {});
  const file = await opened(part);
  let bytes = 0;
  let digest = createHash("sha256");
  try {
    using output = file;
    bytes = await readAgain(output, digest);
    if (bytes > asset.bytes) throw new UpdateError("DAMAGED");
    const response = bytes === asset.bytes ? null : await ask(url, bytes, get, signal);
    if (response !== null && response.status !== 206 && bytes > 0) {
      await output.truncate(0);
      await output.seek(0, Deno.SeekMode.Start);
      digest = createHash("sha256");
      bytes = 0;
    }
    for await (const chunk of response === null ? [] : withPatience(response, signal)) {
      bytes += chunk.length;
      if (bytes > asset.bytes) throw new UpdateError("DAMAGED");
      digest.update(chunk);
      await writeAll(output, chunk).catch((cause) => {
        throw new UpdateError("STORAGE", { cause });
      });
      onPart(bytes / asset.bytes);
    }
    if (bytes < asset.bytes) throw new UpdateError("OFFLINE");
    if (digest.digest("hex") !== asset.sha256) throw new UpdateError("DAMAGED");
    await output.syncData();
  } catch (error) {
    const known = error instanceof UpdateError
      ? error
      : new UpdateError("OFFLINE", { cause: error });
    if (known.code === "DAMAGED") await Deno.remove(part).catch(() => {});
    throw known;
  }
  await Deno.rename(part, path);
}

/** A server that cannot go on where it was answers with the whole file, and 200 instead of 206. */
async function ask(url: URL, from: number, get: Fetch, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = from === 0 ? {} : { range: `bytes=${from}-` };
  const response = await get(url, { headers, signal, cache: "no-store" });
  if (response.ok && response.body !== null) return response;
  await response.body?.cancel();
  throw new UpdateError(response.status === 416 ? "DAMAGED" : "OFFLINE");
}

async function* withPatience(
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new UpdateError("OFFLINE")), SILENCE_MS);
      });
      const read = await Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
      if (read.done || signal.aborted) return;
      yield read.value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Reads what an earlier attempt has left, into the digest; answers how much it is. */
async function readAgain(file: Deno.FsFile, digest: Hash): Promise<number> {
  const buffer = new Uint8Array(1 << 16);
  let bytes = 0;
  for (;;) {
    const count = await file.read(buffer);
    if (count === null) return bytes;
    digest.update(buffer.subarray(0, count));
    bytes += count;
  }
}

async function opened(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  } catch (cause) {
    throw new UpdateError("STORAGE", { cause });
  }
}

function baseUrl({ url }: UpdatePlace): URL {
  const base = URL.parse(url.endsWith("/") ? url : `${url}/`);
  if (base === null) throw new UpdateError("OFFLINE");
  requireSafe(base);
  return base;
}

/** The signature protects the content; https keeps others from knowing who asks for what. */
function requireSafe({ protocol, hostname }: URL): void {
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isHere)) throw new UpdateError("OFFLINE");
}
