/** Keys and records changed as a whole on the real program, and the plug pulled in the middle. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { RecordsAtStake } from "../../server/operator/mod.ts";
import { HubDirectory, HubProcess, PASSPHRASE } from "../support/hub_process.ts";
import { RowMaker, SimulatedPhone } from "../support/phone/mod.ts";
import { until } from "../support/until.ts";

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
   * @returns whether the sign was still there when the plug had been pulled
   */
  async cut(sign: () => boolean, afterMs: number, path: string, body: unknown): Promise<boolean> {
    let isOver = false;
    const asked = this.ask(path, body).catch(() => null).finally(() => isOver = true);
    while (!isOver && !sign()) await pause(1);
    // A timer would give the hub time to go on.
    if (afterMs > 0) await pause(afterMs);
    await this.hub.kill();
    await asked;
    const wasUnderWay = sign();
    await this.start();
    return wasUnderWay;
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
  await clinic.directory.makeVault();
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

/** Hubs wait far more than they work: what does not build on one another is done at the same time. */
async function each<T>(
  items: readonly T[],
  work: (one: Clinic, item: T) => Promise<void>,
): Promise<void> {
  await Promise.all(items.map(async (item) => {
    await using one = await clinic();
    await work(one, item);
  }));
}

Deno.test("a hub that dies while the records are encrypted anew starts with all of them", async () => {
  const exchange = async (one: Clinic, afterMs: number): Promise<boolean> => {
    const { rows, hubId } = await one.status();
    const isBegun = () => one.has("hub.db.rekeyed");
    const isUndone = await one.cut(isBegun, afterMs, "/api/custody/data-key", KEY);
    const after = await one.status();
    assert.equal(after.state, "unlocked");
    assert.deepEqual(after.rows, rows, `cut after ${afterMs} ms`);
    assert.equal(after.hubId, hubId);
    const left = [...Deno.readDirSync(one.directory.data)].map(({ name }) => name);
    assert.ok(!left.some((name) => name.includes("rekeyed")), left.join());
    // What was not in the place of the database yet is thrown away, and that is said.
    const says = () => one.hub.events.some(({ code }) => code === "DATA_KEY_UNCHANGED");
    if (isUndone) await until(says);
    else assert.ok(!says(), `cut after ${afterMs} ms`);
    return isUndone;
  };
  await each([[0], [5, 120], [40, 400]], async (one, moments) => {
    let isUndone = false;
    for (const afterMs of moments) isUndone = await exchange(one, afterMs);
    if (moments[0] !== 0) return;
    // One has to come in the middle, however slow this machine is beside a fast hub.
    let cameInTheMiddle = isUndone;
    for (let more = 0; more < 5 && !cameInTheMiddle; more++) {
      cameInTheMiddle = await exchange(one, 0);
    }
    assert.ok(cameInTheMiddle);
    const { rows } = await one.status();
    assert.deepEqual(await one.ask("/api/custody/data-key", KEY), {
      status: 200,
      body: { done: true },
    });
    assert.deepEqual((await one.status()).rows, rows);
  });
});

Deno.test("a hub that dies while it is cleared or renewed is as before, or done", async () => {
  const renew = (afterMs: number) => async (one: Clinic) => {
    const { rows } = await one.status();
    const isBegun = () => one.has("hub.vault.writing");
    await one.cut(isBegun, afterMs, "/api/custody/identity", KEY);
    const { rows: after, fingerprint } = await one.status();
    assert.deepEqual(after, rows);
    if (afterMs > 0) return;
    assert.equal((await one.ask("/api/custody/identity", KEY)).status, 200);
    assert.notEqual((await one.status()).fingerprint, fingerprint);
  };
  const clear = (afterMs: number) => async (one: Clinic) => {
    const { rows } = await one.status();
    const stake = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
    assert.ok(stake.onlyHere >= PATIENTS);
    const isShut = () => !one.has("hub.db-wal");
    await one.cut(isShut, afterMs, "/api/custody/clear", { ...KEY, onlyHere: stake.onlyHere });
    const { patients = 0 } = (await one.status()).rows;
    assert.ok(patients === 0 || patients === rows["patients"], `${patients}`);
    if (afterMs > 100) return;
    const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
    assert.equal((await one.ask("/api/custody/clear", { ...KEY, onlyHere })).status, 200);
    assert.equal((await one.status()).rows["patients"], undefined);
  };
  const trials = [[renew(5), renew(0)], [clear(100)], [clear(400)], [clear(700)]];
  await each(trials, async (one, trials) => {
    for (const trial of trials) await trial(one);
  });
});

Deno.test("a hub that dies while everything is removed is as before, or a new one with the copies kept", async () => {
  await each([[0, 2], [30]], async (one, moments) => {
    for (const afterMs of moments) {
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
  const isStopped = async (one: Clinic) => {
    const { body } = await one.ask("/api/status");
    const answer = await fetch(`${one.hub.ready.lan_url}/rpc/heartbeat`);
    const { ready } = await answer.json();
    assert.equal(ready, !(body as { servingStopped: boolean }).servingStopped);
    return !ready;
  };
  // Refused, done, with other files in their place; whoever unlocks it, or sets it up, begins anew.
  const changes = [
    async (one: Clinic) => {
      assert.equal((await one.ask("/api/custody/clear", { ...KEY, onlyHere: 0 })).status, 409);
      assert.ok(await isStopped(one));
      assert.equal((await one.ask("/api/custody/identity", KEY)).status, 200);
      assert.ok(await isStopped(one));
    },
    async (one: Clinic) => {
      const { id } = (await one.ask("/api/copies/make", {})).body as { id: string };
      const source = { place: "here", id };
      assert.equal((await one.ask("/api/copies/restore", { ...KEY, ...source })).status, 200);
      assert.ok(await isStopped(one));
      assert.equal((await one.ask("/api/lock", {})).status, 200);
      assert.equal((await one.ask("/api/unlock", KEY)).status, 200);
      assert.ok(!await isStopped(one));
    },
    async (one: Clinic) => {
      const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
      assert.equal((await one.ask("/api/custody/reset", { ...KEY, onlyHere })).status, 200);
      assert.equal((await one.ask("/api/setup", { ...KEY, hubName: "Tent 3" })).status, 200);
      assert.ok(!await isStopped(one));
    },
  ];
  await each(changes, async (one, change) => {
    assert.equal((await one.ask("/api/serving/stop", {})).status, 200);
    assert.ok(await isStopped(one));
    await change(one);
  });
});

Deno.test("a phone keeps its records and goes on: after another identity scanned and logged in again, after clearing as it is", async () => {
  const renewed = async (one: Clinic, phone: SimulatedPhone) => {
    assert.equal((await one.ask("/api/custody/identity", KEY)).status, 200);
    const refused = await phone.sync();
    assert.notEqual(refused.error, null);
    const status = await one.ask("/api/status");
    await phone.scan((status.body as { pairingText: string }).pairingText);
    const account = one.hub.ready.accounts?.[0];
    await phone.login(account?.email ?? "", account?.password ?? "");
  };
  const cleared = async (one: Clinic) => {
    const { onlyHere } = (await one.ask("/api/custody/stake")).body as RecordsAtStake;
    const wrong = await one.ask("/api/custody/clear", { ...KEY, onlyHere: onlyHere - 1 });
    assert.equal(wrong.status, 409);
    assert.equal((await one.ask("/api/custody/clear", { ...KEY, onlyHere })).status, 200);
  };
  await each([renewed, cleared], async (one, change) => {
    const { phone } = one;
    assert.ok(phone !== null);
    const held = (await phone.rows("patients")).length;
    await change(one, phone);
    for (let time = 0; time < 2; time++) {
      assert.equal((await phone.sync()).error, null);
      assert.equal((await phone.rows("patients")).length, held);
    }
  });
});
