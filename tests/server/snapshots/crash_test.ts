import assert from "node:assert/strict";
import { join } from "node:path";
import { dataPaths } from "../../../server/keeper/opening/data_directory.ts";
import { decideRestore } from "../../../server/keeper/copies/restore_copy.ts";
import {
  type DurableFiles,
  durableFiles,
  finishSwap,
  isWhole,
  jobsHere,
  makeSnapshot,
  SecondPlace,
  Shelf,
  shelfFolder,
  stageCopy,
} from "../../../server/snapshots/mod.ts";
import { copyTree, KillPoints } from "./kill_points.ts";
import { SmallHub } from "./small_hub.ts";

const FATES = [["killed", false], ["power cut", true]] as const;

/** A hub with one copy of two patients and three more patients since, closed, to begin from. */
async function hubWithCopy(): Promise<{ hub: SmallHub; id: string; left: string }> {
  const hub = await SmallHub.make();
  await hub.push(["p1", "p2"]);
  const { id } = await hub.snapshot("daily", { nowMs: Date.UTC(2026, 0, 5) });
  await hub.push(["p3", "p4", "p5"]);
  hub.close();
  return { hub, id, left: Deno.makeTempDirSync({ prefix: "snapshots-left-" }) };
}

function begin(hub: SmallHub, left: string): void {
  Deno.removeSync(left, { recursive: true });
  copyTree(hub.directory, left);
}

/** Patients in the copy, opened with the passphrase. */
async function patientsIn(hub: SmallHub, folder: string, left: string): Promise<number> {
  const staged = join(left, "looked-at");
  const shelf = new Shelf(join(left, "no-shelf"), durableFiles);
  const request = { source: folder, staged, secret: hub.secret, shelf };
  using copy = await stageCopy(request, { files: durableFiles, jobs: jobsHere });
  return copy.facts.rows.patients ?? 0;
}

Deno.test("makeSnapshot() cut between any two writes leaves a complete copy or none", async () => {
  const { hub, left } = await hubWithCopy();
  let cuts = 0;
  for (const [fate, isPowerCut] of FATES) {
    for (let at = 1, ended = false; !ended; at++) {
      begin(hub, left);
      const kill = new KillPoints(at, isPowerCut);
      const shelf = new Shelf(shelfFolder({ directory: left }), kill.files);
      await hub.reopen();
      const { dataKey: key, hubId } = hub.vault.secrets;
      ended = await kill.run((files) => makeIn(left, { files, shelf, key, hubId }));
      hub.close();
      cuts++;
      // The next start.
      const present = new Shelf(shelfFolder({ directory: left }), durableFiles);
      await present.tidy();
      const names = [...Deno.readDirSync(present.folder)].map(({ name }) => name);
      const lines = await present.list();
      const where = `${fate} before operation ${at}, ${kill.last}`;
      assert.equal(names.length, lines.length, where);
      assert.ok(lines.every(isWhole), where);
      assert.ok(lines.length === (ended ? 2 : lines.length), where);
      assert.ok(lines.some(({ reason }) => reason === "daily"), where);
      for (const { id, reason } of lines) {
        const expected = reason === "daily" ? 2 : 5;
        assert.equal(await patientsIn(hub, present.path(id), left), expected, where);
      }
    }
  }
  assert.ok(cuts > 16, `${cuts} cuts`);
  Deno.removeSync(left, { recursive: true });
  await hub[Symbol.asyncDispose]();
});

async function makeIn(
  left: string,
  parts: {
    readonly files: DurableFiles;
    readonly shelf: Shelf;
    readonly key: Uint8Array;
    readonly hubId: string;
  },
): Promise<void> {
  const { vault, database } = dataPaths(left);
  await makeSnapshot({
    ...{ ...parts, jobs: jobsHere, vault, database, reason: "manual", program: "test" },
    nowMs: Date.UTC(2026, 0, 6),
  });
}

