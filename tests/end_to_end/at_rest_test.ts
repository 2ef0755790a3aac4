/** What a stolen data directory shows. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { Database, SqliteError } from "@db/sqlite";
import { Vault } from "../../vault/mod.ts";
import { HubDirectory, HubProcess, PASSPHRASE } from "../support/hub_process.ts";
import { ifThere } from "../support/live_folder.ts";
import { RowMaker, SimulatedPhone } from "../support/phone/mod.ts";

const MARKER = "Zanzibarquetzal";

/** Every file of a directory, with its bytes. */
async function* filesOf(directory: string): AsyncGenerator<[string, Uint8Array]> {
  for await (const entry of Deno.readDir(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory) yield* filesOf(path);
    else {
      const bytes = await ifThere(Deno.readFile(path));
      if (bytes !== null) yield [entry.name, bytes];
    }
  }
}

function holds(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder("latin1").decode(bytes).includes(text);
}

async function assertSealed(directory: string, secrets: readonly string[]): Promise<void> {
  const names: string[] = [];
  for await (const [name, bytes] of filesOf(directory)) {
    names.push(name);
    for (const secret of secrets) assert.ok(!holds(bytes, secret), `${name} shows "${secret}"`);
    assert.ok(!holds(bytes, "SQLite format 3"), `${name} is a plain database`);
  }
  assert.ok(names.includes("hub.db") && names.includes("hub.vault"));
}

Deno.test("no file of the data directory shows what was pushed, running, killed or stopped", async () => {
  using directory = new HubDirectory();
  const flags = directory.flags("--pairing-open", "--demo");
  let hub = await HubProcess.start(flags);
  try {
    const account = hub.ready.accounts?.[0];
    assert.ok(account !== undefined);
    const phone = await SimulatedPhone.create({ generation: "may" });
    await phone.scan(hub.qr);
    const login = await phone.login(account.email, account.password);
    const { user_id: userId } = login.answer as { user_id: string };
    const rows = new RowMaker(1, { clinicId: account.clinic_id, userId });
    for (let i = 0; i < 300; i++) {
      await phone.create(
        "patients",
        rows.patient({ given_name: MARKER, surname: `${MARKER}-${i}` }),
      );
    }
    assert.equal((await phone.sync()).error, null);
    const secrets = [MARKER, account.email, account.password, PASSPHRASE, phone.token ?? ""];
    await assertSealed(directory.data, secrets);
    await hub.kill();
    await assertSealed(directory.data, secrets);
    hub = await HubProcess.start(flags);
    assert.equal(await hub.stop(), 0);
    await assertSealed(directory.data, secrets);
  } finally {
    await hub[Symbol.asyncDispose]();
  }

  const path = join(directory.data, "hub.db");
  for (const options of [{}, { key: new Uint8Array(32) }]) {
    assert.throws(
      () => {
        using database = new Database(path, { readonly: true, ...options });
        database.prepare("SELECT count(*) FROM sqlite_schema").value();
      },
      (error) => error instanceof SqliteError && error.code === 26,
    );
  }
  using vault = await Vault.unlock(join(directory.data, "hub.vault"), { passphrase: PASSPHRASE });
  using database = new Database(path, { readonly: true, key: vault.secrets.dataKey });
  assert.deepEqual(database.prepare("PRAGMA integrity_check").value(), ["ok"]);
  assert.deepEqual(database.prepare("PRAGMA cipher_integrity_check").values(), []);
  const count = database.prepare("SELECT count(*) FROM patients WHERE given_name = ?").value(
    MARKER,
  );
  assert.deepEqual(count, [300]);
});

Deno.test("W-S8: no key, token, passphrase, row or name on stdout or stderr", async () => {
  using directory = new HubDirectory();
  const hub = await HubProcess.start(directory.flags("--pairing-open", "--demo"));
  await using _ = hub;
  const account = hub.ready.accounts?.[0];
  assert.ok(account !== undefined);
  const phone = await SimulatedPhone.create({ generation: "march" });
  await phone.scan(hub.qr);
  const login = await phone.login(account.email, account.password);
  const { user_id: userId, provider_name: name } = login.answer as Record<string, string>;
  const rows = new RowMaker(1, { clinicId: account.clinic_id, userId: String(userId) });
  const id = await phone.create("patients", rows.patient({ given_name: MARKER }));
  await phone.sync();
  await phone.raw.sealed(
    "command",
    JSON.stringify({
      command: "sync_push",
      data: { changes: { patients: { created: [{ id, given_name: [MARKER] }] } } },
      token: phone.token,
    }),
  );
  await phone.login(account.email, `${MARKER} wrong`);
  assert.equal(await hub.stop(), 0);
  const said = JSON.stringify(hub.events) + hub.stderr;
  assert.ok(said.includes('"putAside":1'), "the row put aside was reported");
  const secrets = [
    MARKER,
    id,
    account.email,
    account.password,
    phone.token,
    name,
    userId,
    PASSPHRASE,
  ];
  for (const secret of secrets) assert.ok(!said.includes(String(secret)), `"${secret}" was said`);
});
