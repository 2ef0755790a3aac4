/**
 * Where a demo keeps its data while it runs.
 *
 * @module
 */

import { join } from "node:path";

/** A passphrase for made-up data, never for anything else. */
const DEMO_PASSPHRASE = "made-up clinic, nothing secret";

/** A fresh folder in the user's cache, removed when it is disposed of. */
export class DemoFolder implements Disposable {
  /** The folder itself. */
  readonly path: string;
  /** The hub's data directory: it does not exist yet. */
  readonly dataDir: string;
  /** A file that holds the passphrase. */
  readonly passphraseFile: string;
  readonly #keep: boolean;

  private constructor(path: string, keep: boolean) {
    this.path = path;
    this.dataDir = join(path, "data");
    this.passphraseFile = join(path, "passphrase.txt");
    this.#keep = keep;
  }

  /** Makes a fresh folder. With `keep` it stays when the demo ends. */
  static make(keep: boolean): DemoFolder {
    const parent = join(userCacheFolder(), "hikma-hub", "demo");
    Deno.mkdirSync(parent, { recursive: true, mode: 0o700 });
    const folder = new DemoFolder(Deno.makeTempDirSync({ dir: parent, prefix: "demo-" }), keep);
    Deno.writeTextFileSync(folder.passphraseFile, `${DEMO_PASSPHRASE}\n`, { mode: 0o600 });
    return folder;
  }

  [Symbol.dispose](): void {
    if (!this.#keep) Deno.removeSync(this.path, { recursive: true });
  }
}

function userCacheFolder(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? ".";
  switch (Deno.build.os) {
    case "windows":
      return Deno.env.get("LOCALAPPDATA") ?? join(home, "AppData", "Local");
    case "darwin":
      return join(home, "Library", "Caches");
    default:
      return Deno.env.get("XDG_CACHE_HOME") || join(home, ".cache");
  }
}
