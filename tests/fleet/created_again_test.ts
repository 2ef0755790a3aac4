/** Failures the fleet test has found: rows that came as created to phones that held them. */

import { phone, playFound, synced } from "./play_found.ts";
import type { Schedule } from "./schedule/step.ts";

const ROWS_OF_A_CUT_PAGE = 20;
const DAY_MS = 86_400_000;

/** Schedules by what was wrong. Users are numbered as in `hub/fleet_clinic.ts`. */
const FOUND: Readonly<Record<string, Schedule>> = {
  "a row given apart came again as new when its place in the series was reached": {
    phones: [synced(0)],
    pageRows: 5,
    steps: [
      { do: "backup", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0, trouble: { call: "sync_pull", fault: "lose" } },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
    ],
  },
  "a row the operator brought back came as new to a phone that held it": {
    phones: [synced(2)],
    pageRows: 0,
    steps: [
      { do: "online", phone: 0, what: "deletePatient", n: 2 },
      { do: "edit", phone: 0, row: 5, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "bringBack", n: 0 },
    ],
  },
  "a row on trial that the phone pushed came as created": {
    phones: [{ ...phone(2), synced: true }],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [
      { do: "sync", phone: 0, crashAt: "cursor-stored" },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "forceUpload", phone: 0, all: true },
    ],
  },
  "a pull that arrived twice at once made a held row come as created": {
    phones: [synced(0)],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [
      { do: "sync", phone: 0, crashAt: "collected" },
      { do: "sync", phone: 0, trouble: { call: "sync_pull", fault: "double" } },
    ],
  },
  "a repetition overtook the pull it repeats, and its answer looked like an older one": {
    phones: [{ ...phone(0), generation: "may", synced: true }],
    pageRows: 0,
    steps: [
      { do: "sync", phone: 0 },
      { do: "hubDown", steps: 0 },
      { do: "edit", phone: 0, row: 11, columns: 2 },
      { do: "delete", phone: 0, row: 5 },
      { do: "dispense", phone: 0, n: 0, units: 1 },
      { do: "sync", phone: 0, trouble: { call: "sync_pull", fault: "double" } },
      { do: "edit", phone: 0, row: 0, columns: 3 },
    ],
  },
  "a patient given as one seen only now came again when brought back before the next page": {
    phones: [synced(0), synced(0), phone(2)],
    pageRows: 5,
    steps: [
      { do: "sync", phone: 1 },
      { do: "together" },
      { do: "sync", phone: 1 },
      { do: "sync", phone: 0 },
      { do: "create", phone: 0, what: "attribute", n: 0 },
      { do: "online", phone: 2, what: "visit", n: 1 },
      { do: "sync", phone: 1 },
      { do: "sync", phone: 0 },
      { do: "delete", phone: 0, row: 5 },
      { do: "sync", phone: 0 },
      { do: "bringBack", n: 0 },
    ],
  },
  "a row a series gave before somebody else logged in came as new once its patient was visible": {
    phones: [phone(5)],
    pageRows: 0,
    steps: [
      { do: "online", phone: 0, what: "appointment", n: 0 },
      { do: "create", phone: 0, what: "visit", n: 0 },
      { do: "create", phone: 0, what: "patient", n: 0 },
      { do: "forceUpload", phone: 0, all: true },
      { do: "pages", rows: 7 },
      { do: "reinstall", phone: 0, keepId: true },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "login", phone: 0, user: 1 },
      { do: "create", phone: 0, what: "visit", n: 0 },
    ],
  },
  "a row a phone sent came as created once its clinic became visible": {
    phones: [phone(0), synced(0)],
    pageRows: 0,
    steps: [
      { do: "grant", user: 0, clinic: 1, grant: "view" },
      { do: "sync", phone: 1 },
      { do: "forceUpload", phone: 1, all: true },
    ],
  },
  "a row a phone sent came as created when its patient became visible again": {
    phones: [synced(0), phone(0), phone(0), synced(2)],
    pageRows: 0,
    steps: [
      { do: "movePatient", row: 2, clinic: 1 },
      { do: "forceUpload", phone: 0, all: true },
      { do: "edit", phone: 3, row: 2, columns: 1 },
      { do: "create", phone: 3, what: "event", n: 2 },
    ],
  },
  "a row put aside and stored later came to its own phone as created": {
    phones: [phone(1)],
    pageRows: 0,
    steps: [
      { do: "grant", user: 1, clinic: 1, grant: "view" },
      { do: "create", phone: 0, what: "prescription", n: 37 },
      { do: "sync", phone: 0 },
      { do: "grant", user: 1, clinic: 1, grant: "all" },
      { do: "retry" },
    ],
  },
  "a row a phone sent and was refused came to it as created": {
    phones: [synced(0), { ...synced(1), clockMs: 90 * DAY_MS }],
    pageRows: 0,
    steps: [
      { do: "edit", phone: 1, row: 1, columns: 6 },
      { do: "grant", user: 1, clinic: 1, grant: "view" },
      { do: "edit", phone: 0, row: 1, columns: 6 },
      { do: "forceUpload", phone: 1, all: false },
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
  "a patient that changed while its rows were given came a second time as created": {
    phones: [synced(0)],
    pageRows: 5,
    steps: [
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "delete", phone: 0, row: 1 },
      { do: "movePatient", row: 10, clinic: 0 },
      { do: "cloudPatient", clinic: 0 },
      { do: "sync", phone: 0 },
      { do: "online", phone: 0, what: "changePatient", n: 8 },
    ],
  },
  "a row put aside, sent before a copy and stored after it, came as created": {
    phones: [phone(3)],
    pageRows: 0,
    steps: [
      { do: "create", phone: 0, what: "patient", n: 0 },
      { do: "sync", phone: 0 },
      { do: "backup", phone: 0 },
      { do: "forceDownload", phone: 0, all: false },
      { do: "sync", phone: 0 },
      { do: "grant", user: 3, clinic: 0, grant: "write" },
      { do: "retry" },
      { do: "restore", phone: 0 },
    ],
  },
  "a row that an older standing lacked came again as created to a copy that had it": {
    phones: [{ ...synced(0), clockMs: 90 * DAY_MS }],
    pageRows: 0,
    steps: [
      { do: "backup", phone: 0 },
      { do: "delete", phone: 0, row: 11 },
      { do: "forceUpload", phone: 0, all: false },
      { do: "login", phone: 0, user: 4 },
      { do: "create", phone: 0, what: "visit", n: 2 },
      {
        do: "sync",
        phone: 2,
        during: {
          at: "collected",
          steps: [
            { do: "sync", phone: 2 },
            { do: "sync", phone: 0 },
            { do: "dispense", phone: 2, n: 33, units: 8 },
          ],
        },
      },
      { do: "restore", phone: 1 },
    ],
  },
  "a patient seen only since a series began came in it as new, and again with the next one": {
    phones: [phone(1), phone(0), { ...synced(0), generation: "august" }],
    pageRows: 0,
    steps: [
      {
        do: "sync",
        phone: 0,
        during: {
          at: "applied",
          steps: [{ do: "online", phone: 2, what: "dispenseItem", n: 0 }, { do: "sync", phone: 1 }],
        },
      },
      { do: "create", phone: 1, what: "problem", n: 1 },
      { do: "create", phone: 1, what: "prescription", n: 1 },
      { do: "sync", phone: 1, crashAt: "batch-applied" },
      { do: "pages", rows: 1 },
      { do: "sync", phone: 3 },
      { do: "login", phone: 3, user: 2 },
    ],
  },
  "of two rows a cursor from before says are held, the second came as new": {
    phones: [synced(2)],
    pageRows: 0,
    steps: [
      { do: "destroy", phone: 0, row: 0 },
      { do: "create", phone: 0, what: "attribute", n: 0 },
      { do: "forceDownload", phone: 0, all: true },
    ],
  },
  "a row put aside, and stored when it came again, came as created to a copy that had it": {
    phones: [synced(3)],
    pageRows: 0,
    steps: [
      { do: "create", phone: 0, what: "visit", n: 0 },
      { do: "sync", phone: 0 },
      { do: "login", phone: 0, user: 0 },
      { do: "edit", phone: 0, row: 57, columns: 1 },
      { do: "backup", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
    ],
  },
  "rows sent under a cursor of the phone's own making came as created to a copy that has it": {
    phones: [synced(2)],
    pageRows: 0,
    steps: [
      { do: "forceUpload", phone: 0, all: true },
      { do: "backup", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
    ],
  },
  "rows sent under a cursor of the phone's own making came as created to a copy after a restart": {
    phones: [synced(2)],
    pageRows: 0,
    steps: [
      { do: "forceUpload", phone: 0, all: true },
      { do: "backup", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "edit", phone: 0, row: 1, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "hubDown", steps: 1 },
      { do: "sync", phone: 0 },
      { do: "edit", phone: 0, row: 1, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "hubDown", steps: 1 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
    ],
  },
  "a cursor of a copy that the hub knew, and the model had forgotten": {
    phones: [synced(0)],
    pageRows: ROWS_OF_A_CUT_PAGE,
    steps: [
      { do: "forceUpload", phone: 0, all: true },
      { do: "backup", phone: 0 },
      { do: "together", hubDies: true },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
    ],
  },
  "a row that waited came in the answer to a repeated pull, and once more": {
    phones: [{ ...phone(4, "march", 90 * DAY_MS), synced: true }],
    pageRows: 0,
    steps: [
      { do: "together" },
      { do: "openToAll", open: true },
      { do: "hubDown", steps: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0, trouble: { call: "sync_push", fault: "truncate" } },
      { do: "sync", phone: 0 },
      { do: "online", phone: 0, what: "event", n: 2 },
      { do: "edit", phone: 0, row: 3, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "login", phone: 0, user: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0, trouble: { call: "sync_pull", fault: "double" } },
    ],
  },
  "a row given apart came again with the patient that the next user of the phone may see": {
    phones: [synced(1), phone(0)],
    pageRows: 0,
    steps: [
      { do: "login", phone: 0, user: 0 },
      { do: "sync", phone: 0, crashAt: "collected" },
      { do: "pages", rows: 1 },
    ],
  },
  "a row given apart came again with the patient that was moved into sight": {
    phones: [phone(0), synced(1)],
    pageRows: 0,
    steps: [
      { do: "movePatient", row: 0, clinic: 1 },
      { do: "sync", phone: 1, crashAt: "collected" },
      { do: "pages", rows: 1 },
    ],
  },
  "what a forced upload had sent, and an edit after it, came as new when it was brought back": {
    phones: [synced(2)],
    pageRows: 5,
    steps: [
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "delete", phone: 0, row: 0 },
      { do: "forceUpload", phone: 0, all: true },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "bringBack", n: 0 },
    ],
  },
};

playFound(FOUND);
