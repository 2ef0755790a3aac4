/**
 * The second place: a stick or a network folder that gets every copy as well.
 *
 * Its path lies in `hub.copies`, in clear beside the data: a hub that cannot be opened has to find
 * its copies too. A marker in the place tells it from an empty mount point.
 *
 * @module
 */

import { join } from "node:path";
import { z } from "zod";
import { copySnapshot } from "./copy_snapshot.ts";
import { type DurableFiles, replaceFile } from "./durable_files.ts";
import { isWhole, removeSuperfluous } from "./keep.ts";
import { makeRoom } from "./make_snapshot.ts";
import { Patience } from "./patience.ts";
import { patientFiles } from "./patient_files.ts";
import { Shelf, type SnapshotLine } from "./shelf.ts";
import { diskErrorOf, SnapshotError } from "./snapshot_error.ts";

/** The second place as the operator sees it. */
export interface SecondPlaceStatus {
  /** Its path; null while none is chosen. */
  readonly folder: string | null;
  /**
   * `none`: not chosen. `there`: it answers. `missing`: the stick is out, or the folder is not
   * connected. `failing`: it is there and takes no copy.
   */
  readonly state: "none" | "there" | "missing" | "failing";
  /** Since when it is in this state, epoch ms. */
  readonly sinceMs: number;
  /** When the newest copy there was made, epoch ms; remembered while it is missing. */
  readonly newestAtMs: number | null;
  /** True when it is on the same disk as the data: it does not help when that breaks. */
  readonly sameDisk: boolean;
  /** Why the last copy there failed; null when it did not. */
  readonly problem: string | null;
}

const MAX_STATE_BYTES = 65_536;
/** Bytes that stay free on a stick. */
const RESERVE_BYTES = 1_048_576;

const STATE_FILE = "hub.copies";
const FOLDER = "sync-hub-copies";
const MARKER = "place.json";

const Stored = z.object({ folder: z.string().min(1), newestAtMs: z.int().nullable() });

const NONE: SecondPlaceStatus = {
  ...{ folder: null, state: "none", sinceMs: 0, newestAtMs: null, sameDisk: false, problem: null },
};

/** How long the folder is waited for. */
export interface PatienceTimes {
  /** For an answer, ms; 8 s by default. */
  readonly answerMs?: number;
  /** For progress of what somebody waits for, ms; a minute by default. */
  readonly stallMs?: number;
}

/** See the module. */
export class SecondPlace {
  readonly #files: DurableFiles;
  readonly #directory: string;
  readonly #nowMs: () => number;
  #status: SecondPlaceStatus = NONE;
  readonly #hubId: string | null;
  readonly #patienceMs: PatienceTimes;
  /** By folder: what hangs goes on hanging, also when another one was chosen meanwhile. */
  readonly #patience = new Map<string, Patience>();
  /** Names of the whole copies there, as far as is known. */
  #present: ReadonlySet<string> = new Set();
  #looking: Promise<SecondPlaceStatus> | null = null;
  /** One writes `hub.copies` at a time. */
  #storing: Promise<void> = Promise.resolve();

  /**
   * A place nobody has looked at yet: see {@linkcode load}.
   *
   * @param directory The data directory
   * @param hubId Whose copies are listed, counted and removed there; null for those of all hubs
   * @param patienceMs In place of the times that the folder is waited for
   */
  constructor(
    files: DurableFiles,
    directory: string,
    nowMs: () => number,
    hubId: string | null = null,
    patienceMs: PatienceTimes = {},
  ) {
    this.#files = files;
    this.#directory = directory;
    this.#nowMs = nowMs;
    this.#hubId = hubId;
    this.#patienceMs = patienceMs;
  }

  /** As it was when it was last looked at. */
  get status(): SecondPlaceStatus {
    return this.#status;
  }

  /** Reads which place was chosen; `hub.copies` that cannot be read counts as none. */
  async load(): Promise<void> {
    const bytes = await this.#files.read(join(this.#directory, STATE_FILE), MAX_STATE_BYTES)
      .catch(() => null);
    if (bytes === null) return;
    try {
      const { folder, newestAtMs } = Stored.parse(JSON.parse(new TextDecoder().decode(bytes)));
      // Nobody has looked yet: that it is missing would be news.
      this.#status = { ...NONE, folder, newestAtMs, state: "there", sinceMs: this.#nowMs() };
    } catch {
      this.#status = NONE;
    }
  }

