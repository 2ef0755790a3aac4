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
  "a count of a copy, older than one that had gone with its dispensing, was taken": {
    phones: [synced(0)],
    pageRows: 0,
    steps: [
      { do: "dispense", phone: 0, n: 0, units: 1 },
      { do: "backup", phone: 0 },
      { do: "dispense", phone: 0, n: 8, units: 3 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0, crashAt: "batch-applied" },
      { do: "restore", phone: 0 },
    ],
  },
  "an item that came after its dispensing was put aside counted what was not stored": {
    phones: [synced(3)],
    pageRows: 0,
    steps: [
      { do: "create", phone: 0, what: "prescription", n: 0 },
      { do: "dispense", phone: 0, n: 1, units: 1 },
      { do: "delete", phone: 0, row: 2 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 0 },
      { do: "dispense", phone: 0, n: 0, units: 1 },
      { do: "login", phone: 0, user: 0 },
    ],
  },
  "rows given apart under a cursor of the phone's own making, ahead of the hub's, never came": {
    phones: [phone(2, "march", 90 * DAY_MS)],
    pageRows: 0,
    steps: [
      { do: "online", phone: 0, what: "event", n: 0 },
      { do: "create", phone: 0, what: "riskProfile", n: 0 },
      { do: "sync", phone: 0 },
      { do: "online", phone: 0, what: "dispenseItem", n: 0 },
      { do: "destroy", phone: 0, row: 0 },
      { do: "forceUpload", phone: 0, all: false },
    ],
  },
  "values written back and forth sent the check round and round": {
    phones: [phone(1, "may")],
    pageRows: 2,
    steps: [
      {
        do: "sync",
        phone: 0,
        during: {
          at: "applied",
          steps: [
            { do: "create", phone: 2, what: "appointment", n: 2 },
            { do: "create", phone: 3, what: "event", n: 2 },
            { do: "sync", phone: 2 },
          ],
        },
      },
      { do: "edit", phone: 1, row: 10, columns: 2 },
      { do: "backup", phone: 3 },
      { do: "edit", phone: 0, row: 6, columns: 2 },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 3 },
      { do: "edit", phone: 1, row: 2, columns: 7 },
    ],
  },
  "what a phone sent under a cursor a crash had erased was missing on a copy with the one before": {
    phones: [synced(0), synced(0)],
    pageRows: 0,
    steps: [
      { do: "backup", phone: 0 },
      { do: "edit", phone: 1, row: 0, columns: 1 },
      { do: "cloudEdit", row: 0, column: 0 },
      { do: "sync", phone: 0 },
      { do: "dispense", phone: 0, n: 0, units: 1 },
      { do: "sync", phone: 1, trouble: { call: "sync_push", fault: "hubDiesDuring" } },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 0 },
    ],
  },
  "an item counted less than its records, for a phone counts no more than was prescribed": {
    phones: [phone(0)],
    pageRows: 0,
    steps: [
      { do: "login", phone: 0, user: 3 },
      { do: "sync", phone: 0 },
      { do: "create", phone: 0, what: "prescription", n: 0 },
      { do: "dispense", phone: 0, n: 1, units: 4 },
      { do: "sync", phone: 0 },
      { do: "login", phone: 0, user: 0 },
      { do: "create", phone: 0, what: "prescription", n: 0 },
      { do: "dispense", phone: 0, n: 2, units: 9 },
    ],
  },
  "a row that waited to be given apart was taken for held when it was brought back": {
    phones: [phone(0), synced(2)],
    pageRows: 0,
    steps: [
      { do: "login", phone: 0, user: 1 },
      { do: "sync", phone: 0 },
      { do: "delete", phone: 1, row: 1 },
      { do: "online", phone: 0, what: "event", n: 1 },
      { do: "create", phone: 0, what: "prescription", n: 0 },
      { do: "sync", phone: 0 },
      { do: "sync", phone: 1, crashAt: "batch-applied" },
      { do: "sync", phone: 1 },
      { do: "bringBack", n: 0 },
    ],
  },
  "a copy of a phone's database uploaded whole put the stock back to what it was": {
    phones: [phone(0), synced(0), phone(0)],
    pageRows: 0,
    steps: [
      { do: "dispense", phone: 1, n: 0, units: 1 },
      { do: "together" },
      { do: "backup", phone: 0 },
      { do: "together" },
      { do: "sync", phone: 0 },
      { do: "restore", phone: 3 },
      { do: "forceUpload", phone: 0, all: true },
    ],
  },
};

playFound(FOUND);
