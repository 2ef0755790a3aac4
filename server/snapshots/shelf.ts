/**
 * A folder of copies, one folder each. A copy is there when its folder has its final name: folders
 * that are being written or removed have another.
 *
 * @module
 */

import { join } from "node:path";
import type { DurableFiles } from "./durable_files.ts";
import {
  decodeManifest,
  encodeManifest,
  type Manifest,
  MANIFEST_FILE,
  rowTotal,
  SNAPSHOT_REASONS,
  type SnapshotReason,
} from "./manifest.ts";
import { replaceFile } from "./durable_files.ts";
import { diskErrorOf, SnapshotError } from "./snapshot_error.ts";

/** A copy as it is listed. */
export interface SnapshotLine {
  /** Name of its folder. */
  readonly id: string;
  /** Of the hub it is a copy of; null when its manifest cannot be read. */
  readonly hubId: string | null;
  /** Epoch ms; null when its manifest cannot be read. */
  readonly madeAtMs: number | null;
  /** Why it was made. */
  readonly reason: SnapshotReason | null;
  /** When it was last opened with its key and found whole; null: never, or found damaged. */
  readonly verifiedAtMs: number | null;
  /** Size of its files. */
  readonly bytes: number;
  /** Rows of all tables; null when the hub could not be opened at the time. */
  readonly rows: number | null;
  /** Schema version of its database. */
  readonly schema: number | null;
  /** True when a file is missing or has another size than was written. */
  readonly damaged: boolean;
}

/** A manifest is not read beyond this. */
const MAX_MANIFEST_BYTES = 1_048_577;
const ID = new RegExp(`^\\d{8}T\\d{9}Z-(${SNAPSHOT_REASONS.join("|")})(-\\d{1,3})?$`);
const PART = ".part";
const GONE = ".gone";

/** Name of a copy's folder: sorts by time, and says what it is to whoever looks at a stick. */
export function snapshotId(madeAtMs: number, reason: SnapshotReason): string {
  return `${new Date(madeAtMs).toISOString().replaceAll(/[-:.]/g, "")}-${reason}`;
}

/** See the module. */
export class Shelf {
  /** The folder. */
  readonly folder: string;
  readonly #files: DurableFiles;

  /** The folder need not be there yet. */
  constructor(folder: string, files: DurableFiles) {
    this.folder = folder;
    this.#files = files;
  }

  /** Path of a copy's folder. @throws {SnapshotError} `NOT_FOUND` for a name that is none */
  path(id: string): string {
    if (!ID.test(id)) throw new SnapshotError("NOT_FOUND");
    return join(this.folder, id);
  }

  /** The copies, newest first. */
  async list(): Promise<SnapshotLine[]> {
    const names = await this.#onDisk(() => this.#files.list(this.folder));
    const ids = names.filter((name) => ID.test(name)).sort().reverse();
    return await Promise.all(ids.map((id) => this.line(id)));
  }

  /** One copy. */
  async line(id: string): Promise<SnapshotLine> {
    const manifest = await readManifest(this.#files, this.path(id)).catch(() => null);
    return await lineOf(this.#files, id, this.path(id), manifest);
  }

  /** A folder to write a copy into, gone unless {@linkcode publish} gives it its name. */
  async begin(madeAtMs: number, reason: SnapshotReason): Promise<{ id: string; part: string }> {
    return await this.#onDisk(async () => {
      await this.#files.makeFolder(this.folder);
      const taken = new Set(await this.#files.list(this.folder));
      let id = snapshotId(madeAtMs, reason);
      for (let no = 2; taken.has(id); no++) id = `${snapshotId(madeAtMs, reason)}-${no}`;
      const part = join(this.folder, `${id}${PART}`);
      await this.#files.remove(part);
      await this.#files.makeFolder(part);
      return { id, part };
    });
  }

  /** Gives a complete copy its name. */
  async publish(id: string, manifest: Manifest): Promise<SnapshotLine> {
    const part = join(this.folder, `${id}${PART}`);
    await this.#onDisk(async () => {
      await this.#files.write(join(part, MANIFEST_FILE), encodeManifest(manifest));
      await this.#files.syncFolder(part);
      await this.#files.rename(part, this.path(id));
      await this.#files.syncFolder(this.folder);
    });
    return await this.line(id);
  }

  /** Writes what a verification showed into a copy's manifest. */
  async note(id: string, manifest: Manifest): Promise<SnapshotLine> {
    await this.#onDisk(() =>
      replaceFile(this.#files, join(this.path(id), MANIFEST_FILE), encodeManifest(manifest))
    );
    return await this.line(id);
  }

  /** What a copy says of itself. @throws {SnapshotError} `NOT_FOUND`, `DAMAGED`, `STORAGE` */
  async manifest(id: string): Promise<Manifest> {
    const manifest = await this.#onDisk(() => readManifest(this.#files, this.path(id)));
    if (manifest === null) throw new SnapshotError("DAMAGED");
    return manifest;
  }

  /** Removes a copy: half removed it does not look like one. */
  async remove(id: string): Promise<void> {
    await this.#onDisk(async () => {
      const gone = join(this.folder, `${id}${GONE}`);
      await this.#files.rename(this.path(id), gone);
      await this.#files.syncFolder(this.folder);
      await this.#files.remove(gone);
    });
  }

  /** Removes what a crash left half written or half removed. Nothing may be under way. */
  async tidy(): Promise<void> {
    await this.#onDisk(async () => {
      for (const name of await this.#files.list(this.folder)) {
        const isLeft = [PART, GONE].some((end) =>
          name.endsWith(end) && ID.test(name.slice(0, -end.length))
        );
        if (isLeft) await this.#files.remove(join(this.folder, name));
      }
    });
  }

  async #onDisk<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw diskErrorOf(error);
    }
  }
}

/** The manifest in a copy's folder; null when there is none that can be read. */
export async function readManifest(files: DurableFiles, folder: string): Promise<Manifest | null> {
  const bytes = await files.read(join(folder, MANIFEST_FILE), MAX_MANIFEST_BYTES);
  return bytes === null ? null : decodeManifest(bytes);
}

async function lineOf(
  files: DurableFiles,
  id: string,
  folder: string,
  manifest: Manifest | null,
): Promise<SnapshotLine> {
  let bytes = 0;
  let damaged = manifest === null;
  for (const [name, written] of Object.entries(manifest?.files ?? {})) {
    const size = await files.size(join(folder, name)).catch(() => null);
    bytes += size ?? 0;
    if (size !== written.bytes) damaged = true;
  }
  const facts = manifest?.facts ?? null;
  return {
    id,
    hubId: manifest?.hubId ?? null,
    madeAtMs: manifest?.madeAtMs ?? null,
    reason: manifest?.reason ?? null,
    verifiedAtMs: damaged ? null : manifest?.verifiedAtMs ?? null,
    bytes,
    rows: facts === null ? null : rowTotal(facts),
    schema: facts?.schema ?? null,
    damaged,
  };
}
