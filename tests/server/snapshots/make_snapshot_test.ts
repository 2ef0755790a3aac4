import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type DurableFiles,
  durableFiles,
  jobsInWorker,
  Shelf,
  SnapshotError,
  stageCopy,
  stagedFolder,
} from "../../../server/snapshots/mod.ts";
import { PASSPHRASE, SmallHub } from "./small_hub.ts";

function rejectsWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof SnapshotError && error.code === code;
}

Deno.test("makeSnapshot() makes one file each of vault and database, checked, with counts", async () => {
  await using hub = await SmallHub.make();
  await hub.push(["a", "b", "c"]);
  const line = await hub.snapshot();
  assert.equal(line.damaged, false);
  assert.equal(line.rows, 4);
  assert.equal(line.hubId, hub.vault.secrets.hubId);
  assert.deepEqual(
    [...Deno.readDirSync(hub.shelf.path(line.id))].map(({ name }) => name).sort(),
    ["hub.db", "hub.vault", "manifest.json"],
  );
  const { facts } = await hub.shelf.manifest(line.id);
  assert.deepEqual(facts?.rows, { patients: 3, users: 1 });
  assert.equal(facts?.phones, 1);
  // What is in it opens with the passphrase alone.
  const source = hub.shelf.path(line.id);
  const staged = stagedFolder(hub.place);
  const request = { source, staged, secret: { passphrase: PASSPHRASE }, shelf: hub.shelf };
  using copy = await stageCopy(request, { files: durableFiles, jobs: jobsInWorker });
  assert.deepEqual(copy.facts.rows, { patients: 3, users: 1 });
});

Deno.test("makeSnapshot() in a worker goes on while the hub writes, and copies one moment", async () => {
  await using hub = await SmallHub.make();
  const many = Array.from({ length: 4_000 }, (_, no) => `p${no}`);
  await hub.push(many, { additional_data: JSON.stringify({ long: "x".repeat(2_000) }) });
  const before = hub.patients().length;
  const running = hub.snapshot("daily", { jobs: jobsInWorker });
  let pushes = 0;
  let done = false;
  const ended = running.finally(() => done = true);
  while (!done) {
    await hub.push([`new${pushes++}`]);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const line = await ended;
  const { facts } = await hub.shelf.manifest(line.id);
  const copied = facts?.rows.patients ?? 0;
  assert.ok(pushes > 3, `only ${pushes} pushes meanwhile`);
  assert.ok(copied >= before && copied < before + pushes, `${copied} of ${before + pushes}`);
  assert.equal(hub.patients().length, before + pushes);
});

Deno.test("makeSnapshot() leaves nothing and removes nothing when the disk is full", async () => {
  await using hub = await SmallHub.make();
  const whole = [await hub.snapshot(), await hub.snapshot("daily")];
  const full = { ...durableFiles, free: () => Promise.resolve(1_000) };
  await assert.rejects(hub.snapshot("daily", { files: full }), rejectsWith("NO_ROOM"));
  const refusing = { ...durableFiles, sync: () => Promise.reject(new Deno.errors.WriteZero("x")) };
  await assert.rejects(hub.snapshot("daily", { files: refusing }), rejectsWith("STORAGE"));
  const names = [...Deno.readDirSync(hub.shelf.folder)].map(({ name }) => name).sort();
  assert.deepEqual(names, whole.map(({ id }) => id).sort());
});

Deno.test("makeSnapshot() makes room by the oldest copies, never by the last two whole ones", async () => {
  await using hub = await SmallHub.make();
  const times = [1, 2, 3, 4].map((day) => Date.UTC(2026, 0, day));
  const made = [];
  for (const nowMs of times) made.push(await hub.snapshot("daily", { nowMs }));
  let removed = 0;
  const files = {
    ...durableFiles,
    free: () => Promise.resolve(removed >= 2 ? Infinity : 0),
    remove: (path: string) => {
      if (path.endsWith(".gone")) removed++;
      return durableFiles.remove(path);
    },
  };
  const shelf = new Shelf(hub.shelf.folder, files);
  const last = await hub.snapshot("daily", { files, shelf });
  const left = (await hub.shelf.list()).map(({ id }) => id);
  assert.deepEqual(left, [last.id, made[3]?.id, made[2]?.id]);
});

Deno.test("makeSnapshot() refuses a database that is not whole, and the copies before stay", async () => {
  await using hub = await SmallHub.make();
  await hub.push(Array.from({ length: 300 }, (_, no) => `p${no}`));
  const good = await hub.snapshot();
  hub.close();
  const bytes = Deno.readFileSync(hub.databasePath);
  bytes.fill(7, bytes.length / 2, bytes.length / 2 + 4_096);
  Deno.writeFileSync(hub.databasePath, bytes);
  const { vault } = hub;
  assert.ok(vault.locked);
  await hub.reopen().catch(() => {});
  await assert.rejects(hub.snapshot("daily"), rejectsWith("DAMAGED"));
  assert.deepEqual((await hub.shelf.list()).map(({ id }) => id), [good.id]);
});

Deno.test("durableFiles.read() reads all of a file that is replaced by a longer one meanwhile", async () => {
  const folder = Deno.makeTempDirSync();
  const [path, next] = [join(folder, "hub.vault"), join(folder, "next")];
  Deno.writeTextFileSync(path, "short");
  Deno.writeTextFileSync(next, "much longer");
  const files: DurableFiles = {
    ...durableFiles,
    size: async (path) => {
      const size = await durableFiles.size(path);
      await durableFiles.rename(next, path);
      return size;
    },
  };
  const bytes = await files.read(path, 1_000);
  assert.equal(new TextDecoder().decode(bytes ?? undefined), "much longer");
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("Shelf.line() shows a copy that lost a file or a byte as damaged", async () => {
  await using hub = await SmallHub.make();
  const { id } = await hub.snapshot();
  const database = join(hub.shelf.path(id), "hub.db");
  await Deno.truncate(database, 4_096);
  assert.equal((await hub.shelf.line(id)).damaged, true);
  await Deno.remove(join(hub.shelf.path(id), "manifest.json"));
  const line = await hub.shelf.line(id);
  assert.deepEqual([line.damaged, line.madeAtMs], [true, null]);
  await assert.rejects(hub.shelf.manifest("../../etc"), rejectsWith("NOT_FOUND"));
});
