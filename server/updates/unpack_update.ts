/**
 * From the file of an update to a folder that can be started.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { z } from "zod";
import type { PresentProgram } from "./manifest.ts";
import { readTar } from "./read_tar.ts";
import { UpdateError } from "./update_error.ts";
import type { VersionFiles } from "./version_files.ts";

/** More than any program needs, bytes: a small file must not unpack into a full disk. */
const MAX_UNPACKED_BYTES = 1024 ** 3;

const Facts = z.object({ version: z.string(), os: z.string(), arch: z.string() });

/**
 * Unpacks the program of an archive whose checksum was compared, beside the other versions. The
 * folder appears whole or not at all; one of that version that is there already is replaced.
 *
 * @param archive Path of the `.tar.gz`
 * @param wanted What the program inside has to be
 * @throws {UpdateError} `UNREADABLE`, `DAMAGED`, `OTHER_SYSTEM`, `NOT_NEWER` when another version is
 *   inside, `STORAGE`
 */
export async function unpackUpdate(
  archive: string,
  files: VersionFiles,
  wanted: PresentProgram,
): Promise<void> {
  const target = files.folderOf(wanted.version);
  const work = join(files.folder, `.new-${crypto.randomUUID()}`);
  try {
    await Deno.mkdir(work, { recursive: true, mode: 0o700 });
    await unpack(archive, work);
    await requireFacts(work, wanted);
    await Deno.remove(target, { recursive: true }).catch(() => {});
    await Deno.rename(work, target);
  } catch (error) {
    await Deno.remove(work, { recursive: true }).catch(() => {});
    throw error instanceof UpdateError ? error : new UpdateError("STORAGE", { cause: error });
  }
}

async function unpack(archive: string, target: string): Promise<void> {
  const file = await Deno.open(archive);
  const plain = file.readable.pipeThrough(new DecompressionStream("gzip"));
  let bytes = 0;
  for await (const entry of readTar(wellPacked(plain))) {
    const path = /^[^/]+\/program\/(.+)$/.exec(entry.path)?.[1];
    if (path === undefined) continue;
    bytes += entry.bytes;
    if (bytes > MAX_UNPACKED_BYTES) throw new UpdateError("UNREADABLE");
    const place = join(target, path);
    await Deno.mkdir(dirname(place), { recursive: true, mode: 0o700 });
    using output = await Deno.open(place, {
      createNew: true,
      write: true,
      mode: entry.isProgram ? 0o755 : 0o644,
    });
    for await (const chunk of entry.content) await writeAll(output, chunk);
    await output.syncData();
  }
}

/** What gzip complains about is the file, not the disk. */
async function* wellPacked(
  stream: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    yield* stream;
  } catch (error) {
    throw new UpdateError("DAMAGED", { cause: error });
  }
}

async function requireFacts(folder: string, wanted: PresentProgram): Promise<void> {
  const text = await Deno.readTextFile(join(folder, "facts.json")).catch(() => "");
  let facts: z.output<typeof Facts>;
  try {
    facts = Facts.parse(JSON.parse(text));
  } catch (error) {
    throw new UpdateError("UNREADABLE", { cause: error });
  }
  if (facts.os !== wanted.os || facts.arch !== wanted.arch) throw new UpdateError("OTHER_SYSTEM");
  if (facts.version !== wanted.version) throw new UpdateError("NOT_NEWER");
}

/** Writes a whole chunk. */
export async function writeAll(file: Deno.FsFile, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
}
