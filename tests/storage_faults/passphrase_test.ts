/**
 * The vault on a real disk beside its database: made, and given another passphrase, cut between any
 * two operations on the disk. `STORAGE_FAULTS=full` cuts more often by chance.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubDatabase } from "../../server/database/hub_database.ts";
import { restorePrevious, Vault, VaultError, type VaultErrorCode } from "../../vault/mod.ts";
import { readFolder, writeFolder } from "../support/storage_faults/disk_recording.ts";
import { everyFate, keptAndOneMore, storageTest } from "../support/storage_faults/fault_bench.ts";
import { RecordedFiles } from "../support/storage_faults/recorded_files.ts";
import { databasePath } from "../support/storage_faults/stored_hub.ts";
import { CHEAP, OTHER_PASSPHRASE, PASSPHRASE } from "../vault/fixtures.ts";

const PREVIOUS = "hub.vault.previous";

function vaultPath(folder: string): string {
  return join(folder, "hub.vault");
}

/**
 * Opens a hub's files, or makes them, in the order of `openFiles()`, with a cheap derivation.
 *
 * @param files Where the vault is written
 */
async function openHub(
  folder: string,
  passphrase: string,
  files = new RecordedFiles(),
): Promise<{ vault: Vault; database: HubDatabase }> {
  const options = { ...CHEAP, files };
  const vault = await files.exists(vaultPath(folder))
    ? await Vault.unlock(vaultPath(folder), { passphrase }, options)
    : await Vault.create(vaultPath(folder), passphrase, options);
  const { dataKey, databaseMade } = vault.secrets;
  const database = HubDatabase.open(databasePath(folder), dataKey, databaseMade);
  if (!databaseMade) await vault.update({ databaseMade: true });
  return { vault, database };
}

async function makeHub(folder: string): Promise<void> {
  const { vault, database } = await openHub(folder, PASSPHRASE);
  database.writer.exec("INSERT INTO hub_setting VALUES ('kept', 'yes')");
  database[Symbol.dispose]();
  vault.lock();
}

/** "yes" when the row of {@linkcode makeHub} is there. */
function keptRow(database: HubDatabase): string | null {
  using statement = database.reader.prepare("SELECT value FROM hub_setting WHERE name = 'kept'");
  return statement.value<[string]>()?.[0] ?? null;
}

