import assert from "node:assert/strict";
import { connectedPhones } from "../../../server/listener/closing_facts.ts";

type Keeper = Parameters<typeof connectedPhones>[0];

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;

/** A keeper whose phones were last heard so long ago, by its own clock. */
function keeperOf(clockAheadMs: number, agesMs: readonly number[]): Keeper {
  const nowMs = Date.now() - clockAheadMs;
  const devices = agesMs.map((ageMs) => ({ status: "admitted", lastSeenMs: nowMs - ageMs }));
  const status = () => Promise.resolve({ clockAheadMs, devices });
  return { status } as unknown as Keeper;
}

Deno.test("connectedPhones() counts by the hub's clock, which follows no leap", async () => {
  const agesMs = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS];
  assert.equal(await connectedPhones(keeperOf(0, agesMs)), 2);
  assert.equal(await connectedPhones(keeperOf(YEAR_MS, agesMs)), 2);
});

Deno.test("connectedPhones() is none when the keeper does not answer", async () => {
  assert.equal(await connectedPhones({ status: () => Promise.reject(new Error("locked")) }), 0);
});
