/** A hub of which only what updates need is there. */

import { join } from "node:path";
import { type UpdateParts, Updates, type UpdateStatus } from "../../../server/updates/mod.ts";
import { until } from "../../support/until.ts";
import { ARCH, MadeUpRelease, OS, type ReleaseOptions, UpdateServer } from "./made_up_release.ts";

/** What runs on it. */
export const PRESENT = { version: "26.11.2300", os: OS, arch: ARCH };

/** A hub of which only what updates need is there. */
export class Hub implements Disposable {
  readonly root: string;
  readonly versions: string;
  /** What was done, in order. */
  readonly done: string[] = [];
  syncing = false;
  /** Whether the copy of the records fails. */
  refusesCopy = false;
  readonly updates: Updates;

  /** @param root In place of a folder of its own: that of a hub that ran before */
  constructor(
    release: MadeUpRelease,
    url: string,
    more: Partial<UpdateParts> = {},
    root = Deno.makeTempDirSync({ prefix: "hub-installed-" }),
  ) {
    this.root = root;
    this.versions = join(root, "versions");
    const program = join(root, "program");
    Deno.mkdirSync(program, { recursive: true });
    Deno.writeTextFileSync(join(program, "version"), `${PRESENT.version}\n`);
    this.updates = new Updates({
      present: PRESENT,
      place: { url, keys: release.keys },
      installation: {
        root: this.root,
        launcher: "hub",
        versions: this.versions,
        program,
        watcher: null,
      },
      phonesAreSyncing: () => this.syncing,
      snapshot: () => {
        if (this.refusesCopy) return Promise.reject(new Error("no room"));
        this.done.push("snapshot");
        return Promise.resolve();
      },
      restart: () => this.done.push("restart"),
      onChange: () => {},
      ...more,
    });
  }

  get status(): UpdateStatus {
    return this.updates.status;
  }

  read(name: string): string | null {
    try {
      return Deno.readTextFileSync(join(this.versions, name)).trim();
    } catch {
      return null;
    }
  }

  async reaches(step: UpdateStatus["step"]): Promise<void> {
    await until(() => this.status.step === step, () => `${this.status.step}, not ${step}`);
  }

  /** Hands over an update file. */
  async takeFile(path: string): Promise<void> {
    await this.updates.takeFile((await Deno.open(path)).readable);
  }

  [Symbol.dispose](): void {
    this.updates[Symbol.dispose]();
    try {
      Deno.removeSync(this.root, { recursive: true });
    } catch {
      // A hub that ran later in it has removed it.
    }
  }
}

/** Plays with a release, a hub, and a place that serves the one to the other. */
export async function online(
  options: ReleaseOptions,
  play: (hub: Hub, release: MadeUpRelease, server: UpdateServer) => Promise<void>,
  more: Partial<UpdateParts> = {},
): Promise<void> {
  using release = await MadeUpRelease.make(options);
  await using server = new UpdateServer(release.folder);
  using hub = new Hub(release, server.url, more);
  await play(hub, release, server);
}

/** Whatever is not small and known in the folder of the versions. */
export function leftovers(hub: Hub): string[] {
  try {
    return [...Deno.readDirSync(hub.versions)].map(({ name }) => name);
  } catch {
    return [];
  }
}
