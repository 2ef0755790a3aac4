/** Reading what can be read of a database with damaged pages. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { HubKeeper } from "../../../server/keeper/hub_keeper.ts";
import { DamagedDatabase } from "../../../server/recovery/salvage.ts";
import type { ReadRows } from "../../../server/recovery/readable_rows.ts";
import { openSealedLines } from "../../../vault/mod.ts";
import { created } from "../../support/engine_rows.ts";
import { patient, TestEngine } from "../../support/open_engine.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";

Deno.test.beforeAll(cheapArgon2);

const PAGE_BYTES = 4_096;
const PATIENTS = 3_000;

interface Saved {
  readonly ids: string[];
  readonly counts: Record<string, ReadRows>;
}

async function salvage(path: string, key: Uint8Array): Promise<Saved | null> {
  using database = await DamagedDatabase.open(path, [new Uint8Array(32), key]);
  if (database === null) return null;
  const counts: Record<string, ReadRows> = {};
  const ids: string[] = [];
  for (const line of database.lines(counts)) {
    const { table, row } = JSON.parse(line);
    if (table === "patients") ids.push(row.id);
  }
  return { ids, counts };
}

/** A hub with many patients, closed; its database may be damaged by `harm`. */
async function damagedHub(
  harm: (bytes: Uint8Array, path: string) => void,
  use: (path: string, key: Uint8Array) => Promise<void>,
): Promise<void> {
  const hub = new TestEngine();
  const directory = Deno.makeTempDirSync({ prefix: "salvage_" });
  try {
    await hub.admit("a");
    const rows = Array.from({ length: PATIENTS }, (_, i) => patient(`p${i}`));
    await hub.push("a", created("patients", ...rows));
    hub.database.writer.checkpoint("TRUNCATE");
    const path = join(directory, "hub.db");
    const bytes = Deno.readFileSync(hub.path);
    harm(bytes, path);
    Deno.writeFileSync(path, bytes);
    await use(path, hub.key);
  } finally {
    hub[Symbol.dispose]();
    Deno.removeSync(directory, { recursive: true });
  }
}

Deno.test("DamagedDatabase reads every row of a whole database", async () => {
  await damagedHub(() => {}, async (path, key) => {
    const before = Deno.readFileSync(path);
    const saved = await salvage(path, key);
    assert.equal(saved?.ids.length, PATIENTS);
    assert.deepEqual(saved?.counts["patients"], { rows: PATIENTS, gaps: 0 });
    assert.deepEqual(saved?.counts["users"], { rows: 1, gaps: 0 });
    assert.deepEqual(Deno.readFileSync(path), before);
  });
});

Deno.test("DamagedDatabase reads the rows on both sides of pages that are damaged", async () => {
  await damagedHub((bytes) => {
    // The schema is in pages of the first two thirds.
    for (const share of [0.7, 0.75, 0.8, 0.9]) {
      const page = Math.floor(bytes.length / PAGE_BYTES * share);
      bytes.fill(0xee, page * PAGE_BYTES + 100, page * PAGE_BYTES + 200);
    }
  }, async (path, key) => {
    const saved = await salvage(path, key);
    assert.ok(saved !== null);
    const { rows = 0, gaps = 0 } = saved.counts["patients"] ?? {};
    assert.equal(new Set(saved.ids).size, saved.ids.length);
    assert.equal(saved.ids.length, rows);
    // Four pages hold a few dozen rows at most; some of them belong to an index.
    assert.ok(rows > PATIENTS - 200 && rows < PATIENTS, `${rows}`);
    assert.ok(gaps >= 1 && gaps <= 4, `${gaps}`);
  });
});

Deno.test("DamagedDatabase ends when the last page of a table is damaged", async () => {
  await damagedHub((bytes) => {
    bytes.fill(0xee, Math.floor(bytes.length * 0.7));
  }, async (path, key) => {
    const saved = await salvage(path, key);
    assert.ok(saved !== null);
    assert.ok(saved.ids.length < PATIENTS);
  });
});

