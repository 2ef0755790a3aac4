/** What a hub does with a provisioning file, or another registration, once it holds rows of a cloud. */

import assert from "node:assert/strict";
import { provisionAtStart } from "../../../server/keeper/cloud/provision_start.ts";
import { relayCallsOf } from "../../../server/keeper/cloud/relay_calls.ts";
import {
  type CloudHub,
  hasCloudData,
  loadProvision,
  type OnCloudHub,
  relayControlOf,
} from "../../../server/keeper/cloud/relay_control.ts";
import { openProvision, sealProvision } from "../../../server/provision/provision_file.ts";
import { readProvisionTables } from "../../../server/provision/provision_rows.ts";
import { RequestPace } from "../../../server/relay/pace.ts";
import type { RelayDesk } from "../../../server/relay/run/relay_desk.ts";
import { runRelay } from "../../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../../server/relay/store/relay_store.ts";
import { RelayClinic } from "../../relay/relay_clinic.ts";
import { stored } from "../../support/engine_rows.ts";

const PASSPHRASE = "carried on a stick 9";
const CHEAP = { argon2: { memoryKiB: 1_024, passes: 1, lanes: 1 } };
const DAY_MS = 86_400_000;

/** A desk whose runs end at this step, the first time or a later one. */
function stoppingAt(world: RelayClinic, step: "apply" | "finish", time = 1): RelayDesk {
  let times = 0;
  return new Proxy<RelayDesk>(new RelayStore(world.hub.engine), {
    get: (store, name) => {
      if (name === step && ++times >= time) return () => Promise.reject(new Error("stopped"));
      const member: unknown = Reflect.get(store, name, store);
      return typeof member === "function" ? member.bind(store) : member;
    },
  });
}

/** The hub with a vault in memory. */
function onHub({ hub, cloud, apiKey }: RelayClinic): OnCloudHub {
  const secrets: Record<string, unknown> = { cloud: { url: cloud.url, apiKey } };
  const update = (changes: object) => Promise.resolve(void Object.assign(secrets, changes));
  const open = { engine: hub.engine, vault: { secrets, update } } as unknown as CloudHub;
  return (act) => Promise.resolve(act(open));
}

function makeFile(world: RelayClinic) {
  return relayControlOf(onHub(world)).makeProvision(PASSPHRASE);
}

function load({ hub }: RelayClinic, file: string) {
  return loadProvision({ engine: hub.engine }, file, PASSPHRASE);
}

for (const step of ["finish", "apply"] as const) {
  Deno.test(`loadProvision() replaces nothing that a run brought which ended at its step ${step}`, async () => {
    await using world = await RelayClinic.open();
    await using other = await world.secondHub();
    const { hub, cloud, clinic } = world;
    await other.relay();
    const nurse = String(clinic.nurse.id);
    const device = { id: "d", name: "Other", clinicIds: [clinic.clinicId] };
    const tables = other.hub.engine.read(readProvisionTables);
    const madeMs = Date.now() - 20 * DAY_MS;
    const content = { cloudUrl: cloud.url, device, tables };
    const { file } = await sealProvision(content, PASSPHRASE, madeMs, CHEAP);
    cloud.people.edit("users", nurse, { hashed_password: "NEW-HASH" });
    // Of an answer that waits to be stored, some is: the rows of the first of its steps.
    const desk = stoppingAt(world, step, step === "apply" ? 2 : 1);
    await assert.rejects(world.relay({ desk }), /stopped/);
    assert.equal(new RelayStore(hub.engine).state().lastSuccessMs, null);
    assert.equal(stored(hub, "users", nurse)?.hashed_password, "NEW-HASH");
    await assert.rejects(load(world, file), { code: "HAS_DATA" });
    assert.equal(stored(hub, "users", nurse)?.hashed_password, "NEW-HASH");
    assert.equal(hasCloudData(hub.engine), true);
    // The flag stays where the program is started from, also when the file has become useless.
    await provisionAtStart(hub.engine, { file: "no file", passphrase: PASSPHRASE });
  });
}

Deno.test("loadProvision() gives way to a run that brings rows while the file is opened", async () => {
  await using world = await RelayClinic.open();
  await using other = await world.secondHub();
  const { hub } = world;
  await other.relay();
  const { file } = await makeFile(other);
  const loading = load(world, file);
  await Promise.all([assert.rejects(loading, { code: "HAS_DATA" }), world.relay()]);
  assert.notEqual(stored(hub, "users", String(world.clinic.nurse.id)), undefined);
});

Deno.test("makeProvision() dates a file by what is in it, and makes none of what is too old", async () => {
  await using world = await RelayClinic.open();
  await using fresh = await world.secondHub();
  await using target = await world.secondHub();
  const { cloud, clinic } = world;
  const nurse = String(clinic.nurse.id);
  await world.relay();
  const pulledMs = Date.now();
  const daysPass = (days: number) => {
    for (const each of [world, fresh, target]) each.skewMs += days * DAY_MS;
    for (const { hub } of [world, fresh, target]) hub.engine.wallClock.confirm();
    cloud.clocks.skewMs += days * DAY_MS;
  };
  daysPass(20);
  cloud.people.edit("users", nurse, { hashed_password: "NEW-HASH" });
  await fresh.relay();
  await load(target, (await makeFile(fresh)).file);
  // Made later, of rows that are older.
  const { file, expiresMs } = await makeFile(world);
  const { madeMs } = await openProvision(file, PASSPHRASE, Date.now());
  assert.ok(madeMs <= pulledMs && madeMs > pulledMs - DAY_MS, String(madeMs - pulledMs));
  assert.equal(expiresMs, madeMs + 30 * DAY_MS);
  await assert.rejects(load(target, file), { code: "HAS_DATA" });
  assert.equal(stored(target.hub, "users", nurse)?.hashed_password, "NEW-HASH");
  daysPass(11);
  await assert.rejects(makeFile(world), { code: "OUT_OF_DATE" });
  await makeFile(fresh);
  await world.relay();
  await makeFile(world);
});

Deno.test("relay calls: another device does not get the answer to the one before, whole or not", async () => {
  await using world = await RelayClinic.open();
  const { hub, cloud, clinic } = world;
  const id = cloud.people.patient({ primary_clinic_id: clinic.clinicId });
  await assert.rejects(world.relay({ desk: stoppingAt(world, "apply") }), /stopped/);
  const second = cloud.people.hub([clinic.clinicId]);
  const access = { url: cloud.url, apiKey: second.apiKey };
  const device = { id: second.id, name: "B", status: "active", clinicIds: [clinic.clinicId] };
  await relayCallsOf(onHub(world)).register(access, device, {});
  const store = new RelayStore(hub.engine);
  const { signal } = new AbortController();
  const again = await runRelay(store, access, signal, { pace: new RequestPace(1_000_000) });
  assert.equal(again.relayed, true);
  assert.equal(stored(hub, "patients", id)?.is_deleted, 0);
  assert.equal(store.state().device?.id, second.id);
});
