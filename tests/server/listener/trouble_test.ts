/** Files of a hub that are damaged, missing, foreign or newer: told apart, and left as they are. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Database } from "@db/sqlite";
import { Vault } from "../../../vault/mod.ts";
import { cheapArgon2 } from "../../support/cheap_argon2.ts";
import { CustodyHub, KEY, OTHER, PASSPHRASE, refusedWith } from "./custody_hub.ts";

Deno.test.beforeAll(cheapArgon2);

Deno.test("a damaged database is a damaged hub, which can be set aside and made anew", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  await hub.door.lock();
  await assert.rejects(hub.custody.setAside(), refusedWith("WRONG_STATE"));
  const path = join(hub.directory, "hub.db");
  const bytes = Deno.readFileSync(path);
  bytes.fill(7, 0, 100);
  Deno.writeFileSync(path, bytes);
  await assert.rejects(hub.door.unlock(KEY), refusedWith("DAMAGED"));
  const closed = await hub.door.look();
  assert.ok(closed.state === "damaged" && closed.trouble === "DATABASE_DAMAGED");
  // Another passphrase does not hide it.
  await assert.rejects(hub.door.unlock({ passphrase: OTHER }), refusedWith("WRONG_PASSPHRASE"));
  assert.equal((await hub.door.look()).state, "damaged");
  await hub.custody.setAside();
  const fresh = await hub.door.look();
  assert.ok(fresh.state === "new" && fresh.before?.why === "damaged");
  assert.deepEqual(Deno.readFileSync(join(hub.directory, fresh.before.folder, "hub.db")), bytes);
  await hub.door.setUp({ passphrase: OTHER, hubName: null });
  const [entry] = await hub.audit("factory_reset");
  assert.deepEqual(entry?.detail, { only_here: null, rows: null, why: "damaged" });
});

Deno.test("a database that comes back is opened: the trouble is over with the next unlock", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  await hub.door.lock();
  const path = join(hub.directory, "hub.db");
  await Deno.rename(path, `${path}.away`);
  await assert.rejects(hub.door.unlock(KEY), refusedWith("DAMAGED"));
  const closed = await hub.door.look();
  assert.ok(closed.state === "damaged" && closed.trouble === "DATABASE_MISSING");
  await Deno.rename(`${path}.away`, path);
  await hub.door.unlock(KEY);
  await hub.door.lock();
  assert.equal((await hub.door.look()).state, "locked");
});

Deno.test({
  name: "a file that lies on a disk that is not there, behind a link, is missing",
  // Windows lets only administrators make links.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using hub = new CustodyHub();
    await hub.start();
    await hub.door.lock();
    const cases = [["hub.db", "DATABASE_MISSING"], ["hub.vault", "VAULT_MISSING"]] as const;
    for (const [name, trouble] of cases) {
      const path = join(hub.directory, name);
      const elsewhere = join(hub.directory, "elsewhere");
      await Deno.rename(path, elsewhere);
      await Deno.symlink(join(hub.directory, "no-disk", name), path);
      await assert.rejects(hub.door.unlock(KEY), refusedWith("DAMAGED"));
      const closed = await hub.door.look();
      assert.ok(closed.state === "damaged" && closed.trouble === trouble, name);
      await Deno.remove(path);
      await Deno.rename(elsewhere, path);
      await hub.door.unlock(KEY);
      await hub.door.lock();
    }
  },
});

Deno.test("copies without the hub they are of are damage, not a new hub", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  const { id } = await hub.keeper.snapshots.snapshot("manual");
  await hub.door.lock();
  const away = Deno.makeTempDirSync({ dir: hub.directory });
  const names = hub.names().filter((name) => /^hub\.(?:db|vault)/.test(name));
  for (const name of names) Deno.renameSync(join(hub.directory, name), join(away, name));
  const missing = await hub.door.look();
  assert.ok(missing.state === "damaged" && missing.trouble === "BOTH_MISSING");
  // A new hub's daily copies would push those of the old one out.
  const setUp = () => hub.door.setUp({ passphrase: OTHER, hubName: null });
  await assert.rejects(setUp(), refusedWith("WRONG_STATE"));
  await assert.rejects(hub.door.openWith(OTHER), refusedWith("DAMAGED"));
  for (const name of names) Deno.renameSync(join(away, name), join(hub.directory, name));
  await hub.door.unlock(KEY);
  await hub.door.lock();
  for (const name of names) Deno.removeSync(join(hub.directory, name), { recursive: true });
  await hub.door.restoreCopy({ place: "here", id }, KEY);
  await hub.door.lock();
  for (const name of hub.names().filter((name) => /^hub\.(?:db|vault)/.test(name))) {
    Deno.removeSync(join(hub.directory, name), { recursive: true });
  }
  await hub.custody.setAside();
  await setUp();
  assert.equal(hub.door.isOpen, true);
});

Deno.test({
  name: "a file of a step that was cut off, unreadable, leads to the recovery screen",
  // Windows lets only administrators make links.
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using hub = new CustodyHub();
    await hub.start();
    await hub.door.lock();
    for (const name of ["hub.reset", "hub.restoring"]) {
      // What leads to itself cannot be read by anybody.
      const path = join(hub.directory, name);
      Deno.symlinkSync(path, path);
      await hub.keeper.hold(hub.directory);
      const closed = await hub.door.look();
      assert.ok(closed.state === "damaged" && closed.trouble === "STORAGE", name);
      assert.equal(await hub.door.openAtStart(PASSPHRASE, true), null);
      Deno.removeSync(path);
      await hub.door.unlock(KEY);
      await hub.door.lock();
    }
    // Setting a hub aside on a disk that takes nothing is no defect either.
    Deno.writeTextFileSync(join(hub.directory, "hub.vault"), "a letter to somebody");
    const writing = join(hub.directory, "hub.reset.writing");
    Deno.symlinkSync(writing, writing);
    await assert.rejects(hub.custody.setAside(), refusedWith("STORAGE"));
  },
});

Deno.test("each trouble is told apart, and none of them changes a file", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  await hub.door.lock();
  const vault = join(hub.directory, "hub.vault");
  const database = join(hub.directory, "hub.db");
  const files = [vault, database].map((path) => [path, Deno.readFileSync(path)] as const);
  const trouble = async () => {
    await hub.door.unlock(KEY).catch(() => {});
    const closed = await hub.door.look();
    return closed.state === "damaged" ? closed.trouble : closed.state;
  };
  const content = JSON.parse(Deno.readTextFileSync(vault));
  const cases: [trouble: string, harm: () => void][] = [
    ["VAULT_DAMAGED", () => Deno.writeFileSync(vault, new Uint8Array(900))],
    ["VAULT_FOREIGN", () => Deno.writeTextFileSync(vault, "a letter to somebody")],
    ["VAULT_NEWER", () => Deno.writeTextFileSync(vault, sealed({ ...content, version: 9 }))],
    ["VAULT_MISSING", () => Deno.removeSync(vault)],
    ["DATABASE_MISSING", () => Deno.writeFileSync(database, new Uint8Array(0))],
    ["DATABASE_DAMAGED", () => Deno.writeFileSync(database, new Uint8Array(8_192).fill(5))],
    ["STORAGE", () => {
      Deno.removeSync(database);
      Deno.mkdirSync(database);
    }],
  ];
  for (const [expected, harm] of cases) {
    harm();
    const harmed = Deno.statSync(database).isFile ? Deno.readFileSync(database) : null;
    assert.equal(await trouble(), expected);
    if (harmed !== null) assert.deepEqual(Deno.readFileSync(database), harmed);
    if (Deno.statSync(database).isDirectory) Deno.removeSync(database);
    for (const [path, bytes] of files) Deno.writeFileSync(path, bytes);
    await hub.door.unlock(KEY);
    assert.equal(hub.door.isOpen, true);
    await hub.door.lock();
    for (const [path, bytes] of files) Deno.writeFileSync(path, bytes);
  }
});

/** A vault file of this content with the right checksum. */
function sealed(content: Record<string, unknown>): string {
  const { checksum: _, ...rest } = content;
  const text = JSON.stringify(rest, null, 2).slice(0, -2);
  const hex = createHash("sha256").update(text).digest("hex");
  return `${text},\n  "checksum": "${hex}"\n}\n`;
}

Deno.test("a database of a newer version is left alone, and named", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  await hub.door.lock();
  {
    using vault = await Vault.unlock(join(hub.directory, "hub.vault"), KEY);
    using database = new Database(join(hub.directory, "hub.db"), { key: vault.secrets.dataKey });
    database.exec("PRAGMA user_version = 999");
  }
  await assert.rejects(hub.door.unlock(KEY), refusedWith("NEWER_SCHEMA"));
  const closed = await hub.door.look();
  assert.ok(closed.state === "damaged" && closed.trouble === "DATABASE_NEWER");
});

Deno.test("openAtStart() leaves what is damaged to the page when there is one", async () => {
  await using hub = new CustodyHub();
  await hub.start();
  await hub.door.lock();
  Deno.removeSync(join(hub.directory, "hub.db"));
  await assert.rejects(hub.door.openAtStart(PASSPHRASE, false), refusedWith("DAMAGED"));
  assert.equal(await hub.door.openAtStart(PASSPHRASE, true), null);
  await assert.rejects(hub.door.openAtStart(OTHER, true), refusedWith("WRONG_PASSPHRASE"));
});
