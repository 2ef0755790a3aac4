/**
 * Fills a hub with rows.
 *
 * @module
 */

import type { HubUnderTest } from "../hub_under_test.ts";
import type { BenchTable, LoadProcess } from "../load/mod.ts";

/** Rows of one push: its body stays below the hub's limit of 64 MiB. */
const ROWS_PER_PUSH = { patients: 50_000, events: 25_000 } as const;
const FIRST_SEED = 1_000_000;

/** Told after each push; times in milliseconds. */
export type AfterPush = (rows: number, pushMs: number, pullMs: number) => void;

/**
 * Pushes that many patients from the generator's first phone, which is admitted if there is none.
 * It pulls after each push, as phones do, so that its cursor stays near the end.
 */
export async function fillPatients(
  hub: HubUnderTest,
  phones: LoadProcess,
  rows: number,
  afterPush: AfterPush = () => {},
): Promise<void> {
  await phones.run("admit", { phones: 1 });
  for (let done = 0; done < rows;) {
    const count = Math.min(ROWS_PER_PUSH.patients, rows - done);
    const { pushMs, pullMs } = await fill(hub, phones, "patients", count, FIRST_SEED + done);
    done += count;
    afterPush(done, pushMs, pullMs);
  }
}

/** Pushes events until the database file has that many bytes; returns how many events. */
export async function fillEvents(
  hub: HubUnderTest,
  phones: LoadProcess,
  bytes: number,
): Promise<number> {
  let done = 0;
  while (hub.databaseBytes < bytes) {
    await fill(hub, phones, "events", ROWS_PER_PUSH.events, FIRST_SEED - 1 - done);
    done += ROWS_PER_PUSH.events;
  }
  return done;
}

async function fill(
  hub: HubUnderTest,
  phones: LoadProcess,
  table: BenchTable,
  rows: number,
  seed: number,
) {
  await phones.run("preparePush", { phone: 0, table, rows, seed, clinicId: hub.clinicId });
  const push = await phones.run("sendPush", { phone: 0 });
  const pull = await phones.run("pullOnce", { phone: 0 });
  return { pushMs: push.ms, pullMs: pull.ms };
}
