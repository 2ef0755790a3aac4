/**
 * The counting shim under SQLite: compiled, loaded, and made the default VFS of the SQLCipher
 * library that the binding has loaded.
 *
 * @module
 */

import { findLibrary } from "@db/sqlite";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultCacheRoot } from "../../../sqlcipher/library_paths.ts";
import { decodeNotes, type DiskOperation } from "./disk_operations.ts";

const SHIM_SYMBOLS = {
  fault_vfs_make: { parameters: ["pointer"], result: "pointer" },
  fault_vfs_unmake: { parameters: [], result: "void" },
  fault_vfs_watch: { parameters: ["buffer"], result: "void" },
  fault_vfs_note: { parameters: ["i32"], result: "void" },
  fault_vfs_notes: { parameters: [], result: "pointer" },
  fault_vfs_notes_size: { parameters: [], result: "u32" },
  fault_vfs_drop_notes: { parameters: [], result: "void" },
  fault_vfs_fail: { parameters: ["i32", "u32", "u32"], result: "void" },
  fault_vfs_operations: { parameters: [], result: "u32" },
  fault_vfs_lie: { parameters: ["i32"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

const SQLITE_SYMBOLS = {
  sqlite3_initialize: { parameters: [], result: "i32" },
  sqlite3_vfs_find: { parameters: ["pointer"], result: "pointer" },
  sqlite3_vfs_register: { parameters: ["pointer", "i32"], result: "i32" },
  sqlite3_vfs_unregister: { parameters: ["pointer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/**
 * How operations fail.
 *
 * - `dead`: nothing reaches the disk any more, as if the process had been killed.
 * - `full`: a write takes half of its bytes and reports a full disk; everything else works.
 */
export type Fault = "dead" | "full";

const FAULT_NUMBER: Record<Fault, number> = { dead: 1, full: 2 };
const NEVER = 0xffff_ffff;

/** The shim in place; disposing of it brings SQLite's own VFS back. */
export class FaultVfs implements Disposable {
  readonly #shim: Deno.DynamicLibrary<typeof SHIM_SYMBOLS>;
  readonly #sqlite: Deno.DynamicLibrary<typeof SQLITE_SYMBOLS>;
  readonly #vfs: Deno.PointerValue;

  private constructor(
    shim: Deno.DynamicLibrary<typeof SHIM_SYMBOLS>,
    sqlite: Deno.DynamicLibrary<typeof SQLITE_SYMBOLS>,
  ) {
    this.#shim = shim;
    this.#sqlite = sqlite;
    sqlite.symbols.sqlite3_initialize();
    this.#vfs = shim.symbols.fault_vfs_make(sqlite.symbols.sqlite3_vfs_find(null));
    if (this.#vfs === null) throw new Error("Cannot put the shim in place: it is already there");
    sqlite.symbols.sqlite3_vfs_register(this.#vfs, 1);
  }

  /** Puts the shim in place. Databases opened from now on run on it. */
  static async load(): Promise<FaultVfs> {
    const shim = Deno.dlopen(await compiledShim(), SHIM_SYMBOLS);
    // The same file as the binding has loaded: the same library, its registry of VFSs included.
    return new FaultVfs(shim, Deno.dlopen(findLibrary(), SQLITE_SYMBOLS));
  }

  /** Files in this folder are watched when they are opened; those of an earlier one no longer. */
  watch(folder: string): void {
    this.#shim.symbols.fault_vfs_watch(new TextEncoder().encode(`${folder}/\0`));
  }

  /** Starts or stops noting what is written. */
  note(on: boolean): void {
    this.#shim.symbols.fault_vfs_note(on ? 1 : 0);
  }

  /** What was noted since the last call. */
  takeNotes(): DiskOperation[] {
    const { symbols } = this.#shim;
    const size = symbols.fault_vfs_notes_size();
    const notes = symbols.fault_vfs_notes();
    if (size === 0 || notes === null) return [];
    const bytes = new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(notes, size)).slice();
    symbols.fault_vfs_drop_notes();
    return decodeNotes(bytes);
  }

  /**
   * Counts operations from 0 again; each from number `from` on fails.
   *
   * @param until The first that works again
   */
  fail(fault: Fault, from: number, until: number = NEVER): void {
    this.#shim.symbols.fault_vfs_fail(FAULT_NUMBER[fault], from, until);
  }

  /** Lets everything work again, and counts operations from 0. */
  heal(): void {
    this.#shim.symbols.fault_vfs_fail(0, NEVER, NEVER);
  }

  /** Operations since {@linkcode fail} or {@linkcode heal}: writes, truncations, syncs, deletions. */
  get operations(): number {
    return this.#shim.symbols.fault_vfs_operations();
  }

  /** While true, a sync reports success, and does and notes nothing. */
  set lying(on: boolean) {
    this.#shim.symbols.fault_vfs_lie(on ? 1 : 0);
  }

  /** Brings SQLite's own VFS back. */
  [Symbol.dispose](): void {
    this.#sqlite.symbols.sqlite3_vfs_unregister(this.#vfs);
    this.#shim.symbols.fault_vfs_unmake();
    this.#shim.close();
    this.#sqlite.close();
  }
}

/** The path of the shim, compiled on the first call and kept beside the SQLCipher library. */
async function compiledShim(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of ["fault_vfs.c", "vfs_abi.h", "fault_vfs.ts"]) {
    hash.update(await Deno.readFile(new URL(name, import.meta.url)));
  }
  const folder = join(dirname(defaultCacheRoot()), "test_programs");
  const path = join(folder, `fault_vfs-${hash.digest("hex").slice(0, 16)}.so`);
  try {
    await Deno.stat(path);
    return path;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  await Deno.mkdir(folder, { recursive: true });
  const source = fileURLToPath(new URL("fault_vfs.c", import.meta.url));
  const unfinished = await Deno.makeTempFile({ dir: folder });
  const args = ["-O2", "-Wall", "-shared", "-fPIC", "-pthread", source, "-o", unfinished];
  // A database that a failed test left open must not lose the code under its feet.
  if (Deno.build.os === "linux") args.push("-Wl,-z,nodelete");
  const { success, stderr } = await new Deno.Command("cc", { args }).output();
  if (!success) throw new Error(`Cannot compile the shim: ${new TextDecoder().decode(stderr)}`);
  await Deno.rename(unfinished, path);
  return path;
}