/** Whether a passphrase opens the vault, and then the database; or why not. */
async function tryPassphrase(folder: string, passphrase: string): Promise<string> {
  try {
    const { vault, database } = await openHub(folder, passphrase);
    using _open = database;
    database.checkIntegrity();
    vault.lock();
    return keptRow(database) === "yes" ? "opens" : "opens an empty database";
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
}

/** What both passphrases do. */
async function tryBoth(folder: string): Promise<string> {
  const old = await tryPassphrase(folder, PASSPHRASE);
  return `${old}, ${await tryPassphrase(folder, OTHER_PASSPHRASE)}`;
}

const OLD_OPENS = `opens, ${"WRONG_PASSPHRASE" satisfies VaultErrorCode}`;
const NEW_OPENS = "WRONG_PASSPHRASE, opens";

storageTest(
  "changePassphrase() leaves the old passphrase or the new wherever it is cut, and the new once acknowledged",
  async (bench) => {
    const { folder, left } = bench;
    await makeHub(folder);
    const recording = bench.record<"changed">();
    {
      const files = new RecordedFiles((operation) => recording.add(operation));
      using vault = await Vault.unlock(vaultPath(folder), { passphrase: PASSPHRASE }, {
        ...CHEAP,
        files,
      });
      await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
      recording.acknowledge("changed");
    }
    const { operations, disks } = await bench.cut(recording.finish(), {
      reopen: async () => {
        const outcome = await tryBoth(left);
        // Whoever was taken away is kept away, once the vault was opened with the new passphrase.
        writeFolder(left, new Map([["hub.vault", previousOf(left)]]));
        return { outcome, previous: await openVault(left) };
      },
      judge: ({ outcome, previous }, { acknowledged }) => {
        if (acknowledged.length > 0) assert.equal(outcome, NEW_OPENS);
        else assert.ok([OLD_OPENS, NEW_OPENS].includes(outcome), outcome);
        if (outcome === NEW_OPENS) assert.equal(previous, "WRONG_PASSPHRASE");
      },
    });
    assert.ok(operations >= 14 && disks > 10, `${operations} operations, ${disks} disks`);
  },
);

/** Whether there is a vault that knows of its database. */
async function knownDatabase(folder: string): Promise<boolean> {
  try {
    using vault = await Vault.unlock(vaultPath(folder), { passphrase: PASSPHRASE }, CHEAP);
    return vault.secrets.databaseMade;
  } catch (error) {
    if (error instanceof VaultError && error.code === "NOT_FOUND") return false;
    throw error;
  }
}

function previousOf(folder: string): Uint8Array<ArrayBuffer> {
  return readFolder(folder).get(PREVIOUS) ?? new Uint8Array(0);
}

/** What the old passphrase does with the vault alone. */
async function openVault(folder: string): Promise<string> {
  try {
    (await Vault.unlock(vaultPath(folder), { passphrase: PASSPHRASE }, CHEAP)).lock();
    return "opens";
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
}

storageTest(
  "changePassphrase() onto a disk that fills up leaves the old passphrase or the new, and says which",
  async (bench) => {
    const { folder } = bench;
    await makeHub(folder);
    const before = readFolder(folder);
    let refused = 0;
    for (let from = 0; true; from++) {
      writeFolder(folder, before);
      const files = new RecordedFiles();
      const options = { ...CHEAP, files };
      using vault = await Vault.unlock(vaultPath(folder), { passphrase: PASSPHRASE }, options);
      files.writes = 0;
      files.fullFrom = from;
      const code = await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE).then(
        () => null,
        (error: VaultError) => error.code,
      );
      const reached = files.writes > from;
      files.fullFrom = Infinity;
      if (code === null) {
        assert.equal(await tryBoth(folder), NEW_OPENS);
      } else {
        refused += 1;
        assert.equal(code, "STORAGE");
        assert.equal(await tryBoth(folder), OLD_OPENS);
        await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
        assert.equal(await tryBoth(folder), NEW_OPENS);
      }
      if (!reached) break;
    }
    assert.ok(refused >= 2, `${refused} refusals`);
  },
);

storageTest(
  "a new hub's vault and database can be made again, or opened, wherever their making is cut",
  async (bench) => {
    const recording = bench.record<"made">();
    const vaultSteps = new Set<number>();
    {
      const files = new RecordedFiles((operation) => vaultSteps.add(recording.add(operation)));
      const { vault, database } = await openHub(bench.folder, PASSPHRASE, files);
      recording.acknowledge("made");
      database.writer.exec("INSERT INTO hub_setting VALUES ('kept', 'yes')");
      recording.acknowledge("made");
      database[Symbol.dispose]();
      vault.lock();
    }
    const { disks } = await bench.cut(recording.finish(), {
      // What the database does by itself is cut everywhere with its migrations.
      fatesAt: (done) =>
        vaultSteps.has(done) || vaultSteps.has(done + 1)
          ? everyFate(done)
          : done % 10 === 0
          ? keptAndOneMore(done / 10)
          : [],
      reopen: async () => {
        const known = await knownDatabase(bench.left);
        const { vault, database } = await openHub(bench.left, PASSPHRASE);
        using _open = database;
        database.checkIntegrity();
        vault.lock();
        return { known, kept: keptRow(database) };
      },
      judge: ({ known, kept }, { acknowledged }) => {
        if (acknowledged.length > 0) assert.equal(known, true);
        if (acknowledged.length > 1) assert.equal(kept, "yes");
      },
    });
    assert.ok(disks > 30, `${disks} disks`);
  },
);

storageTest(
  "restorePrevious() brings the vault back from its kept copy wherever it is cut",
  async (bench) => {
    const { folder, left } = bench;
    await makeHub(folder);
    const vault = Deno.readFileSync(vaultPath(folder));
    Deno.writeFileSync(vaultPath(folder), vault.subarray(0, vault.length >> 1));
    const recording = bench.record<"restored">();
    await restorePrevious(vaultPath(folder), {
      files: new RecordedFiles((operation) => recording.add(operation)),
    });
    recording.acknowledge("restored");
    await bench.cut(recording.finish(), {
      reopen: async () => {
        const first = await tryPassphrase(left, PASSPHRASE);
        if (first !== "opens") await restorePrevious(vaultPath(left));
        return { first, second: await tryPassphrase(left, PASSPHRASE) };
      },
      judge: ({ first, second }, { acknowledged }) => {
        if (acknowledged.length > 0) assert.equal(first, "opens");
        assert.equal(second, "opens");
      },
    });
  },
);
