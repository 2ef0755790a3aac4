/** A second place that stops answering holds up nothing but what is done with it. */

import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { AheadWatch } from "../../../server/keeper/ahead_watch.ts";
import { dataPaths } from "../../../server/keeper/opening/data_directory.ts";
import { HubSnapshots } from "../../../server/keeper/copies/hub_snapshots.ts";
import { snapshotsOf } from "../../../server/keeper/copies/snapshot_calls.ts";
import type { SnapshotControl } from "../../../server/keeper/copies/snapshot_control.ts";
import {
  type DurableFiles,
  durableFiles,
  jobsHere,
  SnapshotError,
} from "../../../server/snapshots/mod.ts";
import { SmallHub } from "../snapshots/small_hub.ts";
import { until } from "../../support/until.ts";

const TIMES = { firstMs: 1e9, everyMs: 1e9, placeMs: 1e9, answerMs: 1_000, stallMs: 1_000 };

const isMissing = (error: unknown) =>
  error instanceof SnapshotError && error.code === "PLACE_MISSING";

/** A hub with one copy, also in a second place where opening the database never ends. */
class HungHub implements AsyncDisposable {
  readonly #pipe: string;
  readonly #bytes: number;

  private constructor(
    readonly hub: SmallHub,
    readonly snapshots: HubSnapshots,
    readonly control: SnapshotControl,
    readonly files: DurableFiles,
    readonly id: string,
    readonly stick: string,
  ) {
    this.#pipe = join(this.folder, "hub.db");
    this.#bytes = Deno.statSync(this.#pipe).size;
    Deno.renameSync(this.#pipe, `${this.#pipe}.real`);
    const made = new Deno.Command("mkfifo", { args: [this.#pipe] }).outputSync();
    assert.ok(made.success);
  }

  static async make(): Promise<HungHub> {
    const hub = await SmallHub.make();
    const stick = Deno.makeTempDirSync({ prefix: "stick-" });
    const files = { ...durableFiles };
    const paths = dataPaths(hub.directory);
    const snapshots = await HubSnapshots.begin({
      ...{ engine: hub.engine, vault: hub.vault, paths, program: "test", files },
      ...{ report: () => {}, jobs: jobsHere, times: TIMES },
    });
    // The only whole copy of a place could not be deleted.
    await snapshots.make("manual");
    await snapshots.chooseSecond(stick);
    const { id } = await snapshots.make("manual");
    await snapshots.chooseSecond(stick);
    assert.ok(snapshots.second.has(id));
    const withSecret = <T>(action: Promise<T>) => action;
    const open = {
      ...{ engine: hub.engine, files: { vault: hub.vault }, snapshots, audit: { withSecret } },
      ahead: new AheadWatch(hub.engine, () => {}),
    };
    const never = () => Promise.reject(new Error("not in this test"));
    const control = snapshotsOf({
      ...{ hub: () => open, holdShut: () => Promise.resolve(), close: never, open: never },
      reopened: () => {
        throw new Error("not in this test");
      },
    }, TIMES);
    const hung = new HungHub(hub, snapshots, control, files, id, stick);
    // A pipe has no size; what stands here for a file of a dead share has.
    files.size = async (path) => {
      const size = await durableFiles.size(path);
      return path === hung.#pipe && size === null ? hung.#bytes : size;
    };
    return hung;
  }

  /** The copy in the second place. */
  get folder(): string {
    return join(this.stick, "sync-hub-copies", this.id);
  }

  get request() {
    return {
      ...{ directory: this.hub.directory, secret: this.hub.secret },
      source: { place: "second" as const, id: this.id },
    };
  }

  /** The share is back: everything that waits for it goes on, and meets the end of a file. */
  wake(): void {
    // Opening a pipe both ways waits for nobody.
    using _both = Deno.openSync(this.#pipe, { read: true, write: true });
    Deno.renameSync(`${this.#pipe}.real`, this.#pipe);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.snapshots.close();
    await this.hub[Symbol.asyncDispose]();
    Deno.removeSync(this.stick, { recursive: true });
  }
}

/** A copy is made while that goes on, before it takes longer than is waited for a place. */
async function copiesMeanwhile({ snapshots }: HungHub): Promise<void> {
  const startedMs = performance.now();
  await snapshots.make("daily");
  assert.ok(performance.now() - startedMs < 30_000);
}

const ASKED: readonly [string, (hung: HungHub) => Promise<unknown>][] = [
  ["verifySnapshot", ({ control, request }) => control.verifySnapshot(request.source)],
  ["previewRestore", ({ control, request }) => control.previewRestore(request)],
  [
    "restore",
    ({ control, request, hub: { directory } }) =>
      control.restore({
        ...request,
        open: {
          ...{ directory, passphrase: "", recoveryKeyFile: null, cloud: null },
          ...{ demo: false, machineName: "laptop" },
        },
      }),
  ],
];

for (const [name, ask] of ASKED) {
  Deno.test({
    name: `${name}() of a copy in a place that hangs is given up, and copies are made meanwhile`,
    ignore: Deno.build.os === "windows",
    async fn() {
      await using hung = await HungHub.make();
      const asked = assert.rejects(ask(hung), isMissing);
      await copiesMeanwhile(hung);
      await asked;
      // While nothing has answered, nothing more hangs there.
      await assert.rejects(ask(hung), isMissing);
      assert.deepEqual(
        [...Deno.readDirSync(hung.hub.directory)].filter((it) => it.name.includes("staged")),
        [],
      );
      hung.wake();
      const users = async () => {
        const preview = await hung.control.previewRestore(hung.request).catch(() => null);
        return preview?.rows.users;
      };
      // What hung has to end first.
      await until(async () => await users() === 1);
    },
  });
}

Deno.test("deleteSnapshot() in a place that hangs is given up, and copies are made meanwhile", async () => {
  await using hung = await HungHub.make();
  const back = Promise.withResolvers<void>();
  hung.files.rename = async (from, to) => {
    if (basename(from) === hung.id && from.startsWith(hung.stick)) await back.promise;
    await durableFiles.rename(from, to);
  };
  const { control, request: { source, secret } } = hung;
  const asked = assert.rejects(control.deleteSnapshot(source, secret), isMissing);
  await copiesMeanwhile(hung);
  await asked;
  await assert.rejects(control.deleteSnapshot(source, secret), isMissing);
  back.resolve();
  hung.wake();
});

Deno.test("checkCopySecret() of a folder that hangs is given up, on a hub that is shut as well", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "share-" });
  const { read } = durableFiles;
  durableFiles.read = (path, maxBytes) =>
    path === join(folder, "hub.vault")
      ? new Promise(() => {})
      : read.call(durableFiles, path, maxBytes);
  try {
    const never = () => Promise.reject(new Error("not in this test"));
    const control = snapshotsOf({
      ...{ hub: () => null, holdShut: () => Promise.resolve(), close: never, open: never },
      reopened: () => {
        throw new Error("not in this test");
      },
    }, TIMES);
    const directory = Deno.makeTempDirSync();
    const request = { directory, source: { folder }, secret: { recoveryKey: "AAAA" } };
    for (let no = 0; no < 2; no++) {
      await assert.rejects(control.checkCopySecret(request), isMissing);
    }
    for (const path of [folder, directory]) Deno.removeSync(path, { recursive: true });
  } finally {
    durableFiles.read = read;
  }
});
