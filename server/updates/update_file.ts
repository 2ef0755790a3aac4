/**
 * An update in one file, for clinics without internet: a tar file with `manifest.json`, its
 * signature, and the files the manifest names.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { fetchedPath, takenPath } from "./fetched_files.ts";
import {
  assetFor,
  MAX_MANIFEST_BYTES,
  type PresentProgram,
  readManifest,
  type UpdateAsset,
  type UpdateManifest,
} from "./manifest.ts";
import { readTar, type TarFile } from "./read_tar.ts";
import { requireSignature, type UpdateKeys } from "./signature.ts";
import { writeAll } from "./unpack_update.ts";
import { UpdateError } from "./update_error.ts";

/** Names in it. The first two come first. */
export const MANIFEST_NAME = "manifest.json";
/** See {@linkcode MANIFEST_NAME}. */
export const SIGNATURE_NAME = "manifest.json.sig";

/** What the file is checked against. */
export interface UpdateFileCheck {
  readonly keys: UpdateKeys;
  readonly present: PresentProgram;
  /** The folder the archive for this machine goes to; made when it is missing. */
  readonly folder: string;
  /** Told which part of the archive is there, between 0 and 1. */
  readonly onPart: (part: number) => void;
  /** Ends the reading at once, also while nothing comes. */
  readonly signal: AbortSignal;
}

/** The archive of a release, whole and checked. */
export interface TakenUpdate {
  readonly manifest: UpdateManifest;
  /** Where it lies. */
  readonly path: string;
}

/**
 * Reads the file as it comes and keeps the archive for this machine. Nothing is kept of a file that
 * is refused, or whose reading is ended.
 *
 * @throws {UpdateError} `UNREADABLE`, `NOT_SIGNED`, `NOT_NEWER`, `OTHER_SYSTEM`, `TOO_FAR`,
 *   `DAMAGED`, `STORAGE`
 */
export async function takeUpdateFile(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  check: UpdateFileCheck,
): Promise<TakenUpdate> {
  const { signal } = check;
  const reader = stream.getReader();
  // A stick may stop answering: a read that is under way is given up as well.
  const end = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", end);
  try {
    const taken = await take(readTar(chunksOf(reader, signal)), check);
    await readRest(reader, signal, taken);
    return taken;
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}

async function take(
  files: AsyncGenerator<TarFile>,
  { keys, present, folder, onPart }: UpdateFileCheck,
): Promise<TakenUpdate> {
  const manifestBytes = await wholeOf(await files.next(), MANIFEST_NAME);
  const signature = await wholeOf(await files.next(), SIGNATURE_NAME);
  await requireSignature(manifestBytes, new TextDecoder().decode(signature), keys);
  const manifest = readManifest(manifestBytes);
  const asset = assetFor(manifest, present);
  const name = nameOf(asset);
  for await (const file of files) {
    if (file.path !== name) continue;
    const path = fetchedPath(folder, manifest, present);
    await keep(file, asset, path, onPart);
    return { manifest, path };
  }
  throw new UpdateError("OTHER_SYSTEM");
}

/** The name a file of a release has in an update file: the last part of its address. */
export function nameOf({ url }: UpdateAsset): string {
  return new URL(url, "https://localhost/").pathname.split("/").at(-1) ?? "";
}

async function wholeOf(
  next: IteratorResult<TarFile>,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (next.done === true || next.value.path !== name) throw new UpdateError("UNREADABLE");
  const { bytes, content } = next.value;
  if (bytes > MAX_MANIFEST_BYTES) throw new UpdateError("UNREADABLE");
  const whole = new Uint8Array(bytes);
  let at = 0;
  for await (const chunk of content) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** What comes, until the signal. */
async function* chunksOf(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const read = await reader.read().catch((cause) => {
      throw new UpdateError("DAMAGED", { cause });
    });
    signal.throwIfAborted();
    if (read.done) return;
    yield read.value;
  }
}

/** The archives for other machines: who sends them has to get rid of them before hearing an answer. */
async function readRest(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  { path }: TakenUpdate,
): Promise<void> {
  try {
    for await (const _ of chunksOf(reader, signal));
  } catch {
    if (!signal.aborted) return;
    await Deno.remove(path);
    throw signal.reason;
  }
}

async function keep(
  file: TarFile,
  asset: UpdateAsset,
  path: string,
  onPart: (part: number) => void,
): Promise<void> {
  if (file.bytes !== asset.bytes) throw new UpdateError("DAMAGED");
  const digest = createHash("sha256");
  const part = takenPath(path);
  let bytes = 0;
  try {
    {
      await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
      using output = await Deno.open(part, {
        create: true,
        truncate: true,
        write: true,
        mode: 0o600,
      });
      for await (const chunk of file.content) {
        digest.update(chunk);
        await writeAll(output, chunk);
        bytes += chunk.length;
        onPart(bytes / asset.bytes);
      }
      await output.syncData();
    }
    if (digest.digest("hex") !== asset.sha256) throw new UpdateError("DAMAGED");
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error instanceof UpdateError ? error : new UpdateError("STORAGE", { cause: error });
  }
}
