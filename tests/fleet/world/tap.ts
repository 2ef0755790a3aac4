/**
 * Listens on the clinic's network: keeps the ledger of what the hub has taken, and checks every
 * answer to a pull.
 *
 * @module
 */

import { checkPullAnswer, type PullAnswer } from "../checks/pull_answer.ts";
import type { CallInfo, PhoneFetch } from "../../support/phone/mod.ts";
import { ensure, FleetFailure } from "./failure.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import { countNotPermitted, heldRows, type HubRow } from "./hub_rows.ts";
import { DELETION } from "./ledger.ts";
import { type Action, hasEveryFlagAtHome, mayBeStored } from "./rights.ts";
import { REFERENCE, type Scope, scopeOf } from "./scope.ts";
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
    const keys = phone.rememberKey();
    if (kind !== "command" && kind !== "query") return await inner(url, init, call);
    const body = String(init.body);
    const request = openRequest(kind, body, keys);
    const isRepeat = seen.has(body);
    seen.add(body);
    const before = request?.name === "sync_push" ? beforePush(world, request) : NOTHING_BEFORE;
    const { deaths } = world;
    const scopeBefore = scopeAtOnce(world, request);
    const { newestIssued } = world.deviceOf(phone);
    const answer = await inner(url, init, call).catch((error) => {
      // The hub may have died with the push stored.
      if (request?.name === "sync_push") noteMaybeSent(world, phone, request);
      throw error;
    });
    const text = await answer.text();
    if (request === null) {
      world.failure ??= new FleetFailure("HUB", `cannot read a ${kind} of ${phone.name}`);
    } else {
      try {
        look(world, phone, {
          call,
          request,
          body,
          before,
          scopeBefore,
          newestIssued,
          isRepeat,
          text,
          status: answer.status,
        });
      } catch (error) {
        if (!(error instanceof FleetFailure)) throw error;
        // A phone takes any exception of its network for a bad connection.
        world.failure ??= error;
      }
      // The answer came through, and the hub died: what it had not committed it has forgotten.
      if (world.deaths !== deaths) world.deviceOf(phone).hubDied();
    }
    return new Response(text, { status: answer.status, headers: answer.headers });
  };
}

/** What the hub had before a push. */
interface BeforePush {
  /** By table and id: rows of the push that it held. */
  readonly held: ReadonlyMap<string, ReadonlyMap<string, HubRow>>;
  /** By key of the row: whether it may be stored. */
  readonly may: ReadonlyMap<string, boolean>;
  /** How often rows had been refused; null when this push may well be refused. */
  readonly refusals: number | null;
}

const NOTHING_BEFORE: BeforePush = { held: new Map(), may: new Map(), refusals: null };

interface Exchange {
  readonly call: CallInfo;
  readonly request: OpenedRequest;
  readonly body: string;
  readonly before: BeforePush;
  readonly scopeBefore: Scope | null;
  /** The newest cursor the device had been given when it asked. */
  readonly newestIssued: number;
  readonly isRepeat: boolean;
  readonly status: number;
  readonly text: string;
}

function look(world: World, phone: FleetPhone, exchange: Exchange): void {
  const { call, request, status, text } = exchange;
  if (!ALLOWED.has(status)) {
    throw new FleetFailure(
      "HUB",
      `${request.name} of ${phone.name} was answered ${status}: ${text}`,
    );
  }
  if (status !== 200) {
    // Whoever asks for everything has nothing any more, as far as the hub can tell: that no answer
    // came, because of a full disk or a lost line, it cannot know of the phone's database.
    const isFromZero = request.name === "sync_pull" && Number(request.args.lastPulledAt ?? 0) === 0;
    if (isFromZero) world.deviceOf(phone).present(0, exchange.isRepeat, world.ledger.broughtBack);
    return;
  }
  world.tally.count(request.name);
  const opened = openAnswer(call.kind as "command" | "query", text, request.key);
  if (request.name === "sync_pull") {
    lookAtPull(world, phone, exchange, opened as PullAnswer | null);
  } else if (request.name === "sync_push") {
    if (opened === null) throw new FleetFailure("HUB", `push answered 200 with ${text}`);
    lookAtPush(world, phone, exchange);
  } else if (call.kind === "command" && request.name !== "login") {
    world.committed();
  } else if (request.name === "login") {
    const device = world.deviceOf(phone);
    device.logIn();
    device.committed();
  }
}

function lookAtPull(
  world: World,
  phone: FleetPhone,
  { request: { args, userId }, scopeBefore, newestIssued, isRepeat }: Exchange,
  answer: PullAnswer | null,
): void {
  if (answer === null) {
    throw new FleetFailure("HUB", `pull of ${phone.name} answered with an error`);
  }
  // From now on the phone may have something else than what it sent.
  phone.lastPush = null;
  phone.wentBack = false;
  const device = world.deviceOf(phone);
  const cursor = Number(args.lastPulledAt ?? 0);
  const known = device.present(cursor, isRepeat, world.ledger.broughtBack);
  checkPullAnswer(answer, {
    who: `${phone.name} (${phone.generation}, ${userId})`,
    scope: orBefore(world.hub.read((database) => scopeOf(database, userId ?? "")), scopeBefore),
    opened: device.opened,
    known,
    newestIssued,
    isIssued: (cursor) => device.isIssued(cursor),
    pageRows: world.pageRows,
  });
  const created = Object.entries(answer.changes).flatMap(([table, { created }]) =>
    created.map(({ id }) => `${table}/${id}`)
  );
  device.issue(cursor, answer.timestamp, created);
}

