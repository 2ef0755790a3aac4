/**
 * Random schedules.
 *
 * @module
 */

import fc from "fast-check";
import { GENERATIONS, type SyncStep } from "../../support/phone/mod.ts";
import {
  type DoneOnline,
  type Fault,
  type MadeOffline,
  OPEN_STEPS,
  type PhoneAtStart,
  type Schedule,
  type Step,
  type SyncDone,
  type Trouble,
} from "./step.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What schedules are drawn from. */
export interface Drawn {
  /** Steps at most. */
  readonly maxSteps: number;
  /** False leaves out what only the memory hub can do, and what takes a restart in a process. */
  readonly allSteps: boolean;
}

const MADE: readonly MadeOffline[] = [
  "patient",
  "visit",
  "event",
  "vitals",
  "problem",
  "attribute",
  "appointment",
  "prescription",
  "riskProfile",
];

const ONLINE: readonly DoneOnline[] = [
  "register",
  "changePatient",
  "deletePatient",
  "visit",
  "event",
  "changeEvent",
  "deleteEvent",
  "appointment",
  "changeAppointment",
  "dispensing",
  "dispenseItem",
];

const CRASHES: readonly SyncStep[] = [
  "pulled",
  "applied",
  "batch-applied",
  "collected",
  "pushed",
  "marked",
  "table-marked",
  "cursor-stored",
];

const FAULTS: readonly Fault[] = [
  "drop",
  "lose",
  "lose",
  "truncate",
  "repeat",
  "double",
  "hubDiesBefore",
  "hubDiesAfter",
  "hubDiesDuring",
  "phoneDies",
];

const phone = fc.nat(3);
/** Mostly among the first rows, where others work too. */
export const few: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.nat(3) },
  { weight: 2, arbitrary: fc.nat(12) },
  { weight: 1, arbitrary: fc.nat(60) },
);
const units = fc.integer({ min: 1, max: 9 });

/** A step of this name. */
export function one<Do extends string, Rest extends object>(
  name: Do,
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
): fc.Arbitrary<{ readonly do: Do } & Rest> {
  return fc.record({ do: fc.constant(name), ...rest }) as unknown as fc.Arbitrary<
    { readonly do: Do } & Rest
  >;
}

function trouble(...calls: readonly Trouble["call"][]): fc.Arbitrary<Trouble> {
  return fc.record({ call: fc.constantFrom(...calls), fault: fc.constantFrom(...FAULTS) });
}

const create = one("create", { phone, what: fc.constantFrom(...MADE), n: few });
const edit = one("edit", { phone, row: few, columns: fc.integer({ min: 1, max: 7 }) });
const remove = one("delete", { phone, row: few });
const destroy = one("destroy", { phone, row: few });
const dispense = one("dispense", { phone, n: few, units });
const local = fc.oneof(
  { weight: 5, arbitrary: create },
  { weight: 9, arbitrary: edit },
  { weight: 2, arbitrary: remove },
  { weight: 1, arbitrary: destroy },
  { weight: 3, arbitrary: dispense },
);
const plainSync = one("sync", { phone });
const online = one("online", { phone, what: fc.constantFrom(...ONLINE), n: few });
const onlineInTrouble = one("online", {
  phone,
  what: fc.constantFrom(...ONLINE),
  n: few,
  trouble: trouble("handshake", "command"),
});
const pushInTrouble = trouble("handshake", "sync_pull", "sync_push", "sync_push");
const sync: fc.Arbitrary<SyncDone> = fc.oneof(
  { weight: 8, arbitrary: plainSync },
  { weight: 2, arbitrary: one("sync", { phone, trouble: pushInTrouble }) },
  { weight: 2, arbitrary: one("sync", { phone, crashAt: fc.constantFrom(...CRASHES) }) },
  {
    weight: 3,
    arbitrary: one("sync", {
      phone,
      during: fc.record({
        at: fc.constantFrom(...OPEN_STEPS),
        steps: fc.array(fc.oneof(local, plainSync, online), { minLength: 1, maxLength: 3 }),
      }),
    }),
  },
);

const ownEdits = fc.array(fc.oneof(create, edit, edit), { minLength: 1, maxLength: 2 });
const calmSync: fc.Arbitrary<SyncDone> = fc.oneof(
  { weight: 4, arbitrary: plainSync },
  { weight: 2, arbitrary: one("sync", { phone, trouble: pushInTrouble }) },
  { weight: 2, arbitrary: one("sync", { phone, crashAt: fc.constantFrom(...CRASHES) }) },
  {
    weight: 2,
    arbitrary: one("sync", {
      phone,
      during: fc.record({ at: fc.constantFrom(...OPEN_STEPS), steps: ownEdits }),
    }),
  },
);

