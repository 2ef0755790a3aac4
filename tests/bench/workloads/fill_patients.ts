/**
 * Fills a hub.
 *
 * @module
 */

import type { HubUnderTest } from "../hub_under_test.ts";
import type { LoadProcess } from "../load/mod.ts";

/** Rows of one push: its body stays below the hub's limit of 64 MiB. */
const ROWS_PER_PUSH = 50_000;

/**
 * Pushes that many patients from the generator's first phone, which is admitted if there is none.
 * It pulls after each push, as phones do, so that its cursor stays near the end.
 */
export async function fillPatients(
  hub: HubUnderTest,
  phones: LoadProcess,
  rows: number,
  afterPush: (rows: number, pushMs: number, pullMs: number) => void = () => {},
): Promise<void> {
  await phones.run("admit", { phones: 1 });
  for (let done = 0; done < rows; done += ROWS_PER_PUSH) {
    const count = Math.min(ROWS_PER_PUSH, rows - done);
    const { clinicId } = hub;
    const ask = {
      phone: 0,
      table: "patients",
      rows: count,
      seed: 1_000_000 + done,
      clinicId,
    } as const;
    await phones.run("preparePush", ask);
    const push = await phones.run("sendPush", { phone: 0 });
    const pull = await phones.run("pullOnce", { phone: 0 });
    afterPush(done + count, push.ms, pull.ms);
  }
}
