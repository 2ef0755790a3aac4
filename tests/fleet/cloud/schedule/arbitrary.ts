/**
 * Random schedules of hubs and a cloud.
 *
 * @module
 */

import fc from "fast-check";
import { CLOUD_GENERATIONS, type NetworkFault } from "../../../support/cloud/mod.ts";
import { few, one, phoneAtStart, phoneStep } from "../../schedule/arbitrary.ts";
import type {
  CloudSchedule,
  CloudStep,
  FaultAt,
  HubAtStart,
  MadeInCloud,
  RelayDone,
} from "./step.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What schedules are drawn from. */
export interface CloudDrawn {
  /** Steps at most. */
  readonly maxSteps: number;
}

const MADE: readonly MadeInCloud[] = [
  "patient",
  "visit",
  "event",
  "vitals",
  "problem",
  "attribute",
  "prescription",
  "appointment",
];

const hub = fc.nat(1);
const bytes = fc.oneof(fc.nat(400), fc.nat(3_000), fc.nat(40_000));
const direction = fc.constantFrom("request", "answer");

function fault<Kind extends NetworkFault["kind"], Rest extends object>(
  kind: Kind,
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
): fc.Arbitrary<NetworkFault> {
  return fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<NetworkFault>;
}

const faults: fc.Arbitrary<NetworkFault> = fc.oneof(
  { weight: 2, arbitrary: fault("refuse", {}) },
  { weight: 6, arbitrary: fault("cut", { direction, afterBytes: bytes }) },
  { weight: 3, arbitrary: fault("truncate", { bodyBytes: bytes }) },
  { weight: 4, arbitrary: fault("duplicate", { together: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fault("stall", { direction, afterBytes: bytes, forMs: fc.constant(60_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<NetworkFault>(
      { kind: "replace", status: 502, body: "Bad Gateway", contentType: "text/html" },
      { kind: "replace", status: 200, body: "<html>Sign in</html>", contentType: "text/html" },
      {
        kind: "replace",
        status: 500,
        body: `{"status":500,"unhandled":true,"message":"HTTPError"}`,
      },
      { kind: "replace", status: 200, body: "[object Object]" },
    ),
  },
);
const faultAt: fc.Arbitrary<FaultAt> = fc.record({ at: fc.nat(6), fault: faults });
const faultList = fc.array(faultAt, { minLength: 1, maxLength: 3 });
const LOST_ANSWER: NetworkFault = { kind: "cut", direction: "answer", afterBytes: 0 };
/** Runs have some dozens of moments: those of a pull are one for each table and row. */
const moment = fc.oneof(fc.nat(8), fc.nat(30), fc.nat(90));

/** Mostly patients and visits, of which there are few. */
const edited = { table: fc.oneof(fc.nat(1), fc.nat(9)), row: few, column: fc.nat(3) };
const edits = one("cloudEdits", edited);
const ofPeople: fc.Arbitrary<CloudStep> = fc.oneof(
  { weight: 9, arbitrary: edits },
  {
    weight: 2,
    arbitrary: one("cloudEdits", {
      ...edited,
      late: fc.constant(true as const),
    }),
  },
  { weight: 5, arbitrary: one("cloudMakes", { what: fc.constantFrom(...MADE), n: few }) },
  { weight: 2, arbitrary: one("cloudDeletes", { table: fc.nat(4), row: few }) },
  { weight: 2, arbitrary: one("cloudMoves", { row: few, clinic: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: one("cloudGrants", {
      user: fc.nat(6),
      clinic: fc.nat(1),
      grant: fc.constantFrom("all", "view", "write", "none"),
    }),
  },
  {
    weight: 1,
    arbitrary: one("cloudCounts", { clinic: fc.nat(1), units: fc.integer({ min: 1, max: 600 }) }),
  },
);
const ofPhones: fc.Arbitrary<CloudStep> = one("at", { hub, step: phoneStep });
const plainRelay = one("relay", { hub });
const inside = fc.array(
  fc.oneof({ weight: 3, arbitrary: ofPhones }, { weight: 2, arbitrary: ofPeople }, plainRelay),
  { minLength: 1, maxLength: 3 },
);
const relay: fc.Arbitrary<RelayDone> = fc.oneof(
  { weight: 6, arbitrary: plainRelay },
  { weight: 5, arbitrary: one("relay", { hub, faults: faultList }) },
  { weight: 2, arbitrary: one("relay", { hub, dies: moment }) },
  { weight: 1, arbitrary: one("relay", { hub, cancel: moment }) },
  {
    weight: 5,
    arbitrary: one("relay", { hub, during: fc.record({ at: moment, steps: inside }) }),
  },
  {
    weight: 1,
    arbitrary: one("relay", {
      ...{ hub, faults: faultList },
      during: fc.record({ at: moment, steps: inside }),
    }),
  },
);
const ofCloud: fc.Arbitrary<CloudStep> = fc.oneof(
  { weight: 2, arbitrary: one("wait", { ms: fc.constantFrom(MINUTE_MS, HOUR_MS, 2 * DAY_MS) }) },
  { weight: 1, arbitrary: one("limit", { perMinute: fc.constantFrom(1, 2, 3, 6, 1_000_000) }) },
  {
    weight: 1,
    arbitrary: one("cloudClock", {
      skewMs: fc.constantFrom(-45 * SECOND_MS, 45 * SECOND_MS),
      databaseSkewMs: fc.constantFrom(-MINUTE_MS, 0, MINUTE_MS),
    }),
  },
  { weight: 1, arbitrary: one("suspend", { hub, suspended: fc.boolean() }) },
  { weight: 1, arbitrary: one("clinics", { hub, bits: fc.constantFrom(1, 2, 3, 3, 3) }) },
);
const step: fc.Arbitrary<CloudStep> = fc.oneof(
  { weight: 24, arbitrary: ofPhones },
  { weight: 12, arbitrary: relay },
  { weight: 9, arbitrary: ofPeople },
  { weight: 2, arbitrary: ofCloud },
);

/** Both sides work on the same few rows between two runs, and inside one. */
const duel: fc.Arbitrary<readonly CloudStep[]> = fc.record({
  hub,
  phone: fc.nat(3),
  table: fc.nat(1),
  row: fc.nat(2),
  other: fc.nat(2),
  column: fc.nat(1),
  at: moment,
  kind: fc.nat(8),
}).map(({ hub, phone, table, row, other, column, at, kind }) => {
  const mine: CloudStep[] = [
    { do: "at", hub, step: { do: "edit", phone, row: 3 * table + row, columns: 1 << column } },
    { do: "at", hub, step: { do: "sync", phone } },
  ];
  const theirs: CloudStep = { do: "cloudEdits", table, row: other, column };
  const run: CloudStep = { do: "relay", hub };
  const during = (...steps: readonly CloudStep[]): CloudStep => ({ ...run, during: { at, steps } });
  const kinds: readonly (readonly CloudStep[])[] = [
    [...mine, theirs, run],
    [theirs, run, ...mine, theirs, run],
    [...mine, during(theirs), run],
    [...mine, during(...mine), theirs, run],
    [...mine, { ...run, faults: [{ at: 1, fault: LOST_ANSWER }] }, theirs, run],
    [...mine, during({ do: "relay", hub: 1 - hub }, theirs)],
    // Sent, not seen again, and edited once more.
    [...mine, { ...run, faults: [{ at: 2, fault: LOST_ANSWER }] }, ...mine, run],
    // Begun before a pull and visible after it.
    [{ do: "cloudEdits", table, row: other, column, late: true }, run, run],
    [
      ...mine,
      { ...run, faults: [{ at: 2, fault: { kind: "duplicate", together: true } }] },
      theirs,
    ],
  ];
  return kinds[kind] ?? [];
});

function hubAtStart(clinics: fc.Arbitrary<number>, most: number): fc.Arbitrary<HubAtStart> {
  return fc.record({
    clinics,
    phones: fc.array(phoneAtStart, { minLength: 1, maxLength: most }),
  });
}

const hubs: fc.Arbitrary<readonly HubAtStart[]> = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(hubAtStart(fc.constantFrom(1, 3, 3), 3)) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      hubAtStart(fc.constantFrom(1, 3, 3), 2),
      hubAtStart(fc.constantFrom(2, 3, 3), 2),
    ),
  },
);

/** Random schedules. */
export function cloudSchedules({ maxSteps }: CloudDrawn): fc.Arbitrary<CloudSchedule> {
  return fc.record({
    generation: fc.constantFrom(...CLOUD_GENERATIONS),
    timeZone: fc.constantFrom("UTC", "UTC", "Asia/Beirut", "America/Bogota"),
    reportsRejected: fc.boolean(),
    skewMs: fc.constantFrom(0, 0, -HOUR_MS, HOUR_MS, -400 * DAY_MS, 30 * DAY_MS),
    pageRows: fc.constantFrom(0, 0, 0, 20, 3),
    hubs,
    // fast-check prefers short lists, where little meets.
    steps: fc.array(fc.oneof({ weight: 12, arbitrary: step.map((one) => [one]) }, duel), {
      minLength: Math.ceil(maxSteps / 2),
      maxLength: maxSteps,
      size: "max",
    }).map((lists) => lists.flat()),
  });
}
