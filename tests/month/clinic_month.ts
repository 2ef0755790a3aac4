/**
 * A month of a clinic in one run: opened in the morning, phones of three generations that work and
 * sync, the cloud at noon, closed in the evening, and the power that fails now and then.
 *
 * @module
 */

import assert from "node:assert/strict";
import { SimulatedCloud } from "../support/cloud/mod.ts";
import { type Generation, RowMaker, SimulatedPhone } from "../support/phone/mod.ts";
import { DayShift } from "./day_shift.ts";
import { MonthHub, type Sizes } from "./month_hub.ts";

const HOUR_MS = 3_600_000;
const GENERATIONS: readonly Generation[] = ["march", "may", "august"];
/** Calls that the latencies of a day are taken from. */
const PROBES = 20;

/** How large the month is. */
export interface MonthPlan {
  readonly days: number;
  readonly phones: number;
  /** Syncs of each phone on a day, apart from those of the evening. */
  readonly rounds: number;
  /** Patients each phone registers between two syncs, each with a visit and what belongs to it. */
  readonly patients: number;
  /** Whether there is internet every day, or only on the first and the last one. */
  readonly relaysDaily: boolean;
  /** Days from one power cut to the next. */
  readonly cutEvery: number;
  /** Whatever is chosen by chance hangs on it. */
  readonly seed: number;
  /** Told after each day. */
  readonly onDay?: (day: MonthDay) => void;
}

/** One day in figures. */
export interface MonthDay extends Sizes {
  /** From 1. */
  readonly day: number;
  /** How many times the process was started so far. */
  readonly life: number;
  /** Days since then. */
  readonly age: number;
  /** Middle and nearly worst of pulls with nothing new, ms. */
  readonly pullP50Ms: number;
  readonly pullP95Ms: number;
  /** Middle of the day's whole syncs, with rows both ways, ms. */
  readonly syncP50Ms: number;
  /** The run of the relay, ms; most of it waits for the pace it keeps. 0 without one. */
  readonly relayMs: number;
  /** A backup and a check of the database, ms. */
  readonly careMs: number;
  /** From the passphrase to serving in the morning, ms; 0 on the first day. */
  readonly openMs: number;
}

/** The month's result. */
export interface Month {
  readonly days: readonly MonthDay[];
  /** Patients on the hub, on each phone and in the cloud at the end. */
  readonly patients: { readonly made: number; readonly cloud: number; readonly phones: number[] };
  /** Rows no phone has handed over. */
  readonly unsent: number;
  /** Errors the hub has announced. */
  readonly errors: readonly unknown[];
  /** The largest log seen, bytes. */
  readonly largestLogBytes: number;
}

interface Worker {
  readonly phone: SimulatedPhone;
  readonly rows: RowMaker;
  readonly own: string[];
}

