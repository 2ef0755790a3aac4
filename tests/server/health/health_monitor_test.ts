/** Each condition is noticed within a minute, and its end too. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { LOOK_EVERY_MS } from "../../../server/health/health_monitor.ts";
import {
  HealthMonitor,
  type HealthSystem,
  type KeeperHealth,
  Reach,
  type ReachPlace,
} from "../../../server/health/mod.ts";
import { Question } from "../../../server/health/question.ts";
import type { SnapshotStatus } from "../../../server/keeper/copies/snapshot_control.ts";
import { DAY_MS, healthyFacts, HOUR_MS, NOW_MS } from "./healthy_facts.ts";

const URL_NOW = "http://192.168.10.5:4001";

/** A monitor in a world that a test changes at will; time passes as it says. */
class Watched implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  freeBytes = 80e9;
  keeper: KeeperHealth | null = keeperHealth();
  copies: SnapshotStatus | null = copies();
  place: ReachPlace = { url: URL_NOW, own: ["192.168.10.5"], choice: null };
  answers = true;
  /** Whether the keeper never answers. */
  hangs = false;
  readonly news: string[] = [];
  /** Since the start. */
  passedMs = 0;
  readonly reach: Reach;
  readonly monitor: HealthMonitor;

  private constructor(reach: (watched: Watched) => Reach, answerMs: number) {
    this.reach = reach(this);
    const system: HealthSystem = {
      room: () => Promise.resolve({ freeBytes: this.freeBytes, totalBytes: 270e9 }),
      power: { supplies: "/no", inhibitors: "/no", os: "linux" },
      root: this.folder,
      nowMs: () => NOW_MS + this.passedMs,
      steadyMs: () => this.passedMs,
      answerMs,
    };
    this.monitor = new HealthMonitor({
      directory: this.folder,
      versions: { program: "26.10.100", webview: "2.4.0" },
      keeper: () => {
        if (this.hangs) return new Promise(() => {});
        return this.keeper === null ? Promise.reject(new Error()) : Promise.resolve(this.keeper);
      },
      snapshots: () => Promise.resolve(this.copies),
      cloud: () => Promise.resolve(null),
      openSinceMs: () => this.keeper === null ? null : NOW_MS - DAY_MS,
      isHeldAwake: () => true,
      port: () => 4001,
      reach: this.reach,
      onNews: ({ began, ended }) => {
        this.news.push(...began.map(({ code }) => `+${code}`));
        this.news.push(...ended.map(({ code }) => `-${code}`));
      },
      system,
    });
  }

  /** @param answerMs Short only where something never answers: a busy disk takes its time */
  static async open(answerMs = 60_000): Promise<Watched> {
    let late: Watched | null = null;
    const folder = Deno.makeTempDirSync();
    const place = () => late?.place ?? { url: null, own: [], choice: null };
    const reach = await Reach.open(folder, place, () => Promise.resolve(late?.answers ?? false));
    Deno.removeSync(folder, { recursive: true });
    late = new Watched(() => reach, answerMs);
    await late.monitor.look();
    assert.deepEqual(late.monitor.problems, []);
    return late;
  }

  /** Codes that are there a minute after a change, at the pace at which the hub looks. */
  async minuteAfter(change: () => void): Promise<readonly string[]> {
    change();
    const untilMs = this.passedMs + 60_000;
    while (this.passedMs + LOOK_EVERY_MS <= untilMs) {
      this.passedMs += LOOK_EVERY_MS;
      await this.monitor.look();
    }
    return this.monitor.problems.map(({ code }) => code);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.monitor[Symbol.dispose]();
    Deno.removeSync(this.folder, { recursive: true });
    return Promise.resolve();
  }
}

function keeperHealth(change: Partial<KeeperHealth> = {}): KeeperHealth {
  const { database, clock } = healthyFacts();
  return {
    database,
    newestStampMs: clock.newestStampMs ?? 0,
    clockLeapt: false,
    phones: [],
    cloudLeadMs: null,
    sqlite: "3.51.3",
    sqlcipher: "4.14.0 community",
    ...change,
  };
}

