/** Every failure the fleet test has found, as small as it could be made, by what was wrong. */

import { phone, playFound, synced } from "./play_found.ts";
import type { Schedule } from "./schedule/step.ts";

const ROWS_OF_A_CUT_PAGE = 20;
const DAY_MS = 86_400_000;

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
  "a change made before the one that hid its patient counted as seen": {
    phones: [synced(0), synced(0)],
    pageRows: 0,
    steps: [
      { do: "edit", phone: 0, row: 56, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "movePatient", row: 2, clinic: 1 },
      { do: "sync", phone: 1 },
      { do: "edit", phone: 1, row: 1, columns: 1 },
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
  "a repeated push of a dispensing made a conflict about the stock": {
    phones: [synced(1), synced(2)],
    pageRows: 0,
    steps: [
      { do: "dispense", phone: 0, n: 0, units: 1 },
      { do: "sync", phone: 0 },
      { do: "dispense", phone: 1, n: 1, units: 1 },
      { do: "sync", phone: 1 },
      { do: "pushAgain", phone: 1 },
    ],
  },
  "a forced upload of a restored phone took back what the hub knew it had, unrecorded": {
    phones: [phone(0)],
    pageRows: 0,
    steps: [
      { do: "sync", phone: 0 },
      { do: "backup", phone: 0 },
      { do: "edit", phone: 0, row: 0, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
      { do: "forceUpload", phone: 0, all: true },
    ],
  },
  "a restored phone's stock count was taken, because its record came down as synced": {
    phones: [phone(0), synced(0)],
    pageRows: 0,
    steps: [
      { do: "dispense", phone: 1, n: 0, units: 1 },
      { do: "backup", phone: 1 },
      { do: "together" },
      { do: "dispense", phone: 0, n: 0, units: 1 },
      { do: "sync", phone: 1 },
      { do: "restore", phone: 1 },
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
  "a value that a repeated push did not replace was lost to the phone's next edit": {
    phones: [phone(4), phone(1, "may")],
    pageRows: 0,
    steps: [
      { do: "create", phone: 1, what: "appointment", n: 2 },
      {
        do: "sync",
        phone: 3,
        during: {
          at: "pulled",
          steps: [
            { do: "online", phone: 2, what: "appointment", n: 41 },
            { do: "edit", phone: 1, row: 7, columns: 2 },
          ],
        },
      },
      { do: "sync", phone: 0 },
      { do: "edit", phone: 0, row: 54, columns: 5 },
      { do: "edit", phone: 1, row: 33, columns: 4 },
      { do: "sync", phone: 1, crashAt: "marked" },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 1 },
      { do: "edit", phone: 3, row: 5, columns: 1 },
    ],
  },
  "a forced download that failed put rows on trial that the cursor says are held": {
    phones: [synced(0)],
    pageRows: 0,
    steps: [{ do: "destroy", phone: 0, row: 0 }, { do: "forceDownload", phone: 0, all: true }],
  },
  "a value that a refused push did not replace was lost to the phone's next edit": {
    phones: [synced(0), synced(3)],
    pageRows: 0,
    steps: [
      { do: "edit", phone: 1, row: 0, columns: 1 },
      { do: "edit", phone: 0, row: 0, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 1 },
      { do: "edit", phone: 1, row: 0, columns: 1 },
      { do: "openToAll", open: true },
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
  "a deletion nobody may ask for became a conflict that could be decided": {
    phones: [synced(0), synced(3)],
    pageRows: 0,
    steps: [
      { do: "delete", phone: 1, row: 0 },
      { do: "sync", phone: 1 },
      { do: "edit", phone: 0, row: 0, columns: 1 },
      { do: "sync", phone: 0 },
      { do: "decide", n: 1, keep: "lost" },
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
  "a count that went with its dispensing, and was still the phone's own after a pull, was taken": {
    phones: [synced(0)],
    pageRows: 0,
    steps: [
      { do: "dispense", phone: 0, n: 0, units: 1 },
      { do: "sync", phone: 0, trouble: { call: "sync_push", fault: "phoneDies" } },
      { do: "forceDownload", phone: 0, all: true },
      { do: "online", phone: 0, what: "dispensing", n: 0 },
    ],
  },
};

playFound(FOUND);
