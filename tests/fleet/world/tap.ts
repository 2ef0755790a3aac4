/**
 * Listens on the clinic's network: keeps the ledger of what the hub has taken, and checks every
 * answer to a pull.
 *
 * @module
 */

import { checkPullAnswer, type PullAnswer } from "../checks/pull_answer.ts";
import type { CallInfo, PhoneFetch } from "../../support/phone/mod.ts";
import { FleetFailure } from "./failure.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import { heldIds } from "./hub_rows.ts";
import { DELETION } from "./ledger.ts";
import { scopeOf } from "./scope.ts";
import { openAnswer, type OpenedRequest, openRequest } from "./sealed_text.ts";
import type { World } from "./world.ts";

/** What a hub may answer a phone that did nothing wrong. */
const ALLOWED: ReadonlySet<number> = new Set([200, 401, 403, 409, 429, 503]);

type Changes = Record<
  string,
  { readonly created?: unknown[]; readonly updated?: unknown[]; readonly deleted?: unknown[] }
>;

/** The network as one phone has it: `inner` with every exchange looked at. */
export function tapped(world: World, phone: FleetPhone, inner: PhoneFetch): PhoneFetch {
  const seen = new Set<string>();
  return async (url, init, call) => {
    const { kind } = call;
    if (kind !== "command" && kind !== "query") return await inner(url, init, call);
    const body = String(init.body);
    const request = openRequest(kind, body, phone.rememberKey());
    const isRepeat = seen.has(body);
    seen.add(body);
    const held = request?.name === "sync_push" ? heldBefore(world, request) : new Map();
    const answer = await inner(url, init, call);
    const text = await answer.text();
    if (request !== null) {
      try {
        await look(world, phone, {
          call,
          request,
          body,
          held,
          isRepeat,
          text,
          status: answer.status,
        });
      } catch (error) {
        if (!(error instanceof FleetFailure)) throw error;
        // A phone takes any exception of its network for a bad connection.
        world.failure ??= error;
      }
    }
    return new Response(text, { status: answer.status, headers: answer.headers });
  };
}

interface Exchange {
  readonly call: CallInfo;
  readonly request: OpenedRequest;
  readonly body: string;
  /** By table: rows of a push that the hub held before. */
  readonly held: ReadonlyMap<string, ReadonlySet<string>>;
  readonly isRepeat: boolean;
  readonly status: number;
  readonly text: string;
}

async function look(world: World, phone: FleetPhone, exchange: Exchange): Promise<void> {
  const { call, request, status, text } = exchange;
  if (!ALLOWED.has(status)) {
    throw new FleetFailure(
      "HUB",
      `${request.name} of ${phone.name} was answered ${status}: ${text}`,
    );
  }
  if (status !== 200) return;
  const opened = openAnswer(call.kind as "command" | "query", text, request.key);
  if (request.name === "sync_pull") {
    if (!exchange.isRepeat) await lookAtPull(world, phone, request, opened as PullAnswer);
  } else if (request.name === "sync_push") {
    if (opened === null) throw new FleetFailure("HUB", `push answered 200 with ${text}`);
    lookAtPush(world, phone, exchange);
  } else if (call.kind === "command" && request.name !== "login") {
    world.committed();
  } else if (request.name === "login") {
    world.deviceOf(phone).committed();
  }
}

async function lookAtPull(
  world: World,
  phone: FleetPhone,
  { args, userId }: OpenedRequest,
  answer: PullAnswer | null,
): Promise<void> {
  if (answer === null) {
    throw new FleetFailure("HUB", `pull of ${phone.name} answered with an error`);
  }
  const device = world.deviceOf(phone);
  const cursor = Number(args.lastPulledAt ?? 0);
  const known = device.present(cursor);
  checkPullAnswer(answer, {
    who: `${phone.name} (${phone.generation}, ${userId})`,
    generation: phone.generation,
    scope: world.hub.read((database) => scopeOf(database, userId ?? "")),
    opened: device.opened,
    known,
    tombstones: await phone.tombstones(),
    newestIssued: device.newestIssued,
    pageRows: world.pageRows,
  });
  const created = Object.entries(answer.changes).flatMap(([table, { created }]) =>
    created.map(({ id }) => `${table}/${id}`)
  );
  device.issue(cursor, answer.timestamp, created);
}

function heldBefore(world: World, { args }: OpenedRequest): Map<string, ReadonlySet<string>> {
  const held = new Map<string, ReadonlySet<string>>();
  if (!world.hub.isUp) return held;
  for (const [table, rows] of rowsOf(args.changes as Changes)) {
    const ids = rows.map(({ id }) => String(id));
    held.set(table, world.hub.read((database) => heldIds(database, table, ids)));
  }
  return held;
}

/** A push was taken: everything in it that the phone says it changed is acknowledged. */
function lookAtPush(world: World, phone: FleetPhone, { request, body, held }: Exchange): void {
  const { ledger } = world;
  const device = world.deviceOf(phone);
  for (const [table, rows] of rowsOf(request.args.changes as Changes)) {
    if (table === "patient_risk_profiles") device.opened.add(table);
    for (const row of rows) {
      const id = String(row.id);
      const changed = new Set(String(row._changed ?? "").split(","));
      const isNew = !held.get(table)?.has(id);
      if (isNew) ledger.acknowledgeRow(table, row);
      for (const column of changed) ledger.acknowledge(table, id, column, row[column]);
      if (row.is_deleted === true && (isNew || changed.has(DELETION))) {
        ledger.acknowledge(table, id, DELETION, true);
      }
      device.send(`${table}/${id}`);
    }
  }
  world.committed();
  phone.lastPush = { args: request.args, writes: world.writes, user: phone.signedIn };
  phone.lastSealed = { body, writes: world.writes };
}

function rowsOf(changes: Changes): [table: string, rows: Record<string, unknown>[]][] {
  return Object.entries(changes).map(([table, { created = [], updated = [] }]) => [
    table,
    [...created, ...updated] as Record<string, unknown>[],
  ]);
}