function copies(second: Partial<SnapshotStatus["second"]> = {}): SnapshotStatus {
  return {
    newestAtMs: NOW_MS - HOUR_MS,
    count: 7,
    step: null,
    problem: null,
    second: {
      folder: "/media/stick",
      state: "there",
      sinceMs: NOW_MS - DAY_MS,
      newestAtMs: NOW_MS - HOUR_MS,
      sameDisk: false,
      problem: null,
      ...second,
    },
    restored: null,
    twin: null,
  };
}

Deno.test("a missing second place is noticed within a minute", async () => {
  await using watched = await Watched.open();
  const found = await watched.minuteAfter(() => watched.copies = copies({ state: "missing" }));
  assert.deepEqual(found, ["SECOND_PLACE_GONE"]);
  assert.deepEqual(await watched.minuteAfter(() => watched.copies = copies()), []);
  assert.deepEqual(watched.news, ["+SECOND_PLACE_GONE", "-SECOND_PLACE_GONE"]);
});

Deno.test("a filling disk is noticed within a minute, long before it is full", async () => {
  await using watched = await Watched.open();
  let found: readonly string[] = [];
  // 4 GB a minute of 80 GB.
  for (let step = 0; step < 3; step++) {
    watched.freeBytes -= 4e9 / 3;
    watched.passedMs += LOOK_EVERY_MS;
    await watched.monitor.look();
    found = watched.monitor.problems.map(({ code }) => code);
  }
  assert.deepEqual(found, ["DISK_FILLING"]);
  assert.deepEqual(await watched.minuteAfter(() => watched.freeBytes = 100e6), [
    "DISK_FULL",
    "DISK_FILLING",
  ]);
});

Deno.test("a wrong clock is noticed within a minute, whichever way it is wrong", async () => {
  await using watched = await Watched.open();
  const leapt = keeperHealth({ clockLeapt: true });
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = leapt), ["CLOCK_LEAPT"]);
  const behind = keeperHealth({ newestStampMs: NOW_MS + HOUR_MS });
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = behind), ["CLOCK_BEHIND"]);
  const phones = ["a", "b"].map((phone) => ({ phone, leadMs: HOUR_MS, pushes: 1, atMs: NOW_MS }));
  const off = keeperHealth({ phones });
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = off), ["CLOCK_OFF_PHONES"]);
  const cloud = keeperHealth({ cloudLeadMs: -HOUR_MS });
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = cloud), ["CLOCK_OFF_CLOUD"]);
});

Deno.test("a lost address is noticed within a minute, and a new one until a phone has come by it", async () => {
  await using watched = await Watched.open();
  watched.reach.heard("192.168.10.31", NOW_MS);
  const lost = { url: null, own: [], choice: null };
  assert.deepEqual(await watched.minuteAfter(() => watched.place = lost), ["ADDRESS_NONE"]);
  const other = { url: "http://10.0.0.7:4001", own: ["10.0.0.7"], choice: "192.168.10.5" };
  const found = await watched.minuteAfter(() => watched.place = other);
  assert.deepEqual(found, ["ADDRESS_CHOICE_GONE", "ADDRESS_CHANGED"]);
  // This computer itself is no phone.
  watched.reach.heard("10.0.0.7", NOW_MS);
  watched.reach.heard("127.0.0.1", NOW_MS);
  assert.deepEqual(await watched.minuteAfter(() => watched.place = { ...other, choice: null }), [
    "ADDRESS_CHANGED",
  ]);
  watched.reach.heard("::ffff:10.0.0.31", NOW_MS);
  assert.deepEqual(await watched.minuteAfter(() => {}), []);
  assert.deepEqual(await watched.minuteAfter(() => watched.answers = false), ["ADDRESS_SILENT"]);
});

Deno.test("a part that does not answer is told, and keeps the others from nothing", async () => {
  await using watched = await Watched.open(50);
  watched.hangs = true;
  assert.deepEqual(await watched.minuteAfter(() => watched.freeBytes = 100e6), [
    "DATABASE_SILENT",
    "DISK_FULL",
    "DISK_FILLING",
  ]);
});