/** Plays the month. */
export async function clinicMonth(plan: MonthPlan): Promise<Month> {
  const folder = await Deno.makeTempDir({ prefix: "hub-month-" });
  try {
    const shift = await DayShift.make(folder);
    await using cloud = await SimulatedCloud.start({ generation: "older", now: shift.nowMs });
    await using hub = new MonthHub(shift);
    return await new ClinicMonth(plan, shift, cloud, hub).play();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

class ClinicMonth {
  readonly #plan: MonthPlan;
  readonly #shift: DayShift;
  readonly #cloud: SimulatedCloud;
  readonly #hub: MonthHub;
  readonly #workers: Worker[] = [];
  readonly #days: MonthDay[] = [];
  #made = 0;
  #life = 1;
  #bornOn = 1;
  #largestLogBytes = 0;

  constructor(plan: MonthPlan, shift: DayShift, cloud: SimulatedCloud, hub: MonthHub) {
    this.#plan = plan;
    this.#shift = shift;
    this.#cloud = cloud;
    this.#hub = hub;
  }

  async play(): Promise<Month> {
    await this.#firstMorning();
    for (let day = 1; day <= this.#plan.days; day++) {
      const openMs = day === 1 ? 0 : await this.#morning(day);
      const syncMs: number[] = [];
      for (let round = 0; round < this.#plan.rounds; round++) {
        this.#shift.pass(2 * HOUR_MS);
        for (const worker of this.#workers) {
          await this.#work(worker);
          syncMs.push(await timed(() => mustSync(worker.phone)));
        }
      }
      const relayMs = this.#plan.relaysDaily ? await timed(() => this.#hub.relay()) : 0;
      const cuts = day % this.#plan.cutEvery === 0 && day < this.#plan.days;
      if (cuts) await this.#powerCut();
      for (let round = 0; round < 2; round++) {
        for (const { phone } of this.#workers) await mustSync(phone);
      }
      const careMs = await timed(() => this.#hub.dailyCare());
      const pulls = await this.#pullsWithNothingNew();
      const sizes = await this.#hub.sizes();
      this.#largestLogBytes = Math.max(this.#largestLogBytes, sizes.logBytes);
      this.#note({
        ...sizes,
        day,
        life: this.#life,
        age: day - this.#bornOn,
        pullP50Ms: at(pulls, 0.5),
        pullP95Ms: at(pulls, 0.95),
        syncP50Ms: at(syncMs, 0.5),
        relayMs,
        careMs,
        openMs,
      });
      await this.#hub.lock();
    }
    return await this.#end();
  }

  async #firstMorning(): Promise<void> {
    const { people } = this.#cloud;
    const clinicId = people.clinic({ name: "Olive Hill" });
    const nurse = await people.user({ clinic_id: clinicId });
    const { apiKey } = people.hub([clinicId], { name: "Hub of Olive Hill" });
    await this.#hub.start({ url: this.#cloud.url, apiKey });
    await this.#hub.relay();
    for (let no = 0; no < this.#plan.phones; no++) {
      const generation = GENERATIONS[no % GENERATIONS.length] ?? "may";
      const phone = await SimulatedPhone.create({ generation, clock: this.#shift.nowMs });
      assert.ok((await phone.scan(this.#hub.qr)).ok);
      const login = await phone.login(nurse.email, nurse.password);
      assert.ok(login.signedIn, String(login.error));
      const { user_id: userId } = login.answer as { user_id: string };
      const rows = new RowMaker(this.#plan.seed + no, { clinicId, userId }, this.#shift.nowMs());
      this.#workers.push({ phone, rows, own: [] });
      await mustSync(phone);
    }
  }

  /** The laptop wakes up in the morning, or was stopped for the weekend. */
  async #morning(day: number): Promise<number> {
    this.#shift.pass((24 - 2 * this.#plan.rounds) * HOUR_MS);
    if (day % 7 !== 0 || this.#plan.days < 14) return await timed(() => this.#hub.unlock());
    return await timed(async () => {
      await this.#hub.stop();
      await this.#hub.start(null);
      this.#born(day);
    });
  }

  async #work({ phone, rows, own }: Worker): Promise<void> {
    for (let n = 0; n < this.#plan.patients; n++) {
      const patient = await phone.create("patients", rows.patient());
      const visit = await phone.create("visits", rows.visit(patient));
      await phone.create("events", rows.event(patient, visit));
      await phone.create("patient_vitals", rows.vitals(patient, visit));
      await phone.create("prescriptions", rows.prescription(patient, visit));
      own.push(patient);
      this.#made++;
    }
    const known = own[own.length % 7];
    if (known !== undefined) await phone.update("patients", known, { phone: `0${own.length}` });
  }

  /** In the middle of everybody's sync. */
  async #powerCut(): Promise<void> {
    for (const worker of this.#workers) await this.#work(worker);
    const syncs = this.#workers.map(({ phone }) => phone.sync());
    await new Promise((resolve) => setTimeout(resolve, 40));
    await this.#hub.cutPower();
    await Promise.all(syncs);
    await this.#hub.start(null);
    this.#born(this.#days.length + 1);
  }

  #born(day: number): void {
    this.#life++;
    this.#bornOn = day;
  }

  async #pullsWithNothingNew(): Promise<number[]> {
    const times: number[] = [];
    for (let n = 0; n < PROBES; n++) {
      const { phone } = this.#workers[n % this.#workers.length] ?? {};
      if (phone === undefined) break;
      times.push(await timed(() => mustSync(phone)));
    }
    return times;
  }

  #note(day: MonthDay): void {
    this.#days.push(day);
    this.#plan.onDay?.(day);
  }

  async #end(): Promise<Month> {
    await this.#hub.unlock();
    if (this.#plan.relaysDaily) {
      await this.#hub.relay();
      await this.#hub.relay();
    } else {
      // Each unlock has begun a run: a new process need not wait for the pace they have to keep.
      await this.#hub.stop();
      await this.#hub.start(null);
      await this.#hub.relay();
    }
    for (const { phone } of this.#workers) {
      await mustSync(phone);
      await mustSync(phone);
    }
    const unsent = await Promise.all(this.#workers.map(({ phone }) => phone.dirtyCount()));
    const phones = await Promise.all(
      this.#workers.map(async ({ phone }) => (await phone.rows("patients")).length),
    );
    await this.#hub.stop();
    return {
      days: this.#days,
      patients: { made: this.#made, cloud: this.#cloud.rows("patients").length, phones },
      unsent: unsent.reduce((sum, count) => sum + count, 0),
      errors: this.#hub.errors,
      largestLogBytes: this.#largestLogBytes,
    };
  }
}

async function mustSync(phone: SimulatedPhone): Promise<void> {
  const { error } = await phone.sync();
  assert.equal(error, null, `${phone.generation}: ${JSON.stringify(error)}`);
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
