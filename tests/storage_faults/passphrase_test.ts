/**
 * The vault on a real disk beside its database: made, and given another passphrase, cut between any
 * two operations on the disk. `STORAGE_FAULTS=full` cuts the making of the database everywhere too,
 * and more often by chance.
 */

import assert from "node:assert/strict";
import { restorePrevious, Vault, type VaultError } from "../../vault/mod.ts";
import {
  everyFate,
  keptAndOneMore,
  opensTo,
  readFolder,
  RecordedFiles,
  storageTest,
  VaultHub,
  vaultPath,
  writeFolder,
} from "../support/storage_faults/mod.ts";
import { CHEAP, OTHER_PASSPHRASE, PASSPHRASE } from "../vault/fixtures.ts";

const OLD = { passphrase: PASSPHRASE };

async function makeHub(folder: string): Promise<void> {
  using hub = await VaultHub.open(folder);
  hub.store("1");
}

/** The rows a passphrase gives access to, or the code of the refusal. */
function rowsWith(folder: string, passphrase: string): Promise<string> {
  return opensTo(async () => {
    using hub = await VaultHub.open(folder, passphrase);
    hub.database.checkIntegrity();
    return `rows ${hub.stored()}`;
  });
}

/** What the old passphrase gives, and what the new. */
async function rowsWithBoth(folder: string): Promise<string> {
  const old = await rowsWith(folder, PASSPHRASE);
  return `${old} | ${await rowsWith(folder, OTHER_PASSPHRASE)}`;
}

storageTest(
  "changePassphrase() leaves the old passphrase or the new wherever it is cut, and the new once acknowledged",
  async (bench) => {
    const { folder, left } = bench;
    await makeHub(folder);
    const steps = [
      "rows 1 | WRONG_PASSPHRASE",
      "rows 1,2 | WRONG_PASSPHRASE",
      "WRONG_PASSPHRASE | rows 1,2",
      "WRONG_PASSPHRASE | rows 1,2,3",
    ];
    const recording = bench.record<string>();
    {
      const files = new RecordedFiles((operation) => recording.add(operation));
      using hub = await VaultHub.open(folder, PASSPHRASE, files);
      hub.store("2");
      recording.acknowledge("stored");
      await hub.vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
      recording.acknowledge("changed");
      hub.store("3");
      recording.acknowledge("stored");
    }
    const { operations, disks } = await bench.cut(recording.finish(), {
      reopen: async () => {
        const found = await rowsWithBoth(left);
        // Whoever was taken away is kept away, once the vault was opened with the new passphrase.
        writeFolder(left, new Map([["hub.vault", previousOf(left)]]));
        const previous = await opensTo(async () => {
          (await Vault.unlock(vaultPath(left), OLD, CHEAP)).lock();
          return "opens";
        });
        return { found, previous };
      },
      judge: ({ found, previous }, { acknowledged }) => {
        // As after the last step that was reported, or after the one under way.
        const step = acknowledged.length;
        assert.ok(steps.slice(step, step + 2).includes(found), `${found} after step ${step}`);
        if (!found.startsWith("rows")) assert.equal(previous, "WRONG_PASSPHRASE");
      },
    });
    assert.ok(operations > 30 && disks > 20, `${operations} operations, ${disks} disks`);
  },
);

function previousOf(folder: string): Uint8Array<ArrayBuffer> {
  return readFolder(folder).get("hub.vault.previous") ?? new Uint8Array(0);
}

storageTest(
  "changePassphrase() onto a disk that fills up leaves the old passphrase or the new, and says which",
  async ({ folder }) => {
    await makeHub(folder);
    const before = readFolder(folder);
    let refused = 0;
    for (let from = 0; true; from++) {
      writeFolder(folder, before);
      const files = new RecordedFiles();
      using vault = await Vault.unlock(vaultPath(folder), OLD, { ...CHEAP, files });
      files.fullFrom = files.writes + from;
      const code = await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE).then(
        () => null,
        (error: VaultError) => error.code,
      );
      const reached = files.writes > files.fullFrom;
      files.fullFrom = Infinity;
      if (code !== null) {
        refused += 1;
        assert.equal(code, "STORAGE");
        assert.equal(await rowsWithBoth(folder), "rows 1 | WRONG_PASSPHRASE");
        await vault.changePassphrase(PASSPHRASE, OTHER_PASSPHRASE);
      }
      assert.equal(await rowsWithBoth(folder), "WRONG_PASSPHRASE | rows 1");
      if (!reached) break;
    }
    assert.ok(refused >= 2, `${refused} refusals`);
  },
);

storageTest(
  "a new hub's vault and database can be made again, or opened, wherever their making is cut",
  async (bench) => {
    const { folder, left } = bench;
    const recording = bench.record<string>();
    const vaultSteps = new Set<number>();
    {
      const files = new RecordedFiles((operation) => vaultSteps.add(recording.add(operation)));
      using hub = await VaultHub.open(folder, PASSPHRASE, files);
      recording.acknowledge("made");
      hub.store("1");
      recording.acknowledge("stored");
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
        const known = await opensTo(async () => {
          using vault = await Vault.unlock(vaultPath(left), OLD, CHEAP);
          return vault.secrets.databaseMade;
        });
        return { known, rows: await rowsWith(left, PASSPHRASE) };
      },
      judge: ({ known, rows }, { acknowledged }) => {
        if (acknowledged.length > 0) assert.equal(known, true);
        else assert.ok([true, false, "NOT_FOUND"].includes(known), String(known));
        if (acknowledged.length > 1) assert.equal(rows, "rows 1");
        else assert.ok(["rows ", "rows 1"].includes(rows), rows);
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
    const recording = bench.record<string>();
    await restorePrevious(vaultPath(folder), {
      files: new RecordedFiles((operation) => recording.add(operation)),
    });
    recording.acknowledge("restored");
    const unlock = () =>
      opensTo(async () => {
        (await Vault.unlock(vaultPath(left), OLD, CHEAP)).lock();
        return "opens";
      });
    await bench.cut(recording.finish(), {
      reopen: async () => {
        const first = await unlock();
        if (first !== "opens") await restorePrevious(vaultPath(left));
        return { first, second: await unlock() };
      },
      judge: ({ first, second }, { acknowledged }) => {
        if (acknowledged.length > 0) assert.equal(first, "opens");
        assert.equal(second, "opens");
      },
    });
  },
);
