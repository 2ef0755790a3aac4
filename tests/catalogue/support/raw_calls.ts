/** Calls as no app makes them, under a real phone's session and token. */

import assert from "node:assert/strict";
import type { SealedAnswer, SimulatedPhone } from "../../support/phone/mod.ts";

/** Sends any changes as a push and fails the test unless they were taken. */
export async function pushRaw(
  phone: SimulatedPhone,
  changes: unknown,
  cursor?: number,
): Promise<void> {
  const answer = await tryPush(phone, changes, cursor);
  assert.equal(answer.status, 200, answer.text);
  assert.ok(answer.opened !== null, "the answer has no sealed payload");
}

/** Sends any changes as a push. */
export async function tryPush(
  phone: SimulatedPhone,
  changes: unknown,
  cursor?: number,
): Promise<SealedAnswer> {
  const data = { changes, lastPulledAt: cursor ?? await phone.cursor ?? 0 };
  return await sealedCall(phone, "sync_push", data);
}

/** A sealed command with any arguments. */
export function sealedCall(
  phone: SimulatedPhone,
  command: string,
  data: unknown,
): Promise<SealedAnswer> {
  return phone.raw.sealed("command", JSON.stringify({ command, data, token: phone.token }));
}

/** A sealed query with any arguments. */
export function sealedQuery(
  phone: SimulatedPhone,
  query: string,
  params: unknown,
): Promise<SealedAnswer> {
  return phone.raw.sealed("query", JSON.stringify({ query, params, token: phone.token }));
}

/** One table of a pull answer. */
export interface PulledTable {
  readonly created: Record<string, unknown>[];
  readonly updated: Record<string, unknown>[];
  readonly deleted: unknown[];
}

/** A pull answer as it is on the wire. */
export interface PulledAnswer {
  readonly changes: Record<string, PulledTable>;
  readonly timestamp: number;
  /** The plaintext. */
  readonly text: string;
}

/** Pulls without applying anything. */
export async function pullRaw(phone: SimulatedPhone, cursor: number): Promise<PulledAnswer> {
  const answer = await sealedQuery(phone, "sync_pull", { lastPulledAt: cursor });
  assert.ok(answer.opened !== null, answer.text);
  return { ...JSON.parse(answer.opened), text: answer.opened };
}

/** Every row of an answer, with its table. */
export function rowsOf(answer: PulledAnswer): [table: string, row: Record<string, unknown>][] {
  return Object.entries(answer.changes).flatMap(([table, { created, updated }]) =>
    [...created, ...updated].map((row): [string, Record<string, unknown>] => [table, row])
  );
}
