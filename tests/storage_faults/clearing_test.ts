/**
 * Clearing, cut between any two operations on the disk: all records are there, or none.
 */

import assert from "node:assert/strict";
import { Statements } from "../../server/database/statements.ts";
import { HubDatabase } from "../../server/database/hub_database.ts";
import { clearRecords } from "../../server/resets/clear_records.ts";
import {
  databasePath,
  everyNth,
  FULL_RUN,
  keptAndOneMore,
  KEY,
  storageTest,
  StoredHub,
} from "../support/storage_faults/mod.ts";
import { patient } from "../support/open_engine.ts";

const PATIENTS = 40;

storageTest(
  "clearRecords() and the shrinking after it leave every record or none wherever they are cut",
  async (bench) => {
    const { folder, left } = bench;
    {
      using hub = new StoredHub(folder, 1_700_000_000_000, false);
      hub.addUser();
      await hub.admit("a");
      const rows = Array.from({ length: PATIENTS }, (_, i) => patient(`p${i}`));
      await hub.push("a", { patients: { created: rows, updated: [], deleted: [] } });
    }
    const recording = bench.record<string>();
    {
      using database = HubDatabase.open(databasePath(folder), KEY, true);
      const statements = new Statements(database.writer);
      database.writer.transaction(() => clearRecords(statements)).immediate();
      recording.acknowledge("cleared");
      database.writer.exec("VACUUM");
      database.writer.checkpoint("TRUNCATE");
      recording.acknowledge("shrunk");
    }
    const { disks } = await bench.cut(recording.finish(), {
      fatesAt: FULL_RUN ? keptAndOneMore : everyNth(3, keptAndOneMore),
      reopen: () => {
        using database = HubDatabase.open(databasePath(left), KEY, true);
        database.checkIntegrity();
        const count = (sql: string) => database.reader.prepare(sql).value<[number]>()?.[0];
        return Promise.resolve({
          patients: count("SELECT count(*) FROM patients"),
          epoch: count("SELECT epoch FROM hub_clock"),
        });
      },
      judge: ({ patients, epoch }, { acknowledged }) => {
        const isCleared = epoch === 2;
        assert.equal(patients, isCleared ? 0 : PATIENTS);
        if (acknowledged.length > 0) assert.ok(isCleared);
      },
    });
    assert.ok(disks > 10, `${disks} disks`);
  },
);