Deno.test("a restore cut between any two writes leaves the data of before or of the copy, and the other", async () => {
  const { hub, id, left } = await hubWithCopy();
  const seen = { before: 0, restored: 0 };
  for (const [fate, isPowerCut] of FATES) {
    for (let at = 1, ended = false; !ended; at++) {
      begin(hub, left);
      const kill = new KillPoints(at, isPowerCut);
      const paths = dataPaths(left);
      ended = await kill.run(async (files) => {
        await decideRestore({
          ...{
            paths,
            source: join(shelfFolder(paths), id),
            spare: id,
            secret: hub.secret,
            open: null,
          },
          ...{ files, jobs: jobsHere, nowMs: Date.UTC(2026, 0, 7), program: "test", watch: {} },
        });
        await finishSwap(files, paths);
      });
      // The next start.
      await finishSwap(durableFiles, paths);
      const shelf = new Shelf(shelfFolder(paths), durableFiles);
      await shelf.tidy();
      const where = `${fate} before operation ${at}, ${kill.last}`;
      const names = [...Deno.readDirSync(left)].map(({ name }) => name);
      assert.ok(!names.includes("restore.staged") && !names.includes("hub.restoring"), where);
      const patients = await patientsIn(hub, left, left);
      const lines = await shelf.list();
      assert.ok(lines.some((line) => line.id === id && isWhole(line)), where);
      const aside = lines.find(({ reason }) => reason === "restore");
      if (patients === 5) {
        assert.ok(!ended, where);
        assert.equal(aside, undefined, where);
        seen.before++;
      } else {
        assert.equal(patients, 2, where);
        assert.ok(aside !== undefined && !aside.damaged, where);
        assert.equal(await patientsIn(hub, shelf.path(aside.id), left), 5, where);
        seen.restored++;
      }
    }
  }
  assert.ok(seen.before > 10 && seen.restored > 10, JSON.stringify(seen));
  Deno.removeSync(left, { recursive: true });
  await hub[Symbol.asyncDispose]();
});

Deno.test("a restore whose journal became illegible goes on with what lies there, or leaves the data alone", async () => {
  const { hub, id, left } = await hubWithCopy();
  const paths = dataPaths(left);
  const source = join(shelfFolder(paths), id);
  const journal = join(left, "hub.restoring");
  let cuts = 0;
  for (let at = 1, ended = false; !ended; at++) {
    begin(hub, left);
    const parts = { paths, source, spare: id, secret: hub.secret, open: null, jobs: jobsHere };
    const rest = { nowMs: Date.UTC(2026, 0, 7), program: "test", watch: {} };
    await decideRestore({ ...parts, ...rest, files: durableFiles });
    const kill = new KillPoints(at, false);
    ended = await kill.run((files) => finishSwap(files, paths));
    // What a disk has made of a file that it said it had written.
    if (!ended) Deno.writeFileSync(journal, new Uint8Array(100));
    await finishSwap(durableFiles, paths);
    const where = `killed before operation ${at}, ${kill.last}`;
    assert.equal(await durableFiles.size(journal), null, where);
    assert.equal(await patientsIn(hub, left, left), 2, where);
    const lines = await new Shelf(shelfFolder(paths), durableFiles).list();
    const aside = lines.find(({ reason }) => reason === "restore");
    assert.equal(await patientsIn(hub, join(left, "snapshots", aside?.id ?? ""), left), 5, where);
    cuts++;
  }
  assert.ok(cuts > 8, `${cuts} cuts`);
  // Nothing says that anything was decided.
  for (const isStaged of [true, false]) {
    begin(hub, left);
    if (isStaged) copyTree(source, join(left, "restore.staged"));
    Deno.writeFileSync(journal, new Uint8Array(100));
    await finishSwap(durableFiles, paths);
    assert.equal(await patientsIn(hub, left, left), 5);
    assert.equal(await durableFiles.size(journal), null);
  }
  Deno.removeSync(left, { recursive: true });
  await hub[Symbol.asyncDispose]();
});