Deno.test("DamagedDatabase.open() is null where nothing can be read", async () => {
  await damagedHub((bytes) => bytes.fill(0xee, 0, 50), async (path, key) => {
    assert.equal(await salvage(path, key), null);
    assert.equal(await salvage(`${path}.none`, key), null);
    assert.equal(await salvage(path, new Uint8Array(32)), null);
  });
});

Deno.test("DamagedDatabase leaves out a log that is damaged, and nothing behind", async () => {
  await damagedHub((_, path) => {
    Deno.writeFileSync(`${path}-wal`, crypto.getRandomValues(new Uint8Array(40_000)));
  }, async (path, key) => {
    const saved = await salvage(path, key);
    assert.equal(saved?.ids.length, PATIENTS);
    const names = [...Deno.readDirSync(join(path, ".."))].map(({ name }) => name);
    assert.ok(!names.some((name) => name.includes("reading")), names.join());
  });
});

Deno.test("HubKeeper.salvage saves into a file that the passphrase opens", async () => {
  const directory = Deno.makeTempDirSync({ prefix: "salvage_" });
  const passphrase = "a quiet passphrase 7";
  const keeper = new HubKeeper(() => {});
  try {
    const open = { directory, passphrase, recoveryKeyFile: null, cloud: null, demo: true };
    await keeper.open({ ...open, machineName: "laptop" });
    const { rows } = await keeper.status();
    await assert.rejects(keeper.salvage.salvage(directory, passphrase), { code: "BUSY" });
    await keeper.close();
    await assert.rejects(keeper.salvage.salvage(directory, "another passphrase 8"), {
      code: "WRONG_PASSPHRASE",
    });
    const facts = await keeper.salvage.salvage(directory, passphrase);
    assert.equal(facts.unreadable, 0);
    assert.equal(facts.tables["patients"]?.rows, rows["patients"]);
    let file = "";
    for (let part; (part = await keeper.salvage.salvagePart(facts.ticket)) !== null;) file += part;
    await assert.rejects(keeper.salvage.salvagePart(facts.ticket), { code: "NOT_FOUND" });
    let text = "";
    for await (const part of openSealedLines(file, passphrase)) {
      text += new TextDecoder().decode(part);
    }
    const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.filter(({ table }) => table === "patients").length, rows["patients"]);
    assert.deepEqual(lines.at(-1).counts, facts.tables);
    assert.ok(!text.includes("hashed_password"));
    assert.equal(lines.length - 1, facts.readable);
  } finally {
    await keeper.close();
    Deno.removeSync(directory, { recursive: true });
  }
});

Deno.test("HubKeeper.salvage hands nothing over any more once the files may be others", async () => {
  const directory = Deno.makeTempDirSync({ prefix: "salvage_" });
  const passphrase = "a quiet passphrase 7";
  const keeper = new HubKeeper(() => {});
  const { salvage } = keeper;
  const request = {
    ...{ directory, passphrase, recoveryKeyFile: null, cloud: null, demo: true },
    machineName: "laptop",
  };
  try {
    await keeper.open(request);
    const { id } = await keeper.snapshots.snapshot("manual");
    const source = { place: "here", id } as const;
    const restore = { directory, source, secret: { passphrase }, open: request };
    for (
      const change of [
        () => keeper.open(request),
        () => keeper.snapshots.restore(restore),
        () => keeper.resets.setAside(directory),
      ]
    ) {
      await keeper.close();
      const { ticket } = await salvage.salvage(directory, passphrase);
      assert.notEqual(await salvage.salvagePart(ticket), null);
      await change();
      await assert.rejects(salvage.salvagePart(ticket), { code: "NOT_FOUND" });
    }
  } finally {
    await keeper.close();
    Deno.removeSync(directory, { recursive: true });
  }
});
