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
  isOfAnotherVersion,
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
  /**
   * True when a file is missing or has another size than was written. A copy that cannot be read
   * just now, or is of another version of the program, is not damaged: only its name is known.
   */
  readonly damaged: boolean;
}

/** A manifest is not read beyond this. */
const MAX_MANIFEST_BYTES = 1_048_577;
const ID = new RegExp(`^\\d{8}T\\d{9}Z-(${SNAPSHOT_REASONS.join("|")})(-\\d{1,3})?$`);
const TIME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/;
const PART = ".part";
const GONE = ".gone";

/** Name of a copy's folder: sorts by time, and says what it is to whoever looks at a stick. */
function snapshotId(madeAtMs: number, reason: SnapshotReason): string {
  return `${new Date(madeAtMs).toISOString().replaceAll(/[-:.]/g, "")}-${reason}`;
}

/** See the module. */
export class Shelf {
  /** The folder. */
  readonly folder: string;
  /** What its files are read and changed with. */
  readonly files: DurableFiles;
  readonly #hubId: string | null;

  /**
   * The folder need not be there yet.
   *
   * @param hubId Several hubs share the folder, and only copies of this one are seen; null for all
   */
  constructor(folder: string, files: DurableFiles, hubId: string | null = null) {
    this.folder = folder;
    this.files = files;
    this.#hubId = hubId;
  }

  /** Path of a copy's folder. @throws {SnapshotError} `NOT_FOUND` for a name that is none */
  path(id: string): string {
    if (!ID.test(id)) throw new SnapshotError("NOT_FOUND");
    return join(this.folder, id);
  }

  /** The copies, newest first: in the order in which they were made. */
  async list(): Promise<SnapshotLine[]> {
    const names = await this.#onDisk(() => this.files.list(this.folder));
    const lines: SnapshotLine[] = [];
    // One after the other: each that a dead network folder does not answer blocks a thread.
    for (const id of names.filter((name) => ID.test(name)).sort().reverse()) {
      const line = await this.line(id);
      if (this.#hubId === null || line.hubId === this.#hubId) lines.push(line);
    }
    return lines;
  }

  /** One copy. */
  async line(id: string): Promise<SnapshotLine> {
    const folder = this.path(id);
    try {
      return await lineOf(this.files, id, folder);
    } catch {
      // A failure of the moment, such as a network that is gone, says nothing of the copy.
      return { ...UNREAD, id };
    }
  }

  /** Where a copy is written: the parts of other hubs are none of ours. */
  partOf(id: string): string {
    return `${this.path(id)}${this.#mark}${PART}`;
  }

  get #mark(): string {
    return this.#hubId === null ? "" : `.${this.#hubId}`;
  }

  /**
   * A folder to write a copy into, gone unless {@linkcode publish} gives it its name. Its name is
   * past those that are there, whatever the machine's clock says: a copy that is made later is newer.
   */
  async begin(madeAtMs: number, reason: SnapshotReason): Promise<{ id: string; part: string }> {
    return await this.#onDisk(async () => {
      await this.files.makeFolder(this.folder);
      const times = (await this.files.list(this.folder)).map(timeOf);
      const id = snapshotId(Math.max(madeAtMs, ...times.map((ms) => ms + 1)), reason);
      const part = this.partOf(id);
      await this.files.remove(part);
      await this.files.makeFolder(part);
      return { id, part };
    });
  }

  /** Gives a complete copy its name. */
  async publish(id: string, manifest: Manifest): Promise<SnapshotLine> {
    const part = this.partOf(id);
    await this.#onDisk(async () => {
      await this.files.write(join(part, MANIFEST_FILE), encodeManifest(manifest));
      await this.files.syncFolder(part);
      await this.files.rename(part, this.path(id));
      await this.files.syncFolder(this.folder);
    });
    return await this.line(id);
  }

  /** Writes what a verification showed into a copy's manifest. */
  async note(id: string, manifest: Manifest): Promise<SnapshotLine> {
    await this.#onDisk(() =>
      replaceFile(this.files, join(this.path(id), MANIFEST_FILE), encodeManifest(manifest))
    );
    return await this.line(id);
  }

  /** What a copy says of itself. @throws {SnapshotError} `NOT_FOUND`, `DAMAGED`, `STORAGE` */
  async manifest(id: string): Promise<Manifest> {
    const manifest = await this.#onDisk(() => readManifest(this.files, this.path(id)));
    if (manifest === null) throw new SnapshotError("DAMAGED");
    return manifest;
  }

  /** Removes a copy: half removed it does not look like one. @throws {SnapshotError} */
  async remove(id: string): Promise<void> {
    if (await this.isOfAnother(id)) throw new SnapshotError("NOT_FOUND");
    await this.#onDisk(async () => {
      const gone = `${this.path(id)}${this.#mark}${GONE}`;
      await this.files.rename(this.path(id), gone);
      await this.files.syncFolder(this.folder);
      await this.files.remove(gone);
    });
  }

  /** Removes what a crash left half written or half removed. Nothing may be under way. */
  async tidy(): Promise<void> {
    await this.#onDisk(async () => {
      for (const name of await this.files.list(this.folder)) {
        const isLeft = [`${this.#mark}${PART}`, `${this.#mark}${GONE}`].some((end) =>
          name.endsWith(end) && ID.test(name.slice(0, -end.length))
        );
        if (isLeft) await this.files.remove(join(this.folder, name));
      }
    });
  }

  /** True for a copy of another hub than the one this is for. */
  async isOfAnother(id: string): Promise<boolean> {
    if (this.#hubId === null) return false;
    const { hubId } = await this.line(id);
    return hubId !== null && hubId !== this.#hubId;
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

/** Of a copy nothing is known of but that it is there. */
const UNREAD: Omit<SnapshotLine, "id"> = {
  ...{ hubId: null, madeAtMs: null, reason: null, verifiedAtMs: null },
  ...{ bytes: 0, rows: null, schema: null, damaged: false },
};

async function lineOf(files: DurableFiles, id: string, folder: string): Promise<SnapshotLine> {
  const content = await files.read(join(folder, MANIFEST_FILE), MAX_MANIFEST_BYTES);
  const manifest = content === null ? null : decodeManifest(content);
  if (manifest === null) {
    const isOther = content !== null && isOfAnotherVersion(content);
    return { ...UNREAD, id, damaged: !isOther };
  }
  let bytes = 0;
  let damaged = false;
  for (const [name, written] of Object.entries(manifest.files)) {
    const size = await files.size(join(folder, name));
    bytes += size ?? 0;
    if (size !== written.bytes) damaged = true;
  }
  const { hubId, madeAtMs, reason, verifiedAtMs, facts } = manifest;
  return {
    ...{ id, hubId, madeAtMs, reason, bytes, damaged },
    verifiedAtMs: damaged ? null : verifiedAtMs,
    rows: facts === null ? null : rowTotal(facts),
    schema: facts?.schema ?? null,
  };
}

/** Epoch ms in the name of a copy, complete or not; 0 for any other name. */
export function timeOf(name: string): number {
  const time = name.split("-")[0] ?? "";
  return TIME.test(time) ? Date.parse(time.replace(TIME, "$1-$2-$3T$4:$5:$6.$7Z")) || 0 : 0;
}