const MOVES = [-400 * DAY_MS, -DAY_MS, -HOUR_MS, 60_000, HOUR_MS, 30 * DAY_MS, 400 * DAY_MS];
const rarePhone = fc.oneof(
  { weight: 2, arbitrary: one("pushAgain", { phone }) },
  { weight: 2, arbitrary: one("sendAgain", { phone }) },
  { weight: 2, arbitrary: one("forceUpload", { phone, all: fc.boolean() }) },
  { weight: 2, arbitrary: one("forceDownload", { phone, all: fc.boolean() }) },
  { weight: 2, arbitrary: one("reinstall", { phone, keepId: fc.boolean() }) },
  { weight: 3, arbitrary: one("backup", { phone }) },
  { weight: 3, arbitrary: one("restore", { phone }) },
  { weight: 1, arbitrary: one("restart", { phone }) },
  { weight: 3, arbitrary: one("login", { phone, user: fc.nat(5) }) },
  { weight: 2, arbitrary: one("meddle", { phone, row: few }) },
  { weight: 1, arbitrary: one("recount", { phone, units: fc.integer({ min: 500, max: 600 }) }) },
  { weight: 2, arbitrary: one("phoneClock", { phone, byMs: fc.constantFrom(...MOVES) }) },
);
const ofHub = fc.oneof(
  { weight: 3, arbitrary: one("hubDown", { steps: fc.nat(3) }) },
  { weight: 1, arbitrary: one("diskFull", { steps: fc.integer({ min: 1, max: 4 }) }) },
);
const ofMachine = fc.oneof(
  { weight: 2, arbitrary: one("hubClock", { byMs: fc.constantFrom(...MOVES) }) },
  { weight: 1, arbitrary: one("confirmClock", {}) },
);
const together: fc.Arbitrary<Step> = fc.oneof(
  one("together", {}),
  one("together", { hubDies: fc.constant(true as const) }),
);
const ofOperator = fc.oneof(
  one("retry", {}),
  one("decide", { n: few, keep: fc.constantFrom("kept", "lost") }),
  one("bringBack", { n: few }),
  one("pages", { rows: fc.constantFrom(0, 30, 7, 3, 1) }),
);
const ofCloud = fc.oneof(
  {
    weight: 4,
    arbitrary: one("grant", {
      user: fc.nat(5),
      clinic: fc.nat(1),
      grant: fc.constantFrom("all", "view", "write", "prescribe", "none"),
    }),
  },
  { weight: 1, arbitrary: one("moveUser", { user: fc.nat(5), clinic: fc.nat(1) }) },
  { weight: 1, arbitrary: one("openToAll", { open: fc.boolean() }) },
  { weight: 2, arbitrary: one("movePatient", { row: few, clinic: fc.nat(2) }) },
  { weight: 2, arbitrary: one("cloudEdit", { row: few, column: fc.nat(3) }) },
  { weight: 1, arbitrary: one("cloudPatient", { clinic: fc.nat(2) }) },
);

function step({ allSteps }: Drawn): fc.Arbitrary<Step> {
  return fc.oneof(
    { weight: 20, arbitrary: local },
    { weight: 16, arbitrary: sync },
    { weight: 4, arbitrary: fc.oneof({ weight: 4, arbitrary: online }, onlineInTrouble) },
    { weight: 1, arbitrary: together },
    { weight: 1, arbitrary: ofOperator },
    { weight: 5, arbitrary: rarePhone },
    { weight: allSteps ? 2 : 1, arbitrary: ofHub },
    { weight: allSteps ? 1 : 0, arbitrary: ofMachine },
    { weight: allSteps ? 3 : 1, arbitrary: ofCloud },
  );
}

/** A phone at the start. */
export const phoneAtStart: fc.Arbitrary<PhoneAtStart> = fc.record({
  generation: fc.constantFrom(...GENERATIONS),
  user: fc.oneof(fc.nat(2), fc.nat(5)),
  clockMs: fc.constantFrom(0, 0, 0, -HOUR_MS, HOUR_MS, 90 * DAY_MS),
  synced: fc.constant(true as const),
}, { requiredKeys: ["generation", "user", "clockMs"] });
const pageRows = fc.constantFrom(0, 0, 0, 20, 5, 2, 1);

/** Whatever may happen to phones and their hub without a cloud. */
export const phoneStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: local },
  { weight: 16, arbitrary: sync },
  { weight: 4, arbitrary: fc.oneof({ weight: 4, arbitrary: online }, onlineInTrouble) },
  { weight: 1, arbitrary: together },
  { weight: 1, arbitrary: ofOperator },
  { weight: 3, arbitrary: rarePhone },
  { weight: 2, arbitrary: ofHub },
  { weight: 1, arbitrary: ofMachine },
);

/** Schedules of up to four phones. */
function busy(drawn: Drawn): fc.Arbitrary<Schedule> {
  return fc.record({
    phones: fc.array(phoneAtStart, { minLength: 1, maxLength: 4 }),
    pageRows,
    steps: fc.array(step(drawn), { minLength: 1, maxLength: drawn.maxSteps, size: "max" }),
  });
}

/** One phone of somebody who may do everything, and nobody else: nothing may conflict. */
function calm({ maxSteps }: Drawn): fc.Arbitrary<Schedule> {
  return fc.record({
    phones: fc.tuple(phoneAtStart.map((start) => ({ ...start, user: start.user % 3 }))),
    pageRows,
    steps: fc.array(fc.oneof(local, local, calmSync, ofHub), {
      minLength: 1,
      maxLength: maxSteps,
      size: "max",
    }),
  });
}

/** Many rows at once: pushes that let others read, pulls of several batches. */
function large(drawn: Drawn): fc.Arbitrary<Schedule> {
  const bulk = one("bulk", { phone, rows: fc.integer({ min: 200, max: 1_300 }) });
  return fc.record({
    phones: fc.array(phoneAtStart, { minLength: 2, maxLength: 3 }),
    pageRows: fc.constantFrom(0, 0, 400, 90),
    steps: fc.tuple(
      bulk,
      fc.array(fc.oneof(together, sync, step(drawn)), { minLength: 1, maxLength: 8 }),
    ).map(([first, others]) => [first, ...others]),
  });
}

/** Random schedules. */
export function schedules(drawn: Drawn): fc.Arbitrary<Schedule> {
  return fc.oneof(
    { weight: 50, arbitrary: busy(drawn) },
    { weight: 8, arbitrary: calm(drawn) },
    { weight: 1, arbitrary: large(drawn) },
  );
}