/**
 * What the user of a pull sees when it leaves, if others are at work at the same time: the push of
 * another may take something out of sight after the answer was made and before it is looked at.
 */
function scopeAtOnce(world: World, request: OpenedRequest | null): Scope | null {
  const { userId } = request ?? { userId: null };
  if (!world.isTogether || !world.hub.isUp || userId === null) return null;
  return request?.name === "sync_pull"
    ? world.hub.read((database) => scopeOf(database, userId))
    : null;
}

function orBefore(now: Scope, before: Scope | null): Scope {
  if (before === null) return now;
  const mayBeSent: Scope["mayBeSent"] = (table, row) =>
    now.mayBeSent(table, row) || before.mayBeSent(table, row);
  return { ...now, mayBeSent };
}

function beforePush(world: World, { args, userId }: OpenedRequest): BeforePush {
  if (!world.hub.isUp || userId === null) return NOTHING_BEFORE;
  const held = new Map<string, ReadonlyMap<string, HubRow>>();
  const may = new Map<string, boolean>();
  const tables = rowsOf(args.changes as Changes);
  const beside = new Map(
    tables.flatMap(([table, rows]) => rows.map((row) => [`${table}/${row.id}`, row] as const)),
  );
  return world.hub.read((database) => {
    for (const [table, rows] of tables) {
      const stored = heldRows(database, table, rows.map(({ id }) => String(id)));
      held.set(table, stored);
      for (const row of rows) {
        const id = String(row.id);
        const before = stored.get(id) ?? null;
        const pushed = { userId, table, arriving: row, stored: before, beside };
        const key = `${table}/${id}`;
        const action = actionOf(row, before);
        // A row may have been deleted with its parent by the time it is looked at.
        may.set(
          key,
          mayBeStored(database, { ...pushed, action }) ||
            (action === "delete" && mayBeStored(database, { ...pushed, action: "change" })),
        );
        may.set(`${key}/${DELETION}`, mayBeStored(database, { ...pushed, action }));
      }
    }
    const isMeddling = [...held.keys()].some((table) => REFERENCE.has(table));
    const mayAll = !isMeddling && !world.isTogether && hasEveryFlagAtHome(database, userId);
    return { held, may, refusals: mayAll ? countNotPermitted(database) : null };
  });
}

function actionOf(row: Readonly<Record<string, unknown>>, stored: HubRow | null): Action {
  if (stored === null) return "create";
  return row.is_deleted === true && stored.is_deleted !== 1 ? "delete" : "change";
}

/** A push without an answer: the hub may have it. */
function noteMaybeSent(world: World, phone: FleetPhone, { args }: OpenedRequest): void {
  const device = world.deviceOf(phone);
  for (const [table, rows] of rowsOf(args.changes as Changes)) {
    for (const { id } of rows) device.maybeSent(`${table}/${id}`);
  }
}

/** A push was taken: everything in it that the phone says it changed is acknowledged. */
function lookAtPush(world: World, phone: FleetPhone, { request, body, before }: Exchange): void {
  const { ledger } = world;
  const device = world.deviceOf(phone);
  for (const [table, rows] of rowsOf(request.args.changes as Changes)) {
    if (table === "patient_risk_profiles") device.opened.add(table);
    for (const row of rows) {
      const id = String(row.id);
      const changed = new Set(String(row._changed ?? "").split(","));
      const isNew = !before.held.get(table)?.has(id);
      if (isNew) ledger.acknowledgeRow(table, row);
      for (const column of changed) ledger.acknowledge(table, id, column, row[column]);
      if (row.is_deleted === true && (isNew || changed.has(DELETION))) {
        ledger.acknowledge(table, id, DELETION, true);
      }
      if (before.may.get(`${table}/${id}`) !== false) {
        for (const [column, value] of Object.entries(row)) {
          if (column === DELETION && before.may.get(`${table}/${id}/${DELETION}`) === false) {
            continue;
          }
          ledger.permit(table, id, column, value);
        }
      }
      device.send(`${table}/${id}`);
    }
  }
  world.committed();
  const { refusals } = before;
  if (refusals !== null && world.hub.isUp) {
    const now = world.hub.read(countNotPermitted);
    ensure(now === refusals, "REFUSED", () => `a push of ${request.userId} was put aside`);
  }
  // Of pushes at once nobody here knows which was stored last: another may have come after it.
  const writes = world.isTogether ? NaN : world.writes;
  phone.lastPush = { args: request.args, writes, user: phone.signedIn };
  phone.lastSealed = { body, writes };
}

function rowsOf(changes: Changes): [table: string, rows: Record<string, unknown>[]][] {
  return Object.entries(changes).map(([table, { created = [], updated = [] }]) => [
    table,
    [...created, ...updated] as Record<string, unknown>[],
  ]);
}
