import assert from "node:assert/strict";
import { join } from "node:path";
import { dataPaths } from "../../../../server/keeper/opening/data_directory.ts";
import {
  type HubSnapshotParts,
  HubSnapshots,
} from "../../../../server/keeper/copies/hub_snapshots.ts";
import {
  durableFiles,
  isWhole,
  jobsHere,
  SnapshotError,
  type SnapshotJobs,
  type SnapshotReason,
} from "../../../../server/snapshots/mod.ts";
import { SmallHub } from "../../snapshots/small_hub.ts";
import { until } from "../../../support/until.ts";

const QUICK = { firstMs: 0, everyMs: 20, placeMs: 5, retryMs: 5 };
const NEVER = { firstMs: 1e9, everyMs: 1e9 };

class Watched implements AsyncDisposable {
  readonly events: Record<string, unknown>[] = [];
  readonly stick = Deno.makeTempDirSync({ prefix: "stick-" });

  private constructor(readonly hub: SmallHub, readonly snapshots: HubSnapshots) {}

  static async begin(parts: Partial<HubSnapshotParts> = {}): Promise<Watched> {
    const hub = await SmallHub.make();
    const events: Record<string, unknown>[] = [];
    const snapshots = await HubSnapshots.begin({
      ...{ engine: hub.engine, vault: hub.vault, paths: dataPaths(hub.directory) },
      ...{ program: "test", report: (event) => events.push(event), jobs: jobsHere },
      times: { ...QUICK, ...NEVER },
      ...parts,
    });
    const watched = new Watched(hub, snapshots);
    Object.assign(watched, { events });
    return watched;
  }

  /** What was said of the second place, or of failures. */
  codes(): unknown[] {
    return this.events.map(({ code }) => code)
      .filter((code) => code !== "SNAPSHOT_MADE" && code !== "SECOND_PLACE_COPIED");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.snapshots.close();
    await Deno.remove(this.stick, { recursive: true }).catch(() => {});
    await this.hub[Symbol.asyncDispose]();
  }
}

function rejectsWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof SnapshotError && error.code === code;
}

Deno.test("HubSnapshots makes a copy by itself when there is none of today", async () => {
  await using watched = await Watched.begin({ times: QUICK });
  const { snapshots } = watched;
  await until(() => snapshots.status.newestAtMs !== null, () => "a daily copy");
  // And not another one at the next look.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const lines = await snapshots.shelf.list();
  assert.deepEqual(lines.map((line) => [line.reason, isWhole(line)]), [["daily", true]]);
});

Deno.test("HubSnapshots.make() keeps the last seven, and the last two put aside besides", async () => {
  await using watched = await Watched.begin();
  const { snapshots, hub } = watched;
  for (let no = 0; no < 4; no++) {
    await hub.snapshot("restore", { nowMs: Date.UTC(2026, 0, 1 + no) });
  }
  for (let no = 0; no < 9; no++) await snapshots.make("manual");
  const reasons = (await snapshots.shelf.list()).map(({ reason }) => reason);
  const count = (wanted: SnapshotReason) => reasons.filter((reason) => reason === wanted).length;
  assert.deepEqual([count("manual"), count("restore")], [7, 2]);
});

Deno.test("HubSnapshots.remove() keeps the only copy that is known to be whole", async () => {
  await using watched = await Watched.begin();
  const { snapshots } = watched;
  const first = await snapshots.make("manual");
  await assert.rejects(snapshots.remove(snapshots.shelf, first.id), rejectsWith("ONLY_COPY"));
  const second = await snapshots.make("manual");
  await snapshots.remove(snapshots.shelf, first.id);
  await assert.rejects(snapshots.remove(snapshots.shelf, second.id), rejectsWith("ONLY_COPY"));
});

Deno.test("HubSnapshots.verify() finds a byte that changed, and says so from then on", async () => {
  await using watched = await Watched.begin();
  const { snapshots } = watched;
  const { id } = await snapshots.make("manual");
  const checked = await snapshots.verify(snapshots.shelf, id);
  assert.ok((checked.verifiedAtMs ?? 0) > 0);
  const path = join(snapshots.shelf.path(id), "hub.db");
  const bytes = Deno.readFileSync(path);
  bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
  Deno.writeFileSync(path, bytes);
  await assert.rejects(snapshots.verify(snapshots.shelf, id), rejectsWith("DAMAGED"));
  assert.equal((await snapshots.shelf.line(id)).verifiedAtMs, null);
  assert.equal(snapshots.status.newestAtMs, null);
});

Deno.test("HubSnapshots.verify() in the second place goes by digests and opens nothing there", async () => {
  const opened: string[] = [];
  const jobs: SnapshotJobs = {
    ...jobsHere,
    check: (request, watch) => {
      opened.push(request.path);
      return jobsHere.check(request, watch);
    },
  };
  await using watched = await Watched.begin({ jobs });
  const { snapshots, stick } = watched;
  const { id } = await snapshots.make("manual");
  await snapshots.chooseSecond(stick);
  const shelf = snapshots.second.shelf();
  assert.ok(shelf !== null);
  assert.ok(isWhole(await snapshots.verify(shelf, id)));
  const path = join(shelf.path(id), "hub.db");
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.with(bytes.length - 40, (bytes[bytes.length - 40] ?? 0) ^ 1));
  await assert.rejects(snapshots.verify(shelf, id), rejectsWith("DAMAGED"));
  assert.equal(isWhole(await shelf.line(id)), false);
  assert.deepEqual(opened, []);
});

