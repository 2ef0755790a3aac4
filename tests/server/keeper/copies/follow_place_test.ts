import assert from "node:assert/strict";
import { dataPaths } from "../../../../server/keeper/opening/data_directory.ts";
import {
  HubSnapshots,
  type SnapshotTimes,
} from "../../../../server/keeper/copies/hub_snapshots.ts";
import { type DurableFiles, durableFiles, jobsHere } from "../../../../server/snapshots/mod.ts";
import { SmallHub } from "../../snapshots/small_hub.ts";
import { until } from "../../../support/until.ts";

const DAY_MS = 86_400_000;
const PLACE_ONLY = { firstMs: 1e9, everyMs: 1e9, placeMs: 5, retryMs: 5 };
/** A place that answers does so in this time, also on a busy machine. */
const HANGING = { ...PLACE_ONLY, answerMs: 1_000 };

async function begin(
  hub: SmallHub,
  { times = PLACE_ONLY, files = durableFiles }: {
    readonly times?: Partial<SnapshotTimes>;
    readonly files?: DurableFiles;
  } = {},
): Promise<HubSnapshots> {
  return await HubSnapshots.begin({
    ...{ engine: hub.engine, vault: hub.vault, paths: dataPaths(hub.directory) },
    ...{ program: "test", report: () => {}, jobs: jobsHere, times, files },
  });
}

Deno.test("HubSnapshots makes one copy, not more, when the newest is from the future", async () => {
  await using hub = await SmallHub.make();
  for (let day = -5; day <= 1; day++) {
    await hub.snapshot("daily", { nowMs: Date.now() + day * DAY_MS });
  }
  const [future] = await hub.shelf.list();
  const snapshots = await begin(hub, { times: { ...PLACE_ONLY, firstMs: 0, everyMs: 5 } });
  await until(
    () => (snapshots.status.newestAtMs ?? Infinity) <= Date.now(),
    () => "a copy of today",
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  const lines = await snapshots.shelf.list();
  assert.deepEqual([lines.length, lines[1]?.id], [7, future?.id]);
  await snapshots.close();
});

Deno.test("HubSnapshots brings a copy to the second place although the one there seems newer", async () => {
  await using hub = await SmallHub.make();
  const stick = Deno.makeTempDirSync({ prefix: "stick-" });
  await hub.snapshot("daily", { nowMs: Date.now() + 300 * DAY_MS });
  const snapshots = await begin(hub);
  await snapshots.chooseSecond(stick);
  const today = await snapshots.make("manual");
  await until(() => snapshots.second.has(today.id), () => "the copy of today");
  assert.equal(snapshots.status.second.newestAtMs, today.madeAtMs);
  await snapshots.close();
  Deno.removeSync(stick, { recursive: true });
});

Deno.test("HubSnapshots goes on when the second place stops answering while a copy goes there", async () => {
  await using hub = await SmallHub.make();
  const stick = Deno.makeTempDirSync({ prefix: "stick-" });
  const back = Promise.withResolvers<void>();
  let isDead = false;
  let hanging = 0;
  const wait = async (path: string) => {
    if (!isDead || !path.startsWith(stick)) return;
    hanging++;
    await back.promise;
  };
  const files: DurableFiles = {
    ...durableFiles,
    copy: async (from, to, ...rest) => {
      if (to.startsWith(stick)) isDead = true;
      await wait(to);
      return await durableFiles.copy(from, to, ...rest);
    },
    size: async (path) => {
      await wait(path);
      return await durableFiles.size(path);
    },
    list: async (path) => {
      await wait(path);
      return await durableFiles.list(path);
    },
  };
  const snapshots = await begin(hub, { files, times: HANGING });
  await snapshots.chooseSecond(stick);
  await snapshots.make("manual");
  await until(() => snapshots.status.second.state === "missing", () => "missing");
  // One operation of the copy, one of a look: however often it is looked at.
  await until(() => hanging === 2);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(await snapshots.second.list(), null);
  assert.equal(hanging, 2);
  const last = await snapshots.make("clearing");
  assert.equal(await snapshots.exclusively(() => Promise.resolve("restored")), "restored");
  isDead = false;
  files.copy = durableFiles.copy;
  back.resolve();
  await until(() => snapshots.second.has(last.id), () => "the newest copy");
  assert.equal(snapshots.status.second.state, "there");
  await snapshots.close();
  Deno.removeSync(stick, { recursive: true });
});
