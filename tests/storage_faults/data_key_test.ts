/**
 * Another data key, cut between any two operations on the disk, and on a disk that fills up.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { copyPath } from "../../server/database/rekey_database.ts";
import { settleDataKey } from "../../server/database/settle_data_key.ts";
import { rotateDataKey } from "../../server/keeper/people/rotate_data_key.ts";
import { HubDatabase } from "../../server/database/hub_database.ts";
import { restorePrevious, Vault } from "../../vault/mod.ts";
import {
  databasePath,
  everyFate,
  keptAndOneMore,
  opensTo,
  readFolder,
  recordedDurable,
  RecordedFiles,
  storageTest,
  VaultHub,
  vaultPath,
  writeFolder,
} from "../support/storage_faults/mod.ts";
import { CHEAP, PASSPHRASE } from "../vault/fixtures.ts";

const SECRET = { passphrase: PASSPHRASE };

async function makeHub(folder: string): Promise<string> {
  using hub = await VaultHub.open(folder);
  hub.store("1");
  hub.store("2");
  return hub.vault.secrets.dataKey.toHex();
}

/** Opens what is left as the program does: settles the key, then opens the database under it. */
function openLeft(folder: string): Promise<string> {
  return opensTo(async () => {
    using vault = await Vault.unlock(vaultPath(folder), SECRET, CHEAP);
    const outcome = await settleDataKey(databasePath(folder), vault);
    assert.equal(vault.secrets.nextDataKey, null);
    using database = HubDatabase.open(databasePath(folder), vault.secrets.dataKey, true);
    database.checkIntegrity();
    using rows = database.reader.prepare("SELECT name FROM hub_setting ORDER BY name");
    const names = rows.values<[string]>().map(([name]) => name).join();
    return `${names} ${outcome} ${vault.secrets.dataKey.toHex()}`;
  });
}

storageTest(
  "rotateDataKey() leaves a hub that opens with all its rows wherever it is cut, under the new key once acknowledged",
  async (bench) => {
    const { folder, left } = bench;
    const old = await makeHub(folder);
    const recording = bench.record<string>();
    const ours = new Set<number>();
    const note = (operation: Parameters<typeof recording.add>[0]) =>
      ours.add(recording.add(operation));
    let next = "";
    {
      const files = new RecordedFiles(note);
      using vault = await Vault.unlock(vaultPath(folder), SECRET, { ...CHEAP, files });
      await rotateDataKey({ database: databasePath(folder) }, vault, {
        files: recordedDurable(note),
      });
      next = vault.secrets.dataKey.toHex();
      recording.acknowledge("rotated");
    }
    assert.notEqual(next, old);
    const { operations, disks } = await bench.cut(recording.finish(), {
      // What SQLite writes into the copy alone concerns nobody before the copy is moved.
      fatesAt: (done) =>
        ours.has(done) || ours.has(done + 1)
          ? everyFate(done)
          : done % 7 === 0
          ? keptAndOneMore(done / 7)
          : [],
      reopen: async () => {
        const image = readFolder(left);
        const found = await openLeft(left);
        const leftovers = [...readFolder(left).keys()].filter((name) => name.includes("rekeyed"));
        // The kept copy of the vault opens the same database.
        writeFolder(left, image);
        Deno.writeFileSync(vaultPath(left), new Uint8Array(40));
        await restorePrevious(vaultPath(left));
        return { found, leftovers, kept: await openLeft(left) };
      },
      judge: ({ found, leftovers, kept }, { acknowledged }) => {
        const [names, outcome, key] = found.split(" ");
        assert.equal(names, "1,2", found);
        assert.ok(key === old || key === next);
        if (acknowledged.length > 0) assert.equal(key, next);
        if (outcome === "undone") assert.equal(key, old);
        if (outcome === "finished") assert.equal(key, next);
        if (outcome !== "null") assert.deepEqual(leftovers, []);
        assert.equal(kept.split(" ")[0], "1,2", kept);
        assert.equal(kept.split(" ")[2], key);
      },
    });
    assert.ok(operations > 100 && disks > 40, `${operations} operations, ${disks} disks`);
  },
);

storageTest(
  "rotateDataKey() onto a disk that fills up keeps the old key, or has the new one",
  async ({ folder }) => {
    const old = await makeHub(folder);
    const before = readFolder(folder);
    let refused = 0;
    for (let from = 0; from < 60; from++) {
      writeFolder(folder, before);
      const files = new RecordedFiles();
      using vault = await Vault.unlock(vaultPath(folder), SECRET, { ...CHEAP, files });
      files.fullFrom = files.writes + from;
      const code = await rotateDataKey({ database: databasePath(folder) }, vault)
        .then(() => null, (error) => error.code);
      const reached = files.writes > files.fullFrom;
      files.fullFrom = Infinity;
      vault.lock();
      if (code !== null) {
        refused += 1;
        assert.equal(code, "STORAGE");
      }
      const [names, , key] = (await openLeft(folder)).split(" ");
      assert.equal(names, "1,2");
      if (code === null) assert.notEqual(key, old);
      if (!reached) break;
    }
    assert.ok(refused >= 2, `${refused} refusals`);
  },
);

storageTest("rotateDataKey() takes a fresh copy whatever lies about", async ({ folder }) => {
  const old = await makeHub(folder);
  Deno.writeTextFileSync(copyPath(databasePath(folder)), "left by an earlier attempt");
  Deno.writeTextFileSync(join(folder, "hub.db.rekeyed-wal"), "and its log");
  using vault = await Vault.unlock(vaultPath(folder), SECRET, CHEAP);
  const steps: number[] = [];
  await rotateDataKey({ database: databasePath(folder) }, vault, {
    onStep: (done, total) => steps.push(done / total),
  });
  assert.ok(steps.every((share) => share >= 0 && share <= 1));
  vault.lock();
  const [names, outcome, key] = (await openLeft(folder)).split(" ");
  assert.deepEqual([names, outcome], ["1,2", "null"]);
  assert.notEqual(key, old);
});

storageTest("rotateDataKey() that is cancelled changes nothing", async ({ folder }) => {
  const old = await makeHub(folder);
  using vault = await Vault.unlock(vaultPath(folder), SECRET, CHEAP);
  const before = Deno.readFileSync(databasePath(folder));
  const signal = AbortSignal.abort();
  await assert.rejects(
    rotateDataKey({ database: databasePath(folder) }, vault, { signal }),
    { name: "AbortError" },
  );
  assert.equal(vault.secrets.dataKey.toHex(), old);
  assert.deepEqual(Deno.readFileSync(databasePath(folder)), before);
});
