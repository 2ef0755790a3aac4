/** Every failure the fleet test has found, as small as it could be made, by what was wrong. */

import { failureOf } from "./find_failure.ts";
import type { FleetHubs } from "./hub/fleet_hub.ts";
import { MemoryHubs } from "./hub/memory_hub.ts";
import type { PhoneAtStart, Schedule } from "./schedule/step.ts";

const ROWS_OF_A_CUT_PAGE = 20;

function phone(
  user: number,
  generation: PhoneAtStart["generation"] = "march",
  clockMs = 0,
): PhoneAtStart {
  return { generation, user, clockMs };
}

/** Schedules by what was wrong. Users are numbered as in `hub/fleet_clinic.ts`. */
const FOUND: Readonly<Record<string, Schedule>> = {
  "a change withheld from a phone by its scope counted as seen, and was overwritten unrecorded": {
    phones: [phone(1)],
    pageRows: 0,
    steps: [
      { do: "sync", phone: 0 },
      { do: "cloudEdit", row: 28, column: 0 },
      { do: "login", phone: 0, user: 0 },
      { do: "sync", phone: 0 },
      { do: "edit", phone: 0, row: 0, columns: 1 },
    ],
  },
  "a deletion carried old values over a change withheld by the phone's scope": {
    phones: [phone(0), phone(1)],
    pageRows: 0,
    steps: [
      { do: "sync", phone: 1 },
      { do: "delete", phone: 1, row: 0 },
      { do: "movePatient", row: 11, clinic: 0 },
      { do: "online", phone: 0, what: "changePatient", n: 8 },
      { do: "sync", phone: 1 },
      { do: "delete", phone: 1, row: 42 },
    ],
  },
  "a row on trial came a second time in the same answer": {
    phones: [phone(0)],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [
      { do: "forceDownload", phone: 0, all: true },
      { do: "sync", phone: 0, trouble: { call: "sync_pull", fault: "lose" } },
      { do: "delete", phone: 0, row: 8 },
      { do: "sync", phone: 0, crashAt: "pushed" },
    ],
  },
  "a row that was deleted while it was on trial came twice": {
    phones: [phone(0)],
    pageRows: 0,
    steps: [
      { do: "backup", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
      { do: "online", phone: 0, what: "deletePatient", n: 0 },
    ],
  },
  "a row came twice when its patient became visible between two pages": {
    phones: [phone(0)],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [{ do: "sync", phone: 0 }, { do: "movePatient", row: 1, clinic: 0 }],
  },
  "a row came twice when somebody who sees more logged in between two pages": {
    phones: [phone(0)],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [{ do: "sync", phone: 0 }, { do: "login", phone: 0, user: 4 }],
  },
  "a row came twice when a visit made its patient visible between two pages": {
    phones: [phone(0), phone(0), phone(2)],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [{ do: "sync", phone: 1 }, { do: "online", phone: 2, what: "appointment", n: 1 }],
  },
  "a phone restored to a copy the cursor does not show took back what it had sent, unrecorded": {
    phones: [phone(0)],
    pageRows: 0,
    steps: [
      { do: "create", phone: 0, what: "patient", n: 1 },
      { do: "backup", phone: 0 },
      { do: "edit", phone: 0, row: 0, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
    ],
  },
  "a dispensing record was sent back, so the repeated push had the stock without it": {
    phones: [phone(0), phone(1), phone(1)],
    pageRows: 0,
    steps: [
      { do: "sync", phone: 2 },
      { do: "dispense", phone: 2, n: 0, units: 1 },
      { do: "online", phone: 1, what: "dispensing", n: 1 },
      { do: "sync", phone: 2, crashAt: "marked" },
    ],
  },
  "a forced upload after others had dispensed set the stock back": {
    phones: [phone(0), phone(2), phone(0, "may")],
    pageRows: 0,
    steps: [
      { do: "sync", phone: 1 },
      { do: "hubDown", steps: 1 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 2 },
      { do: "dispense", phone: 2, n: 2, units: 8 },
      { do: "dispense", phone: 1, n: 10, units: 5 },
      { do: "sync", phone: 2 },
      { do: "forceUpload", phone: 1, all: true },
    ],
  },
  "a row pushed unchanged did not count as held, and came as created after its deletion": {
    phones: [phone(0)],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0, crashAt: "cursor-stored" },
      { do: "sync", phone: 0 },
      { do: "forceUpload", phone: 0, all: true },
      { do: "destroy", phone: 0, row: 0 },
    ],
  },
};

let hubs: FleetHubs;

Deno.test.beforeAll(async () => {
  hubs = await MemoryHubs.make();
});

Deno.test.afterAll(async () => {
  await hubs[Symbol.asyncDispose]();
});

for (const [name, schedule] of Object.entries(FOUND)) {
  Deno.test(name, async () => {
    const failure = await failureOf(hubs, schedule);
    if (failure !== null) throw failure;
  });
}
