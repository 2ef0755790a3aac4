import assert from "node:assert/strict";
import { join } from "node:path";
import {
  durableFiles,
  isWhole,
  jobsHere,
  removeSuperfluous,
  SecondPlace,
  Shelf,
  SnapshotError,
  stageCopy,
  stagedFolder,
} from "../../../server/snapshots/mod.ts";
import { SmallHub } from "./small_hub.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 5, 1);

function rejectsWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof SnapshotError && error.code === code;
}

Deno.test("a copy made after the clock was set back is the newest, and stays", async () => {
  await using hub = await SmallHub.make();
  for (let no = 0; no < 7; no++) await hub.snapshot("daily", { nowMs: NOW_MS + no * DAY_MS });
  const made = await hub.snapshot("clearing", { nowMs: NOW_MS - 365 * DAY_MS });
  await removeSuperfluous(hub.shelf, made.id);
  const lines = await hub.shelf.list();
  assert.equal(lines.length, 7);
  assert.deepEqual([lines[0]?.id, lines[0]?.madeAtMs], [made.id, NOW_MS - 365 * DAY_MS]);
  // The one that goes is the one that was made first.
  assert.equal(lines.at(-1)?.madeAtMs, NOW_MS + DAY_MS);
});

Deno.test("a copy from the future goes in its turn, and pushes out none of those made after it", async () => {
  await using hub = await SmallHub.make();
  const future = await hub.snapshot("daily", { nowMs: NOW_MS + 300 * DAY_MS });
  const made: string[] = [];
  for (let no = 0; no < 7; no++) {
    made.push((await hub.snapshot("daily", { nowMs: NOW_MS + no * DAY_MS })).id);
    await removeSuperfluous(hub.shelf);
    const ids = (await hub.shelf.list()).map(({ id }) => id);
    assert.deepEqual(ids, [...made.toReversed(), ...(no < 6 ? [future.id] : [])]);
  }
});

Deno.test("removeSuperfluous() never removes the copy that was just made", async () => {
  await using hub = await SmallHub.make();
  const first = await hub.snapshot("daily", { nowMs: NOW_MS });
  for (let no = 1; no < 9; no++) await hub.snapshot("daily", { nowMs: NOW_MS + no });
  await removeSuperfluous(hub.shelf, first.id);
  const ids = (await hub.shelf.list()).map(({ id }) => id);
  assert.deepEqual([ids.length, ids.at(-1)], [8, first.id]);
});

Deno.test("Shelf.line() of a copy that cannot be read just now is not damaged, and it is not removed", async () => {
  await using hub = await SmallHub.make();
  const { id } = await hub.snapshot("daily", { nowMs: NOW_MS });
  for (let no = 1; no < 9; no++) await hub.snapshot("daily", { nowMs: NOW_MS + no });
  for (const failing of ["read", "size"] as const) {
    const refuse = (path: string) =>
      path.includes(`${id}/`) ? Promise.reject(new Deno.errors.TimedOut("network")) : null;
    const files = {
      ...durableFiles,
      [failing]: (path: string, max: number) => refuse(path) ?? durableFiles[failing](path, max),
    };
    const shelf = new Shelf(hub.shelf.folder, files);
    const line = await shelf.line(id);
    assert.deepEqual([line.damaged, isWhole(line)], [false, false], failing);
    await removeSuperfluous(shelf);
    assert.equal(isWhole(await hub.shelf.line(id)), true, failing);
  }
  // One of another version of the program says nothing to this one.
  const path = join(hub.shelf.path(id), "manifest.json");
  Deno.writeTextFileSync(path, '{"format":"hikma-hub-snapshot","version":2}');
  assert.equal((await hub.shelf.line(id)).damaged, false);
  Deno.writeTextFileSync(path, '{"format":"hikma-hub-snapshot","version":1}');
  assert.equal((await hub.shelf.line(id)).damaged, true);
});

