/** Taking vault and database away, cut between any two operations. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { finishStartAnew, forgetReset, startAnew } from "../../../server/resets/start_anew.ts";
import { type DurableFiles, durableFiles } from "../../../server/snapshots/durable_files.ts";

const AT_MS = Date.UTC(2026, 10, 23, 12, 30, 15);
const FOLDER = "kept-20261123T123015Z";

const FILES = [
  ...["hub.db", "hub.db-wal", "hub.db.rekeyed"],
  ...["hub.vault", "hub.vault.previous", "hub.attempts"],
];

/** What a hub leaves beside its records. */
const TRACES = ["hub.address", "hub.machine", "hub.machine.0a1b", "logs"];

class TestFolder implements Disposable {
  readonly directory = Deno.makeTempDirSync({ prefix: "start_anew_" });
  readonly place = {
    directory: this.directory,
    vault: join(this.directory, "hub.vault"),
    database: join(this.directory, "hub.db"),
  };

  constructor() {
    for (const name of FILES) Deno.writeTextFileSync(join(this.directory, name), `my ${name}`);
    // What a salvage that was killed has left: nobody needs it beside the file it was copied from.
    Deno.writeTextFileSync(join(this.directory, "hub.db.reading"), "a copy");
    Deno.writeTextFileSync(join(this.directory, "hub.screen"), "{}");
    Deno.writeTextFileSync(join(this.directory, "hub.copies"), "{}");
    for (const name of TRACES.slice(0, -1)) Deno.writeTextFileSync(join(this.directory, name), "");
    Deno.mkdirSync(join(this.directory, "logs"));
    Deno.writeTextFileSync(join(this.directory, "logs", "hub.log"), "a phone came");
    Deno.mkdirSync(join(this.directory, "snapshots", "one"), { recursive: true });
    Deno.writeTextFileSync(join(this.directory, "snapshots", "one", "hub.db"), "a copy");
  }

  names(folder = ""): string[] {
    return [...Deno.readDirSync(join(this.directory, folder))].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

/** Dies after so many operations that change the disk. */
function dying(after: number): { files: DurableFiles; reached: () => boolean } {
  let left = after;
  const changing = new Set(["makeFolder", "write", "rename", "remove", "sync", "syncFolder"]);
  const files = new Proxy(durableFiles, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      if (!changing.has(String(name))) return method.bind(target);
      return (...args: unknown[]) => {
        if (left-- <= 0) return Promise.reject(new Error("killed"));
        return method.apply(target, args);
      };
    },
  });
  return { files, reached: () => left < 0 };
}

for (const why of ["factory", "damaged"] as const) {
  Deno.test(`startAnew() for a ${why} hub is finished by the next start wherever it is cut`, async () => {
    const request = { atMs: AT_MS, why, rows: 12, onlyHere: 3 };
    let cuts = 0;
    for (let after = 0; true; after++) {
      using folder = new TestFolder();
      const { files, reached } = dying(after);
      const done = await startAnew(folder.place, request, files).then(() => true, () => false);
      const note = await finishStartAnew(folder.place);
      if (note === null) {
        // It never began: everything is as it was.
        assert.ok(!done);
        for (const name of FILES) assert.ok(folder.names().includes(name), name);
      } else {
        assert.deepEqual(note, { ...request, folder: FOLDER });
        const rest = ["hub.reset", "hub.screen", FOLDER];
        // The clinic goes on with a hub that was damaged; another may get one that was removed.
        if (why === "damaged") rest.push(...TRACES);
        assert.deepEqual(folder.names(), rest.sort());
        const kept = ["README.txt", "hub.copies", "snapshots", ...(why === "damaged" ? FILES : [])]
          .sort();
        assert.deepEqual(folder.names(FOLDER), kept);
        assert.deepEqual(folder.names(`${FOLDER}/snapshots/one`), ["hub.db"]);
        assert.deepEqual(await finishStartAnew(folder.place), note);
        await forgetReset(folder.place);
        assert.equal(await finishStartAnew(folder.place), null);
      }
      cuts += 1;
      if (!reached()) break;
    }
    assert.ok(cuts > 12, `${cuts} cuts`);
  });
}

Deno.test("startAnew() that fails before anything was taken away is not carried out later", async () => {
  using folder = new TestFolder();
  const files: DurableFiles = {
    ...durableFiles,
    syncFolder: () => Promise.reject(new Deno.errors.Busy()),
  };
  const request = { atMs: AT_MS, why: "factory", rows: 12, onlyHere: 3 } as const;
  await assert.rejects(startAnew(folder.place, request, files));
  assert.equal(await finishStartAnew(folder.place), null);
  for (const name of FILES) assert.ok(folder.names().includes(name), name);
});

Deno.test("finishStartAnew() takes nothing away for a journal that is none of ours", async () => {
  for (const text of ["", "{}", '{"done":false,"folder":"../../etc"}', "\0\0\0"]) {
    using folder = new TestFolder();
    Deno.writeTextFileSync(join(folder.directory, "hub.reset"), text);
    assert.equal(await finishStartAnew(folder.place), null);
    for (const name of FILES) assert.ok(folder.names().includes(name));
  }
});