Deno.test("Question asks once while no answer has come, and again when one has", async () => {
  let asked = 0;
  let release = () => {};
  const question = new Question(() => {
    asked++;
    return new Promise<string>((resolve) => release = () => resolve("late"));
  }, 5);
  assert.deepEqual([await question.answer(), await question.answer()], [null, null]);
  assert.deepEqual([asked, question.isSilent], [1, true]);
  release();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(question.isSilent, false);
  const again = question.answer();
  await Promise.resolve();
  release();
  assert.deepEqual([await again, asked, question.isSilent], ["late", 2, false]);
});

Deno.test("damage is told while the hub is locked, until a database without is seen", async () => {
  await using watched = await Watched.open();
  Deno.writeTextFileSync(join(watched.folder, "hub.db"), "damaged");
  watched.monitor.metDamage();
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = null), ["DATABASE_DAMAGED"]);
  // As when it is opened again all the same.
  const { database } = keeperHealth();
  assert.ok(database.integrity !== null);
  const integrity = { ...database.integrity, result: "damaged" } as const;
  const damaged = keeperHealth({ database: { ...database, integrity } });
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = damaged), ["DATABASE_DAMAGED"]);
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = null), ["DATABASE_DAMAGED"]);
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = keeperHealth()), []);
  assert.deepEqual(await watched.minuteAfter(() => watched.keeper = null), []);
  // A hub that was set aside has no damage any more.
  watched.monitor.metDamage();
  const removed = () => Deno.removeSync(join(watched.folder, "hub.db"));
  assert.deepEqual(await watched.minuteAfter(removed), []);
});

Deno.test("damage is not forgotten because a disk does not answer for a moment", async () => {
  await using watched = await Watched.open(50);
  Deno.writeTextFileSync(join(watched.folder, "hub.db"), "damaged");
  watched.monitor.metDamage();
  const { stat } = Deno;
  try {
    Deno.stat = () => new Promise(() => {});
    assert.deepEqual(await watched.minuteAfter(() => watched.keeper = null), ["DATABASE_DAMAGED"]);
  } finally {
    Deno.stat = stat;
  }
});

Deno.test("a locked hub is looked after as far as it can be", async () => {
  await using watched = await Watched.open();
  watched.keeper = null;
  watched.copies = null;
  assert.deepEqual(await watched.minuteAfter(() => watched.freeBytes = 100e6), [
    "DISK_FULL",
    "DISK_FILLING",
  ]);
  const { state, facts } = await watched.monitor.look();
  assert.equal(state, "locked");
  assert.equal(facts.database.integrity, null);
});

Deno.test("a problem keeps the time at which it was noticed while its figures change", async () => {
  await using watched = await Watched.open();
  await watched.minuteAfter(() => watched.freeBytes = 1.5e9);
  const since = watched.monitor.problems[0]?.sinceMs;
  await watched.minuteAfter(() => watched.freeBytes = 1.4e9);
  const [problem] = watched.monitor.problems.filter(({ code }) => code === "DISK_LOW");
  assert.equal(problem?.sinceMs, since);
  assert.equal(problem?.values["bytes"], 1.4e9);
});

Deno.test("the address of last time is known after a start", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const place = () => ({ url: URL_NOW, own: ["192.168.10.5"], choice: null });
    const yes = () => Promise.resolve(true);
    const firewall = healthyFacts().reach?.firewall;
    assert.ok(firewall);
    const first = await Reach.open(folder, place, yes);
    assert.equal((await first.look(firewall)).formerUrl, null);
    first.heard("192.168.10.31", NOW_MS);
    while (!(await Deno.readTextFile(join(folder, "hub.address")).catch(() => "")).endsWith("\n")) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const moved = { url: "http://10.0.0.7:4001", own: ["10.0.0.7"], choice: null };
    const second = await Reach.open(folder, () => moved, yes);
    assert.equal((await second.look(firewall)).formerUrl, URL_NOW);
    const same = await Reach.open(folder, place, yes);
    assert.deepEqual((await same.look(firewall)).heardMs, NOW_MS);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
