/**
 * A month of clinic days. `MONTH_DAYS=30` plays a whole one and prints its figures; otherwise three
 * days with a power cut. Linux only: elsewhere nobody can move the clock of another process.
 */

import assert from "node:assert/strict";
import { clinicMonth, type Month, type MonthDay, type MonthPlan } from "./clinic_month.ts";

const DAYS = Number(Deno.env.get("MONTH_DAYS") ?? 3);
const IS_WHOLE = DAYS >= 12;
const MIB = 1024 * 1024;
/** What the hub lets its log grow to, with the transaction that was under way. */
const MAX_LOG_BYTES = 80 * MIB;

const PLAN: MonthPlan = IS_WHOLE
  ? { days: DAYS, phones: 6, rounds: 3, patients: 2, relaysDaily: true, cutEvery: 10, seed: 1 }
  : { days: DAYS, phones: 3, rounds: 2, patients: 2, relaysDaily: false, cutEvery: 2, seed: 1 };

const HEAD = "| day | life | MiB | rows | db KiB | log KiB | other KiB | snapshots | cursors | " +
  "audit | pull p50 / p95 ms | sync ms | relay ms | backup ms | open ms |";

function mean(days: readonly MonthDay[], of: (day: MonthDay) => number): number {
  return days.reduce((sum, day) => sum + of(day), 0) / days.length;
}

function line(day: MonthDay): string {
  const kib = (bytes: number) => (bytes / 1024).toFixed(0);
  return `| ${day.day} | ${day.life} | ${day.residentMib.toFixed(0)} | ${day.rows} | ` +
    `${kib(day.databaseBytes)} | ${kib(day.logBytes)} | ${kib(day.otherBytes)} | ` +
    `${day.snapshots} | ${day.cursors} | ${day.auditEntries} | ` +
    `${day.pullP50Ms.toFixed(0)} / ${day.pullP95Ms.toFixed(0)} | ${day.syncP50Ms.toFixed(0)} | ` +
    `${day.relayMs.toFixed(0)} | ${day.careMs.toFixed(0)} | ${day.openMs.toFixed(0)} |`;
}

function say(text: string): void {
  if (IS_WHOLE) Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

Deno.test({
  name: `a month of clinic days leaves nobody without a record, and nothing that grows (${DAYS})`,
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    say(HEAD);
    const month = await clinicMonth({ ...PLAN, onDay: (day) => say(line(day)) });
    nobodyLacksAnything(month);
    nothingGrows(month);
  },
});

function nobodyLacksAnything({ patients, unsent, errors }: Month): void {
  assert.equal(unsent, 0, "rows that no phone has handed over");
  assert.deepEqual(new Set(patients.phones), new Set([patients.made]), "patients on each phone");
  assert.equal(patients.cloud, patients.made, "patients in the cloud");
  // Before the first run of the relay nobody can log in, and the hub says so.
  assert.deepEqual(errors.filter((error) => codeOf(error) !== "NO_ACCOUNTS"), []);
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

const NO_DAY = { cursors: 0, auditEntries: 0 } as MonthDay;

function nothingGrows({ days, largestLogBytes }: Month): void {
  assert.ok(largestLogBytes <= MAX_LOG_BYTES, `a log of ${largestLogBytes} bytes`);
  for (const { snapshots, otherBytes } of days) {
    assert.ok(snapshots <= 8, `${snapshots} snapshots`);
    assert.ok(otherBytes < MIB, `${otherBytes} bytes beside database and snapshots`);
  }
  if (!IS_WHOLE) return;
  const third = Math.floor(days.length / 3);
  const [early, late] = [days.slice(third, 2 * third), days.slice(-third)];
  const perDay = (of: readonly MonthDay[], what: (day: MonthDay) => number) =>
    (what(of.at(-1) ?? NO_DAY) - what(of[0] ?? NO_DAY)) / (of.length - 1);
  // A day costs what a day before cost: cursors are kept for phones that come back from a copy.
  for (const what of [(day: MonthDay) => day.cursors, (day: MonthDay) => day.auditEntries]) {
    assert.ok(perDay(late, what) <= 1.3 * perDay(early, what) + 10, "cursors and entries of a day");
  }
  // Records grow, what is stored beside each of them does not.
  const perRow = (of: readonly MonthDay[]) =>
    mean(of, ({ databaseBytes, rows }) => databaseBytes / rows);
  assert.ok(perRow(late) <= 1.3 * perRow(early), "bytes of the database for each row");
  const memory = (of: readonly MonthDay[]) => mean(of, ({ residentMib }) => residentMib);
  assert.ok(memory(late) <= 1.25 * memory(early) + 40, "memory of the process");
}
