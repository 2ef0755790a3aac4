/**
 * Where the hub keeps its files (decision 26), and who may use them.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { StartError } from "../../start_error.ts";

/** The hub's files in one directory. */
export interface DataPaths {
  readonly directory: string;
  readonly vault: string;
  readonly database: string;
  /** Held while a hub runs on the directory. */
  readonly lock: string;
}

/** What decides where the data is. */
export interface DataPlace {
  /** `--data-dir`; wins. */
  readonly given: string | null;
  /** Path of the program. */
  readonly executable: string;
  /** Folders of an installed program, in which data may lie as well. */
  readonly folders?: readonly string[];
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
  readonly exists: (path: string) => boolean;
}

const VAULT = "hub.vault";
const DATABASE = "hub.db";
/** Its presence beside the program keeps data there, for instance on a USB stick. */
const PORTABLE = "hub.portable";
/** What lies there besides between two steps of a restore or a reset, without vault and database. */
const UNDER_WAY = ["hub.restoring", "hub.reset"];
const LOCK = { create: true, write: true, mode: 0o600 };
const FOLDER = "Hikma Health Local Sync Hub";

/** The files of the directory. */
export function dataPaths(directory: string): DataPaths {
  return {
    directory,
    vault: join(directory, VAULT),
    database: join(directory, DATABASE),
    lock: join(directory, "hub.lock"),
  };
}

/**
 * The given directory; else beside the program if its files or the marker are there, as the launchers
 * in `tools/package/` have it; else the per-user data directory of the operating system.
 *
 * @throws {StartError} `USAGE` without a home folder
 */
export function dataDirectory(place: DataPlace): string {
  if (place.given !== null) return place.given;
  const beside = [dirname(place.executable), ...place.folders ?? []].find((folder) =>
    [VAULT, DATABASE, PORTABLE, ...UNDER_WAY].some((name) => place.exists(join(folder, name)))
  );
  if (beside !== undefined) return beside;
  // An empty variable counts as unset, and so does a relative path (XDG Base Directory Specification).
  const home = place.env("HOME") || place.env("USERPROFILE") || null;
  const own = (name: string) => place.env(name) || null;
  const xdg = (name: string) => place.env(name)?.startsWith("/") ? own(name) : null;
  const inHome = (...names: string[]) => {
    if (home !== null) return join(home, ...names);
    // Never a folder that depends on where the program was started from.
    throw new StartError("USAGE", { detail: "there is no home folder: --data-dir is needed" });
  };
  switch (place.os) {
    case "windows":
      return join(own("LOCALAPPDATA") ?? inHome("AppData", "Local"), FOLDER);
    case "darwin":
      return inHome("Library", "Application Support", FOLDER);
    default:
      return join(xdg("XDG_DATA_HOME") ?? inHome(".local", "share"), "hikma-hub");
  }
}

/** A directory held by this process alone. The system lets go of it when the process dies. */
export class HeldDirectory implements Disposable {
  readonly #path: string;
  #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Makes the directory when it is missing, and holds it.
   *
   * @throws {StartError} `OTHER_INSTANCE`, `STORAGE`
   */
  static hold(paths: DataPaths): HeldDirectory {
    let file: Deno.FsFile;
    try {
      Deno.mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
      file = Deno.openSync(paths.lock, LOCK);
    } catch (error) {
      throw new StartError("STORAGE", { cause: error });
    }
    if (!file.tryLockSync(true)) {
      file.close();
      throw new StartError("OTHER_INSTANCE");
    }
    return new HeldDirectory(paths.lock, file);
  }

  /**
   * Holds it by a new file when somebody has deleted the one it is held by: another program would be
   * let in. Never throws: the next look tries again.
   */
  keep(): void {
    try {
      if (this.#isInPlace()) return;
      const file = Deno.openSync(this.#path, LOCK);
      if (!file.tryLockSync(true)) return file.close();
      this.#file.close();
      this.#file = file;
    } catch {
      // A disk that refuses lets nobody else in either.
    }
  }

  #isInPlace(): boolean {
    const mine = this.#file.statSync();
    try {
      const { dev, ino } = Deno.statSync(this.#path);
      return dev === mine.dev && ino === mine.ino;
    } catch (error) {
      return !(error instanceof Deno.errors.NotFound);
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Whether a program holds the directory. False where there is none, or nobody can say. */
export async function isHeld(directory: string): Promise<boolean> {
  try {
    using file = await Deno.open(dataPaths(directory).lock, { read: true, write: true });
    return !await file.tryLock(true);
  } catch {
    return false;
  }
}
