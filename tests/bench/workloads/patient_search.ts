/**
 * C1: how long the online screens wait for a list of patients.
 *
 * @module
 */

import { type BenchLine, inMs } from "../bench_line.ts";
import { HubUnderTest } from "../hub_under_test.ts";
import { DatabaseLimits } from "../limits/mod.ts";
import type { LoadProcess } from "../load/mod.ts";
import type { BenchPlan } from "./bench_plan.ts";
import { fillPatients } from "./fill_hub.ts";

const AIM_MS = 50;
const PAGE = 20;
/** Calls of each kind that are not counted: the hub's code and pages are cold. */
const WARM_UP = 20;
const LIMIT_ROUNDS = 50;
const PUSHES = 100;
/** Above those of the rows that fill the hub. */
const SEED = 50_000_000;

/** People whose names nobody else has, registered online after the others came by push. */
const RARE: readonly (readonly [string, string])[] = [
  ["Xóchitl", "Ixtlilxóchitl"],
  ["زُهَيْر", "القَرَنْفُل"],
];

/** A call, and what stands in the table for all calls of its group. */
interface Question {
  readonly group: string;
  readonly what: string;
  readonly name: string;
  readonly args: unknown;
}

/** Of a group of questions, the slowest of each kind of time. */
interface Slowest {
  /** Processor time of the hub for a call: what others do on the machine is not in it. */
  readonly cpuMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: boolean;
}

function search(what: string, group: string, text: string, more: object = {}): Question {
  return {
    group: `\`search_patients\`, ${group}`,
    what: `${what} "${text}"`,
    name: "search_patients",
    args: { filters: { given_name: text }, limit: PAGE, offset: 0, ...more },
  };
}

function similar(given_name: string, surname: string): Question {
  return {
    group: "`patients.similar`",
    what: `${given_name} ${surname}`,
    name: "patients.similar",
    args: { given_name, surname },
  };
}

function questions(rows: number): Question[] {
  const list = { group: "`get_patients`, first and deep pages", name: "get_patients" };
  const page = (offset: number) => ({ limit: PAGE, offset });
  return [
    { ...list, what: "first page", args: page(0) },
    { ...list, what: "page in the middle", args: page(Math.floor(rows / 2)) },
    { ...list, what: "last page", args: page(rows - PAGE) },
    search("Arabic", "common names", "محمد"),
    search("Arabic, hamza left out", "common names", "احمد"),
    search("Arabic, vowels written", "common names", "مُحَمَّد"),
    search("Latin", "common names", "Samuel"),
    search("Latin, accent left out", "common names", "Ines"),
    search("Latin, accent written", "common names", "Inés"),
    search("one letter", "common names", "a"),
    search("deep page of", "common names", "a", { offset: Math.floor(rows / 4) }),
    search("Latin", "rare names", "Xóchitl"),
    search("Latin, accent left out", "rare names", "xochitl"),
    search("Arabic", "rare names", "زُهَيْر"),
    search("Arabic, vowels left out", "rare names", "زهير"),
    search("surname in the same box", "rare names", "القرنفل"),
    search("whole name in one box", "rare names", "Xochitl Ixtlilxochitl"),
    search("nobody", "rare names", "Qwertzuiop"),
    similar("محمد", "الأحمد"),
    similar("احمد", "الخطيب"),
    similar("Samuel", "Okafor"),
    similar("Lucia", "Nunez"),
    similar("Xochitl", "Ixtlilxochitl"),
    similar("زهير", "القرنفل"),
    similar("Qwertzuiop", "Asdfghjkl"),
  ];
}

