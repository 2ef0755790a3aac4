/** What a hidden screen is told (`docs/screens.md`, "View and act"). */

import assert from "node:assert/strict";
import type { UnlockedStatus } from "../../../server/operator/mod.ts";
import { TestOperator } from "./test_operator.ts";

const PRIVATE = [
  "Nurse Example",
  "amber canoe mint",
  "willow dome plum",
  "192.168.10.31",
  "sync_hub",
  "phone of the night shift",
];

/** A problem that names a phone as the operator does. */
const PROBLEM = {
  code: "PHONE_CLOCK",
  severity: "note",
  values: { phone: "phone of the night shift", minutes: 9 },
  sinceMs: 1,
} as const;

/** The first status of a stream. */
async function streamed(operator: TestOperator, headers: HeadersInit): Promise<string> {
  const { body } = await operator.request("/api/events", { headers });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  assert(reader !== undefined);
  let text = "";
  while (!text.includes("event: status")) text += (await reader.read()).value ?? "";
  await reader.cancel();
  return text;
}

function newOperator(): TestOperator {
  const operator = new TestOperator();
  const running = { ...operator.parts.running, problems: [PROBLEM] };
  operator.parts = { ...operator.parts, running };
  return operator;
}

function hide(operator: TestOperator): void {
  operator.guard.hide();
  const running = { ...operator.parts.running, hidden: true };
  operator.parts = { ...operator.parts, running };
}

Deno.test("a hidden screen is told how things stand, and nobody's name", async () => {
  using operator = newOperator();
  const { origin: _, ...headers } = await operator.signIn();
  const read = async () => await (await operator.request("/api/status", { headers })).text();
  for (const name of PRIVATE) assert((await read()).includes(name), name);
  assert((await streamed(operator, headers)).includes("Nurse Example"));
  const before = JSON.parse(await read()) as UnlockedStatus;
  hide(operator);
  for (const text of [await read(), await streamed(operator, headers)]) {
    for (const name of PRIVATE) assert(!text.includes(name), name);
  }
  // How many phones are connected is seen from across the room.
  const { devices, rows, pairingText } = JSON.parse(await read()) as UnlockedStatus;
  assert.deepEqual(rows, before.rows);
  assert.equal(pairingText, null);
  const seen = (list: UnlockedStatus["devices"]) =>
    list.map(({ status, lastSeenMs }) => [status, lastSeenMs]);
  assert.deepEqual(seen(devices), seen(before.devices));
});

Deno.test("a script is told everything, hidden or not", async () => {
  using operator = newOperator();
  hide(operator);
  const headers = { authorization: `Bearer ${operator.guard.newScriptToken()}` };
  const text = await (await operator.request("/api/status", { headers })).text();
  for (const name of PRIVATE) assert(text.includes(name), name);
});
