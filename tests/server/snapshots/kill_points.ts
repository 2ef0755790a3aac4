/**
 * File operations that end at a chosen one, as a killed process or a power cut ends them.
 *
 * Killed: everything done so far is there. Power cut: names are as they were when a folder was last
 * synced (file systems with a journal lose a tail of what was done, never the middle).
 */

import { join } from "node:path";
import { type DurableFiles, durableFiles } from "../../../server/snapshots/mod.ts";

/** The process is dead: nothing after this happens. */
export class Killed extends Error {
  override readonly name = "Killed";
}

const CHANGING = [
  "makeFolder",
  "makeFolderIn",
  "write",
  "copy",
  "sync",
  "rename",
  "remove",
  "syncFolder",
] as const;

/** See the module. */
export class KillPoints {
  readonly files: DurableFiles;
  /** Operations so far that change something. */
  count = 0;
  /** Where it ended, for messages. */
  last = "nothing";
  readonly #killAt: number;
  readonly #isPowerCut: boolean;
  readonly #attic = Deno.makeTempDirSync({ prefix: "kill-points-" });
  #undo: (() => void)[] = [];
  #isDead = false;

  /** @param killAt The operation that does not happen any more; `Infinity` for none */
  constructor(killAt: number, isPowerCut: boolean) {
    this.#killAt = killAt;
    this.#isPowerCut = isPowerCut;
    const wrapped: Record<string, unknown> = { ...durableFiles };
    for (const name of CHANGING) {
      wrapped[name] = async (...args: unknown[]) => {
        this.#step(name, args);
        if (this.#isPowerCut) this.#remember(name, args);
        const act = durableFiles[name] as (...args: unknown[]) => Promise<unknown>;
        const result = await act.call(durableFiles, ...args);
        if (name === "syncFolder") this.#undo = [];
        return result;
      };
    }
    this.files = wrapped as unknown as DurableFiles;
  }

  /** Runs something to its end or to its death; true when it ended. */
  async run(work: (files: DurableFiles) => Promise<unknown>): Promise<boolean> {
    try {
      await work(this.files);
      // What went wrong at the end may have been caught: a dead process has not ended well.
      return !this.#isDead;
    } catch (error) {
      if (this.#isDead) return false;
      throw error;
    } finally {
      if (this.#isDead && this.#isPowerCut) { for (const undo of this.#undo.reverse()) undo(); }
      Deno.removeSync(this.#attic, { recursive: true });
    }
  }

  #step(name: string, args: readonly unknown[]): void {
    if (this.#isDead) throw new Killed();
    if (++this.count === this.#killAt) {
      this.#isDead = true;
      this.last = `${name}(${args.filter((arg) => typeof arg === "string").join(", ")})`;
      throw new Killed();
    }
  }

  #remember(name: typeof CHANGING[number], args: readonly unknown[]): void {
    const [first, second] = args.filter((arg) => typeof arg === "string");
    if (first === undefined) return;
    if (name === "rename" && second !== undefined) {
      const replaced = this.#keep(second);
      this.#undo.push(() => {
        Deno.renameSync(second, first);
        replaced?.();
      });
    } else if (name === "remove") {
      const removed = this.#keep(first);
      if (removed !== null) this.#undo.push(removed);
    } else if (name === "write" || name === "copy") {
      const path = name === "copy" ? second ?? first : first;
      const before = this.#keep(path);
      this.#undo.push(() => {
        Deno.removeSync(path, { recursive: true });
        before?.();
      });
    }
  }

  /** Copies what is there away; the result brings it back. */
  #keep(path: string): (() => void) | null {
    if (!isThere(path)) return null;
    const kept = join(this.#attic, `${this.count}-${this.#undo.length}`);
    copyTree(path, kept);
    return () => {
      if (isThere(path)) Deno.removeSync(path, { recursive: true });
      copyTree(kept, path);
    };
  }
}

/** Copies a file or a folder with everything in it. */
export function copyTree(from: string, to: string): void {
  if (!Deno.statSync(from).isDirectory) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to, { recursive: true });
  for (const { name } of Deno.readDirSync(from)) copyTree(join(from, name), join(to, name));
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
