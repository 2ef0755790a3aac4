/** Keys and records changed as a whole on the real program, and the plug pulled in the middle. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { RecordsAtStake } from "../../server/operator/mod.ts";
import { HubDirectory, HubProcess, PASSPHRASE } from "../support/hub_process.ts";
import { RowMaker, SimulatedPhone } from "../support/phone/mod.ts";

const PATIENTS = 1_500;
const KEY = { passphrase: PASSPHRASE };

interface Status {
  readonly state: string;
  readonly rows: Record<string, number>;
  readonly fingerprint: string;
  readonly hubId: string;
}

/** A hub of the demo clinic with one phone, killed and started again at will. */
class Clinic implements AsyncDisposable {
  readonly directory = new HubDirectory();
  readonly tokenFile = join(this.directory.root, "token");
  readonly #flags = this.directory.flags(
    ...["--pairing-open", "--demo", "--operator-token-file", this.tokenFile],
  );
  #hub: HubProcess | null = null;
  phone: SimulatedPhone | null = null;

  get hub(): HubProcess {
    assert.ok(this.#hub !== null);
    return this.#hub;
  }

  async start(): Promise<void> {
    this.#hub = await HubProcess.start(this.#flags);
  }

  async ask(path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const token = (await Deno.readTextFile(this.tokenFile)).trim();
    const response = await fetch(new URL(path, this.hub.ready.operator_url), {
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  async status(): Promise<Status> {
    return (await this.ask("/api/status")).body as Status;
  }

  /**
   * Asks for something, pulls the plug so long after a sign that it is being done, and starts again.
   *
   * @param sign Looks at the data directory
   */
  async cut(sign: () => boolean, afterMs: number, path: string, body: unknown): Promise<void> {
    let isOver = false;
    const asked = this.ask(path, body).catch(() => null).finally(() => isOver = true);
    while (!isOver && !sign()) await pause(1);
    await pause(afterMs);
    await this.hub.kill();
    await asked;
    await this.start();
  }

  /** Whether a file is in the data directory. */
  has(name: string): boolean {
    try {
      Deno.statSync(join(this.directory.data, name));
      return true;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub?.[Symbol.asyncDispose]();
    this.directory[Symbol.dispose]();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function clinic(): Promise<Clinic> {
  const clinic = new Clinic();
  await clinic.start();
  const account = clinic.hub.ready.accounts?.[0];
  assert.ok(account !== undefined);
  const phone = await SimulatedPhone.create({ generation: "may" });
  await phone.scan(clinic.hub.qr);
  const login = await phone.login(account.email, account.password);
  const { user_id: userId } = login.answer as { user_id: string };
  const rows = new RowMaker(1, { clinicId: account.clinic_id, userId });
  await phone.createMany("patients", Array.from({ length: PATIENTS }, () => rows.patient()));
  assert.equal((await phone.sync()).error, null);
  clinic.phone = phone;
  return clinic;
}

Deno.test("a hub that dies while the records are encrypted anew starts with all of them", async () => {
  await using one = await clinic();
  const { rows, hubId } = await one.status();
  const undone: boolean[] = [];
  for (const afterMs of [0, 5, 40, 120, 400]) {
    await one.cut(() => one.has("hub.db.rekeyed"), afterMs, "/api/custody/data-key", KEY);
    undone.push(one.hub.events.some(({ code }) => code === "DATA_KEY_UNCHANGED"));
    const after = await one.status();
    assert.equal(after.state, "unlocked");
    assert.deepEqual(after.rows, rows, `cut after ${afterMs} ms`);
    assert.equal(after.hubId, hubId);
    const left = [...Deno.readDirSync(one.directory.data)].map(({ name }) => name);
    assert.ok(!left.some((name) => name.includes("rekeyed")), left.join());
  }
  // The first came in the middle for sure.
  assert.equal(undone[0], true, undone.join());
  assert.deepEqual(await one.ask("/api/custody/data-key", KEY), {
    status: 200,
    body: { done: true },
  });
  assert.deepEqual((await one.status()).rows, rows);
});

Deno.test("a hub that dies while it is cleared or renewed is as before, or done", async () => {
  await using one = await clinic();
  const { rows } = await one.status();
  let { fingerprint } = await one.status();
  const stake = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
  assert.ok(stake.onlyHere >= PATIENTS);
  for (const afterMs of [0, 5]) {
    await one.cut(() => one.has("hub.vault.writing"), afterMs, "/api/custody/identity", KEY);
    const after = await one.status();
    assert.deepEqual(after.rows, rows);
    fingerprint = after.fingerprint;
  }
  assert.equal((await one.ask("/api/custody/identity", KEY)).status, 200);
  assert.notEqual((await one.status()).fingerprint, fingerprint);
  for (const afterMs of [100, 400, 700]) {
    const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
    const isShut = () => !one.has("hub.db-wal");
    await one.cut(isShut, afterMs, "/api/custody/clear", { ...KEY, onlyHere });
    const { patients = 0 } = (await one.status()).rows;
    assert.ok(patients === 0 || patients === rows["patients"], `${patients}`);
  }
  const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
  assert.equal((await one.ask("/api/custody/clear", { ...KEY, onlyHere })).status, 200);
  assert.equal((await one.status()).rows["patients"], undefined);
});

Deno.test("a hub that dies while everything is removed is as before, or a new one with the copies kept", async () => {
  await using one = await clinic();
  for (const afterMs of [0, 2, 30]) {
    const before = await one.status();
    const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
    await one.cut(() => one.has("hub.reset"), afterMs, "/api/custody/reset", {
      ...KEY,
      onlyHere,
    });
    const after = await one.status();
    const kept = [...Deno.readDirSync(one.directory.data)].map(({ name }) => name)
      .filter((name) => name.startsWith("kept-")).sort();
    // Once the journal is there, it is carried out.
    assert.notEqual(after.hubId, before.hubId);
    const folder = join(one.directory.data, kept.at(-1) ?? "");
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      ...["README.txt", "snapshots"],
    ]);
  }
});

Deno.test("a hub that is stopped while it is renewed is closed, not left behind", async () => {
  await using one = await clinic();
  const { rows } = await one.status();
  let isOver = false;
  const asked = one.ask("/api/custody/identity", KEY).catch(() => null)
    .finally(() => isOver = true);
  while (!isOver && one.has("hub.db-wal")) await pause(1);
  assert.equal(await one.hub.stop(), 0);
  // What was finished in the time that a stop gives has opened the hub again.
  const answer = await asked;
  if (answer?.status === 200) assert.ok(!one.has("hub.db-wal"));
  await one.start();
  assert.deepEqual((await one.status()).rows, rows);
});

Deno.test("phones that the operator has cut off stay so while the hub is changed", async () => {
  await using one = await clinic();
  const isStopped = async () => {
    const { body } = await one.ask("/api/status");
    const answer = await fetch(`${one.hub.ready.lan_url}/rpc/heartbeat`);
    const { ready } = await answer.json();
    assert.equal(ready, !(body as { servingStopped: boolean }).servingStopped);
    return !ready;
  };
  assert.equal((await one.ask("/api/serving/stop", {})).status, 200);
  // Refused, done, and with other files in their place.
  assert.equal((await one.ask("/api/custody/clear", { ...KEY, onlyHere: 0 })).status, 409);
  assert.ok(await isStopped());
  assert.equal((await one.ask("/api/custody/identity", KEY)).status, 200);
  assert.ok(await isStopped());
  const { here } = (await one.ask("/api/copies")).body as { here: { id: string }[] };
  const source = { place: "here", id: here[0]?.id };
  assert.equal((await one.ask("/api/copies/restore", { ...KEY, ...source })).status, 200);
  assert.ok(await isStopped());
  // Whoever unlocks it, or sets it up, begins anew.
  assert.equal((await one.ask("/api/lock", {})).status, 200);
  assert.equal((await one.ask("/api/unlock", KEY)).status, 200);
  assert.ok(!await isStopped());
  assert.equal((await one.ask("/api/serving/stop", {})).status, 200);
  const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
  assert.equal((await one.ask("/api/custody/reset", { ...KEY, onlyHere })).status, 200);
  assert.equal((await one.ask("/api/setup", { ...KEY, hubName: "Tent 3" })).status, 200);
  assert.ok(!await isStopped());
});

Deno.test("after another identity a phone scans and logs in again, and goes on where it was", async () => {
  await using one = await clinic();
  const { phone } = one;
  assert.ok(phone !== null);
  assert.equal((await one.ask("/api/custody/identity", KEY)).status, 200);
  const held = (await phone.rows("patients")).length;
  const refused = await phone.sync();
  assert.notEqual(refused.error, null);
  const status = await one.ask("/api/status");
  await phone.scan((status.body as { pairingText: string }).pairingText);
  const account = one.hub.ready.accounts?.[0];
  await phone.login(account?.email ?? "", account?.password ?? "");
  const synced = await phone.sync();
  assert.equal(synced.error, null);
  assert.equal((await phone.rows("patients")).length, held);
});

Deno.test("after clearing a phone keeps its records and syncs on", async () => {
  await using one = await clinic();
  const { phone } = one;
  assert.ok(phone !== null);
  const held = (await phone.rows("patients")).length;
  const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
  const wrong = await one.ask("/api/custody/clear", { ...KEY, onlyHere: onlyHere - 1 });
  assert.equal(wrong.status, 409);
  assert.equal((await one.ask("/api/custody/clear", { ...KEY, onlyHere })).status, 200);
  assert.equal((await phone.sync()).error, null);
  assert.equal((await phone.rows("patients")).length, held);
  assert.equal((await phone.sync()).error, null);
});
