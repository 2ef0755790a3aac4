/**
 * An update in one file, for clinics without internet: a tar file with `manifest.json`, its
 * signature, and the files the manifest names.
 *
 * @module
 */

import { createHash } from "node:crypto";
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
  /** Where the archive for this machine goes. */
  readonly path: string;
}

/**
 * Reads the file as it comes and keeps the archive for this machine. Nothing is kept of a file that
 * is refused.
 *
 * @throws {UpdateError} `UNREADABLE`, `NOT_SIGNED`, `NOT_NEWER`, `OTHER_SYSTEM`, `TOO_FAR`,
 *   `DAMAGED`, `STORAGE`
 */
export async function takeUpdateFile(
  stream: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { keys, present, path }: UpdateFileCheck,
): Promise<UpdateManifest> {
  const files = readTar(stream);
  const manifestBytes = await wholeOf(await files.next(), MANIFEST_NAME);
  const signature = await wholeOf(await files.next(), SIGNATURE_NAME);
  await requireSignature(manifestBytes, new TextDecoder().decode(signature), keys);
  const manifest = readManifest(manifestBytes);
  const asset = assetFor(manifest, present);
  const name = nameOf(asset);
  for await (const file of files) {
    if (file.path !== name) continue;
    await keep(file, asset, path);
    return manifest;
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

async function keep(file: TarFile, asset: UpdateAsset, path: string): Promise<void> {
  if (file.bytes !== asset.bytes) throw new UpdateError("DAMAGED");
  const digest = createHash("sha256");
  const part = `${path}.part`;
  try {
    {
      using output = await Deno.open(part, {
        create: true,
        truncate: true,
        write: true,
        mode: 0o600,
      });
      for await (const chunk of file.content) {
        digest.update(chunk);
        await writeAll(output, chunk);
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