Deno.test("HubSnapshots copies to the second place, and tells when it goes and comes back", async () => {
  await using watched = await Watched.begin();
  const { snapshots, stick } = watched;
  const { id } = await snapshots.make("manual");
  await snapshots.chooseSecond(stick);
  assert.equal(snapshots.status.second.state, "there");
  assert.deepEqual((await snapshots.second.list())?.map((line) => line.id), [id]);
  Deno.renameSync(stick, `${stick}-out`);
  await until(() => snapshots.status.second.state === "missing", () => "missing");
  assert.deepEqual(watched.codes(), ["SECOND_PLACE_MISSING"]);
  // Its age is known while it is out; a copy made meanwhile goes there when it is back.
  assert.notEqual(snapshots.status.second.newestAtMs, null);
  const later = await snapshots.make("manual");
  // An empty mount point is not the place.
  Deno.mkdirSync(stick);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(snapshots.status.second.state, "missing");
  Deno.removeSync(stick);
  Deno.renameSync(`${stick}-out`, stick);
  await until(() => snapshots.status.second.newestAtMs === later.madeAtMs, () => "the later copy");
  assert.equal(snapshots.status.second.state, "there");
  assert.deepEqual(watched.codes(), ["SECOND_PLACE_MISSING", "SECOND_PLACE_THERE"]);
});

Deno.test("HubSnapshots tells of a second place that takes nothing, and tries again", async () => {
  let isFull = true;
  const files = {
    ...durableFiles,
    free: (path: string) =>
      path.includes("sync-hub-copies") && isFull ? Promise.resolve(0) : durableFiles.free(path),
  };
  await using watched = await Watched.begin({ files });
  const { snapshots, stick } = watched;
  await snapshots.make("manual");
  await snapshots.chooseSecond(stick);
  assert.equal(snapshots.status.second.state, "failing");
  assert.equal(snapshots.status.second.problem, "NO_ROOM");
  assert.ok(watched.codes().includes("SECOND_PLACE_FAILING"));
  isFull = false;
  await until(() => snapshots.status.second.state === "there", () => "there");
  assert.equal((await snapshots.second.list())?.length, 1);
});

Deno.test("HubSnapshots blames the second place no more when what it did not take is damaged here", async () => {
  await using watched = await Watched.begin();
  const { snapshots, stick } = watched;
  await snapshots.make("manual");
  await snapshots.chooseSecond(stick);
  const out = `${stick}-out`;
  Deno.renameSync(stick, out);
  await until(() => snapshots.status.second.state === "missing", () => "missing");
  const { id } = await snapshots.make("manual");
  const path = join(snapshots.shelf.path(id), "hub.db");
  const bytes = Deno.readFileSync(path);
  bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1;
  Deno.writeFileSync(path, bytes);
  Deno.renameSync(out, stick);
  await until(() => snapshots.status.second.state === "failing", () => "failing");
  await assert.rejects(snapshots.verify(snapshots.shelf, id), rejectsWith("DAMAGED"));
  await until(() => snapshots.status.second.state === "there", () => "there");
  assert.equal(snapshots.status.second.problem, null);
});

Deno.test("HubSnapshots.make() on a full disk says why and goes on", async () => {
  let isFull = true;
  const free = (path: string) => isFull ? Promise.resolve(0) : durableFiles.free(path);
  await using watched = await Watched.begin({ files: { ...durableFiles, free } });
  const { snapshots, hub } = watched;
  await assert.rejects(snapshots.make("manual"), rejectsWith("NO_ROOM"));
  assert.equal(snapshots.status.problem, "NO_ROOM");
  assert.ok(watched.codes().includes("SNAPSHOT_FAILED"));
  await hub.push(["still-served"]);
  isFull = false;
  await snapshots.make("manual");
  assert.equal(snapshots.status.problem, null);
});

Deno.test("HubSnapshots.close() ends a copy that is under way, and nothing of it is left", async () => {
  await using watched = await Watched.begin();
  const { snapshots, hub } = watched;
  const many = Array.from({ length: 3_000 }, (_, no) => `p${no}`);
  await hub.push(many, { additional_data: JSON.stringify({ long: "x".repeat(2_000) }) });
  const making = snapshots.make("manual");
  // On a fast machine it does not last long.
  while (snapshots.status.step === null) await new Promise((resolve) => setTimeout(resolve, 0));
  await Promise.all([
    assert.rejects(making, rejectsWith("CANCELLED")),
    snapshots.close(),
  ]);
  assert.deepEqual(await snapshots.shelf.list(), []);
  assert.deepEqual([...Deno.readDirSync(snapshots.shelf.folder)], []);
});

Deno.test("HubSnapshots.close() gives one answer to whatever it breaks off", async () => {
  await using watched = await Watched.begin();
  const { snapshots } = watched;
  const { id } = await snapshots.make("manual");
  const path = join(snapshots.shelf.path(id), "hub.db");
  const begun = Promise.withResolvers<void>();
  const reading = snapshots.exclusively(async ({ signal }) => {
    begun.resolve();
    while (signal?.aborted === false) await durableFiles.size(path);
    await durableFiles.digest(path, signal);
  });
  await begun.promise;
  await Promise.all([
    assert.rejects(reading, rejectsWith("CANCELLED")),
    snapshots.close(),
  ]);
});
