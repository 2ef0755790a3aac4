/**
 * Updates: found by themselves, installed on the operator's word alone, never while phones sync,
 * never without a checked copy of the records.
 *
 * @module
 */

import { type Fetch, fetchAsset, fetchManifest, type UpdatePlace } from "./fetch_update.ts";
import { fetchedPath, removeOldFiles, removeOtherFiles } from "./fetched_files.ts";
import type { Installation } from "./installation.ts";
import { assetFor, type PresentProgram, type UpdateManifest } from "./manifest.ts";
import { takeUpdateFile } from "./update_file.ts";
import { UpdateError, updateErrorOf, type UpdateProblem } from "./update_error.ts";
import type { OfferedUpdate, UpdateStatus, UpdateStep } from "./update_status.ts";
import { unpackUpdate } from "./unpack_update.ts";
import { compareVersions } from "./version.ts";
import { VersionFiles } from "./version_files.ts";

/** How often it is looked for, ms. */
const CHECK_MS = 30 * 60_000;
/** How often it is looked whether phones have finished, ms. */
const QUIET_MS = 1_000;

/** A version that may be installed. */
interface Offered {
  readonly manifest: UpdateManifest;
  readonly from: OfferedUpdate["from"];
  /** Its file, whole and checked; null while it has to be fetched. */
  readonly path: string | null;
}

/** The rest of the hub. */
export interface UpdateParts {
  /** What runs here. */
  readonly present: PresentProgram;
  /** Where updates come from. */
  readonly place: UpdatePlace;
  /** Null when the program runs from its sources. */
  readonly installation: Installation | null;
  /** Whether phones are syncing, or were a moment ago. */
  readonly phonesAreSyncing: () => boolean;
  /** Makes a copy of the records and checks it; nothing to do for a hub without any. */
  readonly snapshot: () => Promise<void>;
  /** Ends the program in order and starts the launcher. */
  readonly restart: () => void;
  /** Told whenever the status may have changed. */
  readonly onChange: () => void;
  /** In place of 30 minutes, ms. */
  readonly checkMs?: number;
  /** Default: the global one. */
  readonly fetch?: Fetch;
  /** Epoch ms; default: the machine's clock. */
  readonly now?: () => number;
}

/** See the module. One thing at a time; what fails is in the status, nothing rejects. */
export class Updates implements Disposable {
  readonly #parts: UpdateParts;
  readonly #files: VersionFiles | null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #step: UpdateStep | null = null;
  #part: number | null = null;
  #problem: UpdateProblem | null = null;
  #offered: Offered | null = null;
  #checkedAtMs: number | null = null;
  #cancel = new AbortController();

  /** Nothing is done before {@linkcode Updates.start}. */
  constructor(parts: UpdateParts) {
    this.#parts = parts;
    this.#files = parts.installation === null ? null : new VersionFiles(parts.installation);
  }

  /** The status. */
  get status(): UpdateStatus {
    return {
      canInstall: this.#files !== null,
      canCheck: this.#canCheck,
      step: this.#step,
      part: this.#part,
      offered: this.#offer(),
      problem: this.#problem,
      checkedAtMs: this.#checkedAtMs,
      failedVersion: this.#files?.failed ?? null,
      previousVersion: this.#files?.previous ?? null,
    };
  }

  /** The hub is still being opened. */
  alive(): void {
    this.#files?.alive();
  }

  /** Looks now and every half hour. Without a connection nothing is said. */
  start(): void {
    this.#files?.up();
    if (!this.#canCheck) return;
    this.#timer = setInterval(() => void this.#lookQuietly(), this.#parts.checkMs ?? CHECK_MS);
    void this.#lookQuietly();
  }

  /** This version does its work: it need not be taken back any more. */
  proved(): void {
    if (this.#files === null) return;
    this.#files.proved();
    // What is being unpacked, or waits to be chosen, is neither the current version nor the previous.
    if (this.#step !== null || this.#files.onTrial) return;
    this.#files.tidy();
    removeOldFiles(this.#files.folder, this.#parts.present);
  }

  /** Looks because the operator asks: a failure is told. */
  async check(): Promise<void> {
    await this.#run("checking", async () => {
      if (!this.#canCheck) throw new UpdateError("OFFLINE");
      await this.#look();
    });
  }

  /** Takes an update file as it is handed over. */
  async takeFile(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    await this.#run("fetching", async () => {
      const { folder } = this.#requireFiles();
      const { place: { keys }, present } = this.#parts;
      const { signal } = this.#cancel;
      const onPart = (part: number) => this.#progress(part);
      const taken = await takeUpdateFile(stream, { keys, present, folder, onPart, signal });
      this.#offered = { ...taken, from: "file" };
      removeOtherFiles(folder, taken.path);
    });
  }

  /** Installs what is offered, on the operator's word. Ends with a restart, or with a problem. */
  async install(): Promise<void> {
    await this.#run("fetching", async () => {
      const files = this.#requireFiles();
      if (this.#offered === null) throw new UpdateError("NOT_NEWER");
      const { manifest } = this.#offered;
      const { present } = this.#parts;
      const path = this.#offered.path ?? await this.#fetch(manifest, files);
      this.#offered = { ...this.#offered, path };
      this.#go("unpacking");
      await this.#unpack(path, files, { ...present, version: manifest.version });
      await this.#whenQuiet();
      this.#go("saving");
      await this.#parts.snapshot();
      // The copy takes a moment: phones may have come meanwhile.
      await this.#whenQuiet();
      files.choose(manifest.version);
      removeOtherFiles(files.folder, null);
      this.#restart();
    });
  }

