import assert from "node:assert/strict";
import {
  badWeather,
  CLOUD_GENERATIONS,
  type CloudGeneration,
  type SimulatedCloud,
} from "../../support/cloud/mod.ts";
import { CloudClinic } from "../../support_tests/cloud/plain_hub.ts";
import { agrees, SmallRelay } from "./small_relay.ts";

/** Numbers from 0 up to 1 that are the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
}

const COLUMNS = ["given_name", "surname", "phone", "camp", "hometown"] as const;
const ROUNDS = 30;
const SEEDS = [11, 12, 13];

/** Every edit of a column of a patient, with the value that whoever made it saw before. */
class EditLog {
  readonly #saw = new Map<string, string>();
  #made = 0;

  next(side: "hub" | "cloud", id: string, column: string, saw: unknown): string {
    const value = `${side} ${++this.#made}`;
    this.#saw.set(`${id}/${column}/${value}`, String(saw ?? ""));
    return value;
  }

  /** Edits that nobody can find: neither at the end of their column's story nor in a conflict's. */
  lost(endings: Iterable<string>): string[] {
    const found = new Set<string>();
    for (let key of endings) {
      const start = key.slice(0, key.lastIndexOf("/") + 1);
      for (let saw = this.#saw.get(key); saw !== undefined; saw = this.#saw.get(key)) {
        found.add(key);
        key = start + saw;
      }
    }
    return [...this.#saw.keys()].filter((key) => !found.has(key));
  }
}

/** How one life differs from another. */
interface Life {
  readonly generation: CloudGeneration;
  readonly seed: number;
  /** How far the cloud's clock is ahead of the hubs'. */
  readonly skewMs: number;
  readonly hubs: number;
}

async function livesThrough({ generation, seed, skewMs, hubs }: Life): Promise<void> {
  const clock = { ms: 1_800_000_000_000 };
  await using clinic = await CloudClinic.open({ generation, now: () => clock.ms });
  const { cloud, clinicId, hub, nurse } = clinic;
  cloud.clocks.skewMs = skewMs;
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const keys = [hub.apiKey, cloud.people.hub([clinicId]).apiKey].slice(0, hubs);
  const relays = keys.map((key) => new SmallRelay(cloud.url, key));
  const log = new EditLog();
  const patients: string[] = [];
  const inCloud = () => cloud.rows("patients").map(({ id }) => String(id));

  const act = () => {
    const choice = random();
    const relay = pick(relays);
    const known = patients.filter((id) => relay.rows.has(id));
    if (choice < 0.15 || known.length === 0) {
      const id = crypto.randomUUID();
      patients.push(id);
      relay.write("patients", {
        ...{ id, given_name: "New", date_of_birth: "1962-03-04", sex: "female" },
        ...{ primary_clinic_id: clinicId, metadata: "{}", additional_data: "{}", is_deleted: 0 },
      }, clock.ms);
      relay.write("visits", {
        ...{ id: crypto.randomUUID(), patient_id: id, clinic_id: clinicId },
        ...{ provider_id: nurse.id, metadata: "{}", check_in_timestamp: clock.ms, is_deleted: 0 },
      }, clock.ms);
    } else if (choice < 0.6) {
      const id = pick(known);
      const column = pick(COLUMNS);
      const saw = relay.rows.get(id)?.hub[column];
      relay.write("patients", { id, [column]: log.next("hub", id, column, saw) }, clock.ms);
    } else if (choice < 0.9 && inCloud().length > 0) {
      const id = pick(inCloud());
      const column = pick(COLUMNS);
      const saw = cloud.row("patients", id)?.[column];
      cloud.people.edit("patients", id, { [column]: log.next("cloud", id, column, saw) });
    } else {
      const id = cloud.people.patient({ primary_clinic_id: clinicId });
      patients.push(id);
    }
    clock.ms += Math.floor(random() * 20_000);
  };

  cloud.network.weather = badWeather(random, 0.3, 3000);
  cloud.onStep = () => {
    if (random() < 0.03) act();
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (let done = 0; done < 4 * hubs; done++) act();
    await Promise.all(relays.map((relay) => relay.run()));
  }
  cloud.network.heal();
  cloud.onStep = null;
  for (let round = 0; round < 4 * hubs + 2; round++) {
    clock.ms += 60_000;
    for (const relay of relays) assert.ok(await relay.run());
  }
  for (const relay of relays) assertAgrees(cloud, relay);
  const conflicts = relays.flatMap(({ conflicts }) => conflicts)
    .map(({ id, column, value }) => `${id}/${column}/${value}`);
  const final = cloud.rows("patients").flatMap((row) =>
    COLUMNS.map((column) => `${row.id}/${column}/${row[column]}`)
  );
  assert.deepEqual(log.lost([...final, ...conflicts]), []);
}

function assertAgrees(cloud: SimulatedCloud, relay: SmallRelay): void {
  assert.deepEqual([...relay.parked], []);
  assert.deepEqual([...relay.rows.values()].filter(({ dirty }) => dirty), []);
  for (const table of ["patients", "visits"]) {
    for (const row of cloud.rows(table)) {
      const kept = relay.rows.get(String(row.id)) ?? assert.fail(`${table} not pulled`);
      assert.deepEqual(agrees(kept, row), [], table);
    }
  }
  assert.equal(relay.rows.size, cloud.count("patients") + cloud.count("visits"));
}

for (const generation of CLOUD_GENERATIONS) {
  for (const skewMs of [0, -3_600_000, 3_600_000]) {
    Deno.test(`a hub and the ${generation} cloud agree in the end, clocks ${skewMs} ms apart (A20-A25, A31, B22)`, async () => {
      for (const seed of SEEDS) await livesThrough({ generation, seed, skewMs, hubs: 1 });
    });
  }

  Deno.test(`two hubs and the ${generation} cloud agree in the end (A20, A21, A24)`, async () => {
    for (const seed of SEEDS) await livesThrough({ generation, seed, skewMs: 0, hubs: 2 });
  });
}
