/** The launcher with small scripts in the place of programs. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { VersionFiles } from "../../../server/updates/mod.ts";

const LAUNCHER = fileURLToPath(
  new URL("../../../tools/package/posix/hikma-hub", import.meta.url),
);
export const INSTALLED = "26.11.2300";
export const UPDATE = "26.11.2401";

/** Says which version runs with which flags, and ends well. */
export const GOOD = `echo "$(cat "$(dirname "$0")/version") $*"`;
export const UP = `touch "$HIKMA_HUB_VERSIONS/trial.up"`;
export const PROVED = `rm "$HIKMA_HUB_VERSIONS/trial"`;

const IS_MAC = Deno.build.os === "darwin";
const VERSIONS = IS_MAC
  ? "Library/Application Support/Hikma Health Local Sync Hub Versions"
  : ".local/share/hikma-hub-versions";
/** Where the runtime caches, in a home. */
export const CACHE = IS_MAC ? "Library/Caches" : ".cache";

/** The launcher with small scripts in the place of programs. */
export class Installed implements Disposable {
  readonly home = Deno.makeTempDirSync({ prefix: "hub launcher " });
  readonly root = join(this.home, "unpacked here");
  readonly versions = join(this.home, VERSIONS);
  readonly files: VersionFiles;

  constructor() {
    const bin = join(this.root, "bin");
    Deno.mkdirSync(bin, { recursive: true });
    Deno.copyFileSync(LAUNCHER, join(bin, "hikma-hub"));
    Deno.chmodSync(join(bin, "hikma-hub"), 0o755);
    const program = join(this.root, "program");
    this.put(program, INSTALLED, GOOD);
    const { root, versions } = this;
    this.files = new VersionFiles({ root, versions, program, launcher: "", watcher: null });
  }

  put(folder: string, version: string, script: string): void {
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(join(folder, "version"), `${version}\n`);
    Deno.writeTextFileSync(join(folder, "run"), `#!/bin/sh\n${script}\n`);
    Deno.chmodSync(join(folder, "run"), 0o755);
  }

  /** Puts a runtime in its place that says where it would cache. */
  tellCache(): void {
    const program = join(this.root, "program");
    Deno.copyFileSync(join(dirname(LAUNCHER), "run_around_deno"), join(program, "run"));
    Deno.chmodSync(join(program, "run"), 0o755);
    Deno.writeTextFileSync(join(program, "deno"), `#!/bin/sh\necho "$DENO_DIR"\n`, { mode: 0o755 });
  }

  /** Lays down an update as `install()` does. */
  update(script: string, version = UPDATE): void {
    this.put(this.files.folderOf(version), version, script);
    this.files.choose(version);
  }

  has(name: string): boolean {
    return [...Deno.readDirSync(this.versions)].some((entry) => entry.name === name);
  }

  /** Puts a script in the place of a program of the system. */
  fake(name: string, script: string): void {
    Deno.mkdirSync(join(this.home, "fakes"), { recursive: true });
    const path = join(this.home, "fakes", name);
    Deno.writeTextFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  start(...args: string[]): Deno.ChildProcess {
    return new Deno.Command(join(this.root, "bin", "hikma-hub"), {
      args,
      clearEnv: true,
      env: {
        HOME: this.home,
        PATH: `${join(this.home, "fakes")}:/usr/bin:/bin`,
        HIKMA_HUB_TRIAL_SECONDS: "1",
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const { code, stdout, stderr } = await this.start(...args).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout).trim(), stderr: decoder.decode(stderr) };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.home, { recursive: true });
  }
}

/** One test with a folder of its own. */
export function test(name: string, play: (installed: Installed) => Promise<void>): void {
  // The launcher of Windows is another one, and this one cannot run there.
  Deno.test({
    name,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using installed = new Installed();
      await play(installed);
    },
  });
}
