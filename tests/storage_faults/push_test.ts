/**
 * Pushes cut between any two writes: killed there, or with the power gone and what was not synced
 * lost, halved or in another order. `STORAGE_FAULTS=full` leaves no place out in the others than
 * the first, and cuts more often by chance.
 */

import assert from "node:assert/strict";
import {
  cutPushes,
  everyFate,
  everyNth,
  keptAndOneMore,
  mixedPush,
  storageTest,
} from "../support/storage_faults/mod.ts";

storageTest(
  "push() is there whole or not at all, and there once acknowledged, wherever it is cut",
  async (bench) => {
    const { cuts, disks } = await cutPushes(bench, { pushes: [mixedPush("new", 30)] });
    assert.ok(cuts > 200 && disks > 50, `${cuts} cuts, ${disks} disks`);
  },
);

storageTest(
  "pushes keep what was acknowledged when the log is merged and begun anew between them",
  async (bench) => {
    const pushes = ["one", "two"].map((name) => mixedPush(name, 6));
    const pragmas = "PRAGMA wal_autocheckpoint = 6";
    const { disks } = await cutPushes(bench, {
      pushes,
      pragmas,
      fatesAt: everyNth(3, keptAndOneMore),
    });
    assert.ok(disks > 40, `${disks} disks`);
  },
);

storageTest(
  "a push larger than the page cache is there whole or not at all wherever it is cut",
  async (bench) => {
    const pushes = [mixedPush("new", 100)];
    const pragmas = "PRAGMA cache_size = 10";
    const { disks } = await cutPushes(bench, {
      pushes,
      pragmas,
      fatesAt: everyNth(3, keptAndOneMore),
    });
    assert.ok(disks > 40, `${disks} disks`);
  },
);

storageTest(
  "a long push that others pull beside is there whole or not at all wherever it is cut",
  async (bench) => {
    const pushes = [mixedPush("new", 1_100)];
    const fatesAt = everyNth(29, everyFate);
    const { disks } = await cutPushes(bench, { pushes, pullsMeanwhile: true, fatesAt });
    assert.ok(disks > 15, `${disks} disks`);
  },
);