Deno.test("stageCopy() removes others for room only for a good copy that is to be restored", async () => {
  await using hub = await SmallHub.make();
  for (let no = 0; no < 5; no++) await hub.snapshot("daily", { nowMs: NOW_MS + no });
  const [newest] = await hub.shelf.list();
  assert.ok(newest !== undefined);
  const count = () => [...Deno.readDirSync(hub.shelf.folder)].length;
  const free = () => Promise.resolve(count() > 3 ? 0 : Infinity);
  const tools = { files: { ...durableFiles, free }, jobs: jobsHere };
  const request = {
    ...{ source: hub.shelf.path(newest.id), spare: newest.id },
    ...{ staged: stagedFolder(hub.place), secret: hub.secret },
  };
  await assert.rejects(stageCopy(request, tools), rejectsWith("NO_ROOM"));
  assert.equal(count(), 5);
  const path = join(request.source, "hub.db");
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.map((byte, at) => at === 5_000 ? byte ^ 1 : byte));
  await assert.rejects(stageCopy({ ...request, shelf: hub.shelf }, tools), rejectsWith("DAMAGED"));
  assert.equal(count(), 5);
  Deno.writeFileSync(path, bytes);
  using _staged = await stageCopy({ ...request, shelf: hub.shelf }, tools);
  assert.equal(count(), 3);
});

Deno.test("stageCopy() takes no copy that has lost the log it was put aside with", async () => {
  await using hub = await SmallHub.make();
  const { id } = await hub.snapshot();
  const source = hub.shelf.path(id);
  const log = join(source, "hub.db-wal");
  Deno.writeFileSync(log, new Uint8Array(0));
  const manifest = await hub.shelf.manifest(id);
  const files = { ...manifest.files, "hub.db-wal": { bytes: 0, sha256: null } };
  await hub.shelf.note(id, { ...manifest, files });
  const request = { source, staged: stagedFolder(hub.place), secret: hub.secret };
  const tools = { files: durableFiles, jobs: jobsHere };
  (await stageCopy(request, tools))[Symbol.dispose]();
  Deno.removeSync(log);
  await assert.rejects(stageCopy(request, tools), rejectsWith("DAMAGED"));
});

Deno.test("stageCopy() finds no copy where a folder has the name of one of its files", async () => {
  await using hub = await SmallHub.make();
  const tools = { files: durableFiles, jobs: jobsHere };
  for (const name of ["hub.vault", "hub.db"]) {
    const { id } = await hub.snapshot();
    const source = hub.shelf.path(id);
    Deno.removeSync(join(source, name));
    Deno.mkdirSync(join(source, name));
    const request = { source, staged: stagedFolder(hub.place), secret: hub.secret };
    await assert.rejects(stageCopy(request, tools), rejectsWith("NOT_FOUND"));
  }
});

Deno.test("SecondPlace of one hub leaves the copies of another one alone", async () => {
  await using one = await SmallHub.make();
  await using other = await SmallHub.make();
  const stick = Deno.makeTempDirSync({ prefix: "stick-" });
  let isFull = false;
  const shared = {
    ...durableFiles,
    free: (path: string) => isFull ? Promise.resolve(0) : durableFiles.free(path),
  };
  const placeOf = async ({ directory, vault }: SmallHub) => {
    const place = new SecondPlace(shared, directory, Date.now, vault.secrets.hubId);
    await place.choose(stick);
    return place;
  };
  const [ours, theirs] = [await placeOf(one), await placeOf(other)];
  const line = await one.snapshot("daily", { nowMs: NOW_MS - DAY_MS });
  await ours.take(one.shelf, line);
  const newer = [];
  for (let no = 0; no < 8; no++) {
    const made = await other.snapshot("daily", { nowMs: NOW_MS + no });
    newer.push(made);
    await theirs.take(other.shelf, made);
  }
  assert.equal(theirs.shelf()?.path(line.id), join(stick, "sync-hub-copies", line.id));
  await assert.rejects(
    theirs.shelf()?.remove(line.id) ?? Promise.resolve(),
    rejectsWith("NOT_FOUND"),
  );
  // Nor for room, nor what is half written.
  const part = ours.shelf()?.partOf(line.id) ?? "";
  Deno.mkdirSync(part);
  await theirs.shelf()?.tidy();
  isFull = true;
  const last = await other.snapshot("daily", { nowMs: NOW_MS + DAY_MS });
  await assert.rejects(theirs.take(other.shelf, last), rejectsWith("NO_ROOM"));
  assert.deepEqual([...Deno.readDirSync(part)], []);
  assert.deepEqual((await ours.list())?.map(({ id }) => id), [line.id]);
  assert.equal((await ours.look()).newestAtMs, NOW_MS - DAY_MS);
  assert.equal((await theirs.list())?.length, 2);
  Deno.removeSync(stick, { recursive: true });
});