/** C1. */
export async function patientSearch(plan: BenchPlan): Promise<BenchLine[]> {
  const { pullRows: rows, calls } = plan.sizes;
  const perQuestion = Math.max(10, Math.round(calls / 10));
  await using hub = await HubUnderTest.start();
  const phones = hub.generator();
  await fillPatients(hub, phones, rows);
  const firstMs = await firstSearch(phones);
  plan.note(`the search that follows ${rows} pushed patients, indexing included: ${inMs(firstMs)}`);
  await registerRare(phones);
  const groups = new Map<string, Slowest>();
  for (const { group, what, name, args } of questions(rows)) {
    await ask(phones, name, args, WARM_UP);
    const cpuBeforeMs = hub.cpuMs();
    const { latencies, found } = await plan.measure(
      hub,
      () => ask(phones, name, args, perQuestion),
    );
    const cpuMs = ((hub.cpuMs() ?? NaN) - (cpuBeforeMs ?? NaN)) / perQuestion;
    plan.noteLatencies(`${name} ${what}, ${found} found, ${inMs(cpuMs)} of processor`, latencies);
    const worst = groups.get(group) ?? { cpuMs: 0, p50Ms: 0, p99Ms: 0, failed: false };
    groups.set(group, {
      cpuMs: Math.max(worst.cpuMs, cpuMs),
      p50Ms: Math.max(worst.p50Ms, latencies.p50Ms),
      p99Ms: Math.max(worst.p99Ms, latencies.p99Ms),
      failed: worst.failed || Object.keys(latencies.failures).length > 0,
    });
  }
  const afterPushes = await plan.measure(hub, () => searchAfterPushes(hub, phones));
  groups.set("`search_patients`, each after a push of 50 patients", afterPushes);
  plan.noteErrors(hub);
  const limits = await plainLimits(hub.clinicId, rows);
  return [...groups].map(([group, { cpuMs, p50Ms, p99Ms, failed }], at) => {
    const limitMs = limits.get(group.split("`")[1] ?? "") ?? NaN;
    return {
      id: at === 0 ? "C1" : "",
      workload: `${group}, of ${rows} patients, the slowest`,
      measured: `p50 ${inMs(p50Ms)}, p99 ${inMs(p99Ms)}, processor ${inMs(cpuMs)}`,
      limit: `plain SQLite ${inMs(limitMs)}`,
      ratio: p50Ms / limitMs,
      aim: `p99 ≤ ${AIM_MS} ms`,
      met: !failed && p99Ms <= AIM_MS,
    };
  });
}

function ask(phones: LoadProcess, name: string, args: unknown, calls: number) {
  return phones.run("ask", { phone: 0, kind: "query", name, args, calls });
}

async function firstSearch(phones: LoadProcess): Promise<number> {
  const args = { filters: { given_name: "nobody" }, limit: PAGE, offset: 0 };
  return (await ask(phones, "search_patients", args, 1)).latencies.maxMs;
}

/** A search that finds the index behind: what was pushed before it is folded into it first. */
async function searchAfterPushes(hub: HubUnderTest, phones: LoadProcess): Promise<Slowest> {
  const { clinicId } = hub;
  const args = { filters: { given_name: "Samuel" }, limit: PAGE, offset: 0 };
  const timesMs: number[] = [];
  let cpuMs = 0;
  for (let seed = 0; seed < PUSHES; seed++) {
    const rows = { phone: 0, table: "patients", rows: 50, seed: SEED + seed, clinicId } as const;
    await phones.run("preparePush", rows);
    await phones.run("sendPush", { phone: 0 });
    const cpuBeforeMs = hub.cpuMs() ?? NaN;
    const { latencies } = await ask(phones, "search_patients", args, 1);
    cpuMs += (hub.cpuMs() ?? NaN) - cpuBeforeMs;
    if (latencies.calls === 1) timesMs.push(latencies.maxMs);
  }
  const sorted = timesMs.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
  const failed = timesMs.length < PUSHES;
  return { cpuMs: cpuMs / PUSHES, p50Ms: rank(0.5), p99Ms: rank(0.99), failed };
}

async function registerRare(phones: LoadProcess): Promise<void> {
  for (const [given_name, surname] of RARE) {
    const args = { patient: { given_name, surname }, additional_attributes: [] };
    await phones.run("ask", {
      phone: 0,
      kind: "command",
      name: "register_patient",
      args,
      calls: 1,
    });
  }
}

/**
 * What a C program on the hub's own library needs for the same lists with `LIKE`, which neither
 * folds Arabic nor accents nor ranks what it finds: milliseconds by procedure.
 */
async function plainLimits(clinicId: string, rows: number): Promise<Map<string, number>> {
  const lists: Record<string, string> = {
    get_patients: "is_deleted = 0",
    search_patients: "is_deleted = 0 AND given_name LIKE '%محمد%'",
    "patients.similar": "is_deleted = 0 AND (given_name LIKE '%محمد%' OR surname LIKE '%الأحمد%')",
  };
  await using database = await DatabaseLimits.build();
  const order = { table: "patients", rows, seed: 0, clinicId } as const;
  const limits = new Map<string, number>();
  for (const [name, where] of Object.entries(lists)) {
    const { p50Us } = await database.statements(order, [
      `SELECT * FROM patients WHERE ${where} ORDER BY updated_at DESC LIMIT ${PAGE}`,
      `SELECT count(*) FROM patients WHERE ${where}`,
    ], LIMIT_ROUNDS);
    limits.set(name, p50Us / 1000);
  }
  return limits;
}