Deno.test("a restore that was cut off goes on without what got lost meanwhile", async () => {
  const { hub, id, left } = await hubWithCopy();
  const paths = dataPaths(left);
  const shelf = new Shelf(shelfFolder(paths), durableFiles);
  const unreadable = (name: string): DurableFiles => ({
    ...durableFiles,
    read: (path, maxBytes) =>
      path.endsWith(name)
        ? Promise.reject(new Deno.errors.PermissionDenied())
        : durableFiles.read(path, maxBytes),
  });
  const partOfAside = async () => {
    const name = (await durableFiles.list(shelf.folder)).find((name) => name.endsWith(".part"));
    assert.ok(name !== undefined);
    return join(shelf.folder, name);
  };
  const losses: Record<string, () => Promise<DurableFiles>> = {
    "the journal cannot be read": () => Promise.resolve(unreadable("hub.restoring")),
    "the manifest of the data of before cannot be read": () =>
      Promise.resolve(unreadable("manifest.json")),
    "the manifest is illegible": async () => {
      Deno.writeFileSync(join(await partOfAside(), "manifest.json"), new Uint8Array(300));
      return durableFiles;
    },
    "the folder for the data of before is gone": async () => {
      Deno.removeSync(await partOfAside(), { recursive: true });
      return durableFiles;
    },
  };
  for (const [where, lose] of Object.entries(losses)) {
    begin(hub, left);
    await decideRestore({
      ...{ paths, source: join(shelf.folder, id), spare: id, secret: hub.secret, open: null },
      ...{ jobs: jobsHere, nowMs: Date.UTC(2026, 0, 7), program: "test", watch: {} },
      files: durableFiles,
    });
    assert.ok(await finishSwap(await lose(), paths), where);
    assert.equal(await durableFiles.size(join(left, "hub.restoring")), null, where);
    assert.equal(await patientsIn(hub, left, left), 2, where);
    const aside = (await shelf.list()).find(({ reason }) => reason === "restore");
    // One that counts as damaged is the first to go when there is no room.
    assert.ok(aside !== undefined && !aside.damaged, where);
    assert.equal(await patientsIn(hub, shelf.path(aside.id), left), 5, where);
  }
  Deno.removeSync(left, { recursive: true });
  await hub[Symbol.asyncDispose]();
});

Deno.test("a restore that fails when it is decided on is not carried out later", async () => {
  const { hub, id, left } = await hubWithCopy();
  begin(hub, left);
  const paths = dataPaths(left);
  const files: DurableFiles = {
    ...durableFiles,
    syncFolder: (path) =>
      path === left ? Promise.reject(new Deno.errors.Busy()) : durableFiles.syncFolder(path),
  };
  const source = join(shelfFolder(paths), id);
  const restore = decideRestore({
    ...{ paths, source, spare: id, secret: hub.secret, open: null, files, jobs: jobsHere },
    ...{ nowMs: Date.UTC(2026, 0, 7), program: "test", watch: {} },
  });
  await assert.rejects(restore, { code: "STORAGE" });
  // The power goes while another copy is looked at.
  copyTree(source, join(left, "restore.staged"));
  assert.equal(await finishSwap(durableFiles, paths), false);
  assert.equal(await patientsIn(hub, left, left), 5);
  Deno.removeSync(left, { recursive: true });
  await hub[Symbol.asyncDispose]();
});

Deno.test("what an earlier preparation has left does not keep a hub from starting", async () => {
  const directory = Deno.makeTempDirSync({ prefix: "snapshots-left-" });
  Deno.mkdirSync(join(directory, "restore.staged"));
  const files: DurableFiles = {
    ...durableFiles,
    remove: () => Promise.reject(new Deno.errors.PermissionDenied()),
  };
  assert.equal(await finishSwap(files, dataPaths(directory)), false);
  Deno.removeSync(directory, { recursive: true });
});

Deno.test("a copy to the second place cut between any two writes is complete there or not there", async () => {
  const { hub, left } = await hubWithCopy();
  const stick = Deno.makeTempDirSync({ prefix: "snapshots-stick-" });
  const [line] = await hub.shelf.list();
  assert.ok(line !== undefined);
  for (const [fate, isPowerCut] of FATES) {
    for (let at = 1, ended = false; !ended; at++) {
      begin(hub, left);
      Deno.removeSync(stick, { recursive: true });
      Deno.mkdirSync(stick);
      const kill = new KillPoints(at, isPowerCut);
      ended = await kill.run(async (files) => {
        const place = new SecondPlace(files, left, Date.now);
        await place.choose(stick);
        await place.take(new Shelf(hub.shelf.folder, files), line);
      });
      const place = new SecondPlace(durableFiles, left, Date.now);
      await place.load();
      const where = `${fate} before operation ${at}, ${kill.last}`;
      const lines = await place.list() ?? [];
      assert.ok(lines.length === (ended ? 1 : lines.length) && lines.every(isWhole), where);
      // What was cut off is made up for the next time.
      await place.choose(stick);
      await place.take(hub.shelf, line);
      const again = await place.list();
      assert.deepEqual(again?.map((copied) => copied.id), [line.id], where);
      assert.equal(await patientsIn(hub, place.shelf()?.path(line.id) ?? "", left), 2, where);
    }
  }
  for (const folder of [left, stick]) Deno.removeSync(folder, { recursive: true });
  await hub[Symbol.asyncDispose]();
});