  /**
   * Chooses a folder that is there, or none. Copies that are in the old place stay.
   *
   * @throws {SnapshotError} `PLACE_MISSING`, `STORAGE`
   */
  async choose(folder: string | null): Promise<SecondPlaceStatus> {
    if (folder === null) {
      this.#status = NONE;
      await this.#onDisk(async () => {
        await this.#storing.catch(() => {});
        await this.#files.remove(join(this.#directory, STATE_FILE));
      });
      return this.#status;
    }
    await this.#ask(folder, () =>
      this.#onDisk(async () => {
        const isFolder = await Deno.stat(folder).then((info) => info.isDirectory, () => false);
        if (!isFolder) throw new SnapshotError("PLACE_MISSING");
        const copies = join(folder, FOLDER);
        await this.#files.makeFolder(copies);
        const marker = JSON.stringify({ format: "hikma-hub-copies", version: 1 });
        await this.#files.write(join(copies, MARKER), new TextEncoder().encode(`${marker}\n`));
      }));
    this.#present = new Set();
    this.#status = { ...NONE, folder, state: "there", sinceMs: this.#nowMs() };
    await this.look();
    await this.#store();
    return this.#status;
  }

  /** Looks whether it answers, and what is there. Never rejects; one look at a time. */
  look(): Promise<SecondPlaceStatus> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Whether this copy was whole there when it was last looked at. */
  has(id: string): boolean {
    return this.#present.has(id);
  }

  /** The copy that belongs there is there: what failed before is nobody's concern any more. */
  settle(): void {
    if (this.#status.state === "failing") this.#move("there", { problem: null });
  }

  /** The copies there, newest first; null when it does not answer. */
  async list(): Promise<SnapshotLine[] | null> {
    const { folder } = this.#status;
    const shelf = this.#bareShelf();
    if (folder === null || shelf === null) return null;
    return await this.#ask(folder, () => shelf.list()).catch(() => null);
  }

  /**
   * The copies in the chosen folder; null while none is chosen. What its files do there rejects
   * with `PLACE_MISSING` when the folder does not answer.
   */
  shelf(): Shelf | null {
    const { folder } = this.#status;
    if (folder === null) return null;
    const copies = join(folder, FOLDER);
    const { stallMs } = this.#patienceMs;
    const patient = patientFiles(this.#files, copies, this.#patienceWith(folder), stallMs);
    return new Shelf(copies, patient, this.#hubId);
  }

  /** The same without patience, for what is waited for as a whole. */
  #bareShelf(): Shelf | null {
    const { folder } = this.#status;
    return folder === null ? null : new Shelf(join(folder, FOLDER), this.#files, this.#hubId);
  }

  /**
   * Copies a whole copy there, unless it is there already, reads it back, and lets older ones go.
   * It takes as long as the place takes, but ends when there is no progress any more.
   *
   * @throws {SnapshotError}
   */
  async take(from: Shelf, line: SnapshotLine, signal?: AbortSignal): Promise<void> {
    const { folder } = this.#status;
    const shelf = this.#bareShelf();
    if (folder === null || shelf === null) return;
    const { id } = line;
    try {
      await this.#patienceWith(folder).work(async ({ signal, progress }) => {
        const present = await shelf.list();
        if (present.some((copied) => copied.id === id && !copied.damaged)) return;
        await makeRoom(shelf, this.#files, line.bytes + RESERVE_BYTES);
        await copySnapshot(this.#files, { from, to: shelf, id }, { signal, progress });
        await removeSuperfluous(shelf, id);
      }, signal);
      // Somebody has chosen another one meanwhile.
      if (this.#status.folder !== folder) return;
      this.#present = new Set([...this.#present, id]);
      this.#move("there", { newestAtMs: line.madeAtMs, problem: null });
      await this.#store();
    } catch (error) {
      if (this.#status.folder !== folder) throw diskErrorOf(error);
      const marker = join(shelf.folder, MARKER);
      if (await this.#ask(folder, () => this.#files.size(marker)).catch(() => null) === null) {
        this.#move("missing", {});
        throw new SnapshotError("PLACE_MISSING", { cause: error });
      }
      const read = diskErrorOf(error);
      const problem = read instanceof SnapshotError ? read.code : "STORAGE";
      if (problem !== "CANCELLED") this.#move("failing", { problem });
      throw read;
    }
  }

  async #look(): Promise<SecondPlaceStatus> {
    const { folder } = this.#status;
    if (folder === null) return this.#status;
    try {
      const marker = () => this.#ask(folder, () => this.#files.size(join(folder, FOLDER, MARKER)));
      if (await marker() === null) throw new SnapshotError("PLACE_MISSING");
      const there = await this.#ask(folder, () => Deno.stat(folder));
      const here = await Deno.stat(this.#directory);
      const lines = await this.list();
      // It may have been pulled out in the middle: then nothing is listed, or not all.
      if (lines === null || await marker() === null) throw new SnapshotError("PLACE_MISSING");
      const newest = lines.find(isWhole)?.madeAtMs ?? null;
      const sameDisk = there.dev === here.dev;
      // Somebody has chosen another one meanwhile.
      if (this.#status.folder !== folder) return this.#status;
      this.#present = new Set(lines.filter(isWhole).map(({ id }) => id));
      const state = this.#status.state === "failing" ? "failing" : "there";
      this.#move(state, { newestAtMs: newest, sameDisk });
    } catch {
      if (this.#status.folder === folder) this.#move("missing", {});
    }
    return this.#status;
  }

  #move(state: SecondPlaceStatus["state"], change: Partial<SecondPlaceStatus>): void {
    const before = this.#status;
    const sinceMs = before.state === state ? before.sinceMs : this.#nowMs();
    this.#status = { ...before, ...change, state, sinceMs };
  }

  #ask<T>(folder: string, question: () => Promise<T>): Promise<T> {
    return this.#patienceWith(folder).ask(question);
  }

  #patienceWith(folder: string): Patience {
    const patience = this.#patience.get(folder) ?? new Patience(this.#patienceMs.answerMs);
    this.#patience.set(folder, patience);
    return patience;
  }

  async #store(): Promise<void> {
    const storing = this.#storing.catch(() => {}).then(async () => {
      const { folder, newestAtMs } = this.#status;
      if (folder === null) return;
      const text = new TextEncoder().encode(JSON.stringify({ folder, newestAtMs }));
      await replaceFile(this.#files, join(this.#directory, STATE_FILE), text);
    });
    this.#storing = storing;
    await this.#onDisk(() => storing);
  }

  async #onDisk<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw diskErrorOf(error);
    }
  }
}