  /** Back to the version before this one, on the operator's word. */
  async goBack(): Promise<void> {
    await this.#run("waiting", async () => {
      const files = this.#requireFiles();
      if (files.previous === null) throw new UpdateError("NOT_NEWER");
      await this.#whenQuiet();
      files.goBack();
      this.#restart();
    });
  }

  /** Stops fetching or waiting. What was fetched is kept, what was being read from a stick is not. */
  cancel(): void {
    if (this.#step === "fetching" || this.#step === "waiting") this.#cancel.abort();
  }

  /** Ends everything. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#cancel.abort();
  }

  get #canCheck(): boolean {
    return this.#parts.place.url !== "";
  }

  #offer(): OfferedUpdate | null {
    if (this.#offered === null) return null;
    const { manifest, from, path } = this.#offered;
    const { version, date, notes } = manifest;
    const { bytes } = assetFor(manifest, this.#parts.present);
    return { version, date, notes, bytes, from, isHere: path !== null };
  }

  async #lookQuietly(): Promise<void> {
    if (this.#step !== null) return;
    // No connection, or nothing for this machine: nothing anybody has to know.
    await this.#look().catch(() => {});
    this.#parts.onChange();
  }

  async #look(): Promise<void> {
    const { place, present, fetch: get = fetch, now = Date.now } = this.#parts;
    const manifest = await fetchManifest(place, get);
    this.#checkedAtMs = now();
    // The operator may have begun something while the place of the updates answered.
    const mayOffer = this.#step === null || this.#step === "checking";
    const { path = null, manifest: known } = this.#offered ?? {};
    try {
      assetFor(manifest, present);
    } catch (error) {
      if (!(error instanceof UpdateError) || error.code !== "NOT_NEWER") throw error;
      // What was offered before has been taken back by its makers.
      if (mayOffer && path === null) this.#offered = null;
      return;
    }
    // What is here, brought or fetched, gives way to what is newer and to nothing else.
    if (path !== null && known && compareVersions(manifest.version, known.version) <= 0) return;
    if (mayOffer) this.#offered = { manifest, from: "internet", path: null };
  }

  /** Answers where the file is. One of an older release goes when this one is whole and checked. */
  async #fetch(manifest: UpdateManifest, { folder }: VersionFiles): Promise<string> {
    const { place, present, fetch: get = fetch } = this.#parts;
    const asset = assetFor(manifest, present);
    const path = fetchedPath(folder, manifest, present);
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await fetchAsset(asset, place, path, {
      get,
      signal: this.#cancel.signal,
      onPart: (part) => this.#progress(part),
    });
    removeOtherFiles(folder, path);
    return path;
  }

  async #whenQuiet(): Promise<void> {
    while (this.#parts.phonesAreSyncing()) {
      this.#go("waiting");
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      this.#cancel.signal.throwIfAborted();
    }
  }

  /** A file that cannot be used is fetched anew, or brought anew; a full disk is not its fault. */
  async #unpack(path: string, files: VersionFiles, wanted: PresentProgram): Promise<void> {
    try {
      await unpackUpdate(path, files, wanted);
    } catch (error) {
      if (updateErrorOf(error).code === "STORAGE") throw error;
      const offered = this.#offered;
      this.#offered = offered?.from === "internet" ? { ...offered, path: null } : null;
      await Deno.remove(path).catch(() => {});
      throw error;
    }
  }

  #requireFiles(): VersionFiles {
    if (this.#files === null) throw new UpdateError("NOT_INSTALLED");
    return this.#files;
  }

  #restart(): void {
    this.#go("restarting");
    this.#parts.restart();
  }

  #go(step: UpdateStep): void {
    this.#step = step;
    this.#part = null;
    this.#parts.onChange();
  }

  /** Told in whole percents: a page that follows does not need more. */
  #progress(part: number): void {
    const rounded = Math.floor(part * 100) / 100;
    if (rounded === this.#part) return;
    this.#part = rounded;
    this.#parts.onChange();
  }

  async #run(step: UpdateStep, work: () => Promise<void>): Promise<void> {
    if (this.#step !== null) return;
    this.#cancel = new AbortController();
    this.#problem = null;
    this.#go(step);
    try {
      await work();
    } catch (error) {
      if (!this.#cancel.signal.aborted) this.#problem = updateErrorOf(error).code;
    }
    // Until the program ends nothing else is begun.
    if (this.#step === "restarting") return;
    this.#step = null;
    this.#part = null;
    this.#parts.onChange();
  }
}
