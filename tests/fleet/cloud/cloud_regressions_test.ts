/** Every failure the cloud fleet has found, as small as it could be made, by what was wrong. */

import { failureOf } from "../find_failure.ts";
import type { MemoryHubs } from "../hub/memory_hub.ts";
import type { PhoneAtStart } from "../schedule/step.ts";
import { emptyHubs } from "./cloud_game.ts";
import { playCloudSchedule } from "./play.ts";
import type { CloudSchedule, CloudStep, HubAtStart } from "./schedule/step.ts";

const A = 1;
const B = 2;
const BOTH = 3;

function phone(user = 0): PhoneAtStart {
  return { generation: "march", user, clockMs: 0 };
}

/** A phone that has synced once. */
function synced(user = 0): PhoneAtStart {
  return { ...phone(user), synced: true };
}

function hub(clinics: number, ...phones: PhoneAtStart[]): HubAtStart {
  return { clinics, phones };
}

function plain(hubs: readonly HubAtStart[], steps: readonly CloudStep[]): CloudSchedule {
  return {
    ...{ generation: "older", timeZone: "UTC", reportsRejected: false, skewMs: 0, pageRows: 0 },
    ...{ hubs, steps },
  };
}

function newer(hubs: readonly HubAtStart[], steps: readonly CloudStep[]): CloudSchedule {
  return { ...plain(hubs, steps), generation: "newer" };
}

/** Schedules by what was wrong. Users are numbered as in `world/cloud_places.ts`. */
const FOUND: Readonly<Record<string, CloudSchedule>> = {
  "stock that a phone had counted waited for ever": plain([hub(BOTH, synced())], [
    { do: "at", hub: 0, step: { do: "recount", phone: 0, units: 1 } },
  ]),
  "an item that was handed out and deleted stayed in the newer cloud and nobody was told": newer(
    [hub(A, synced(), phone())],
    [
      { do: "at", hub: 0, step: { do: "sync", phone: 1 } },
      { do: "at", hub: 0, step: { do: "delete", phone: 0, row: 7 } },
      { do: "at", hub: 0, step: { do: "dispense", phone: 1, n: 2, units: 4 } },
    ],
  ),
  "a phone's edit of an item that the cloud dropped counted as taken": plain([hub(A, synced())], [
    { do: "cloudEdits", table: 5, row: 0, column: 0 },
    { do: "at", hub: 0, step: { do: "edit", phone: 0, row: 7, columns: 1 } },
  ]),
  "an edit in the cloud of an item whose patient was deleted here went with it": plain(
    [hub(BOTH, phone())],
    [
      { do: "at", hub: 0, step: { do: "online", phone: 0, what: "deletePatient", n: 0 } },
      { do: "cloudEdits", table: 5, row: 0, column: 0 },
    ],
  ),
  "rows that came with a new clinic came to a phone as created again": plain(
    [hub(A, phone(), synced())],
    [
      { do: "at", hub: 0, step: { do: "create", phone: 1, what: "attribute", n: 0 } },
      { do: "cloudDeletes", table: 0, row: 1 },
      { do: "clinics", hub: 0, bits: BOTH },
    ],
  ),
  "a visit lived on whose patient had been deleted before this hub served the clinic": plain(
    [hub(B, phone())],
    [
      { do: "cloudMakes", what: "visit", n: 1 },
      { do: "relay", hub: 0 },
      { do: "clinics", hub: 0, bits: BOTH },
      { do: "cloudDeletes", table: 0, row: 1 },
    ],
  ),
  "what hangs on a visit lived on that had been deleted before this hub served the clinic": plain(
    [hub(A, phone())],
    [
      { do: "cloudMakes", what: "vitals", n: 5 },
      { do: "relay", hub: 0 },
      { do: "cloudDeletes", table: 1, row: 1 },
      { do: "clinics", hub: 0, bits: BOTH },
    ],
  ),
  "a field filled in on both sides kept the later value, and nobody saw the other": plain(
    [hub(B, synced())],
    [
      { do: "relay", hub: 0 },
      { do: "cloudMakes", what: "attribute", n: 2 },
      { do: "at", hub: 0, step: { do: "create", phone: 0, what: "attribute", n: 2 } },
    ],
  ),
  "a value went unseen when another hub brought the deleted row back as it had known it": plain(
    [hub(A, synced()), hub(BOTH, phone())],
    [
      { do: "at", hub: 0, step: { do: "edit", phone: 0, row: 0, columns: 1 } },
      { do: "at", hub: 0, step: { do: "sync", phone: 1 } },
      { do: "at", hub: 0, step: { do: "online", phone: 3, what: "dispensing", n: 1 } },
      {
        do: "relay",
        hub: 0,
        faults: [
          { at: 6, fault: { kind: "cut", direction: "answer", afterBytes: 610 } },
          { at: 4, fault: { kind: "cut", direction: "request", afterBytes: 28 } },
          { at: 5, fault: { kind: "truncate", bodyBytes: 365 } },
        ],
      },
      { do: "cloudDeletes", table: 0, row: 1 },
      { do: "relay", hub: 1 },
      { do: "at", hub: 1, step: { do: "bringBack", n: 2 } },
    ],
  ),
};

let hubs: MemoryHubs;

Deno.test.beforeAll(async () => {
  hubs = await emptyHubs();
});

Deno.test.afterAll(async () => {
  await hubs[Symbol.asyncDispose]();
});

for (const [name, schedule] of Object.entries(FOUND)) {
  Deno.test(name, async () => {
    const failure = await failureOf(
      { play: (played: CloudSchedule) => playCloudSchedule(hubs, played) },
      schedule,
    );
    if (failure !== null) throw failure;
  });
}
