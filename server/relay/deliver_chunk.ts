/**
 * Gets a chunk into the cloud although one of its rows may be poison (B20): the cloud names no row,
 * stores those before the failing one, and fails again with the same rows for ever.
 *
 * @module
 */

import { type OutgoingRow, rowKey } from "./chunk_push.ts";

/** What became of one request. */
export type SendOutcome =
  /** The cloud said success; ids it names as refused are not stored. */
  | { readonly kind: "success"; readonly rejected: readonly string[] }
  /** The cloud broke off; a row may be the reason. */
  | { readonly kind: "failure" }
  /** Nothing about the rows: no connection, no permission, too many requests. */
  | {
    readonly kind: "stop";
    readonly reason?: unknown;
    /** True when something between hub and cloud may have refused what is in the rows. */
    readonly isDoubtful?: boolean;
  };

/** Sends rows in one request; none at all is a request that must succeed. */
export type SendRows = (rows: readonly OutgoingRow[]) => Promise<SendOutcome>;

/** Requests that a run may still spend on finding poison. */
export interface SearchBudget {
  left: number;
}

/** What became of the rows of a chunk. */
export interface Delivery {
  /** The cloud said success for them. */
  readonly sent: readonly OutgoingRow[];
  /** Failed when they were sent alone, or were named as refused. */
  readonly parked: readonly OutgoingRow[];
  /** Not sent, because they need a parked row. */
  readonly held: readonly OutgoingRow[];
  /** Not sent, or not known to be stored: for the next run. */
  readonly left: readonly OutgoingRow[];
  /** True when the run must end. */
  readonly stopped: boolean;
  /** Why, where whoever sends has said so. */
  readonly reason?: unknown;
}

/** Extra requests a run may spend (decision 22). */
export const MAX_SEARCH_REQUESTS = 12;

/**
 * Sends a chunk; if the cloud breaks off, finds the row that is the reason, parks it and goes on.
 *
 * Rows are stored in order and without a transaction, so the first half of what failed is sent
 * again, and again, until one row is left. It is parked only if it fails again alone while a request
 * without rows succeeds.
 */
export async function deliverChunk(
  rows: readonly OutgoingRow[],
  sendRows: SendRows,
  budget: SearchBudget,
): Promise<Delivery> {
  const send = withDoubt(sendRows);
  const delivery = { sent: [], parked: [], held: [], left: [] } as Lists;
  let rest = [...rows];
  let first = true;
  while (rest.length > 0) {
    if (!first && !spend(budget)) return { ...delivery, left: rest, stopped: false };
    const outcome = await send(rest);
    first = false;
    if (outcome.kind === "stop") {
      return { ...delivery, left: rest, stopped: true, reason: outcome.reason };
    }
    if (outcome.kind === "success") {
      accept(delivery, rest, outcome.rejected);
      break;
    }
    const found = await findPoison(rest, send, budget, delivery);
    if (found.kind !== "poison") {
      const { stored, kind, reason } = found;
      return { ...delivery, left: rest.slice(stored), stopped: kind === "stop", reason };
    }
    const [poison] = rest.splice(0, found.stored + 1).slice(-1);
    if (poison !== undefined) delivery.parked.push(poison);
    rest = holdDependants(rest, delivery);
  }
  return { ...delivery, stopped: false };
}

/**
 * A gateway that answers for the cloud may mean the rows, or the cloud: it lets a request without
 * rows through only in the first case.
 */
function withDoubt(send: SendRows): SendRows {
  return async (rows) => {
    const outcome = await send(rows);
    if (outcome.kind !== "stop" || outcome.isDoubtful !== true || rows.length === 0) return outcome;
    const empty = await send([]);
    if (empty.kind === "success") return { kind: "failure" };
    return empty.kind === "stop" ? empty : outcome;
  };
}

interface Lists {
  readonly sent: OutgoingRow[];
  readonly parked: OutgoingRow[];
  readonly held: OutgoingRow[];
  readonly left: OutgoingRow[];
}

/** How a search ended; `stored` rows from the front are in the cloud. */
interface Search {
  readonly kind: "poison" | "unknown" | "stop";
  readonly stored: number;
  readonly reason?: unknown;
}

async function findPoison(
  rows: readonly OutgoingRow[],
  send: SendRows,
  budget: SearchBudget,
  delivery: Lists,
): Promise<Search> {
  let low = 0;
  let high = rows.length;
  let failedAlone = false;
  while (high - low > 1 || !failedAlone) {
    const middle = high - low > 1 ? low + Math.ceil((high - low) / 2) : high;
    const part = rows.slice(low, middle);
    if (!spend(budget)) return { kind: "unknown", stored: low };
    const outcome = await send(part);
    if (outcome.kind === "stop") return { kind: "stop", stored: low, reason: outcome.reason };
    if (outcome.kind === "success") {
      accept(delivery, part, outcome.rejected);
      low = middle;
      // What failed before does not fail alone: the cloud has recovered.
      if (low === high) return { kind: "unknown", stored: low };
    } else {
      high = middle;
      failedAlone = part.length === 1;
    }
  }
  if (!spend(budget)) return { kind: "unknown", stored: low };
  const empty = await send([]);
  if (empty.kind === "success") return { kind: "poison", stored: low };
  const reason = empty.kind === "stop" ? empty.reason : undefined;
  return { kind: "stop", stored: low, reason };
}

function accept(
  delivery: Lists,
  rows: readonly OutgoingRow[],
  rejected: readonly string[],
): void {
  const refused = new Set(rejected);
  for (const row of rows) (refused.has(row.id) ? delivery.parked : delivery.sent).push(row);
}

/** Takes out the rows that need a parked or a held one. */
function holdDependants(rows: readonly OutgoingRow[], delivery: Lists): OutgoingRow[] {
  const missing = new Set(
    [...delivery.parked, ...delivery.held].map(({ table, id }) => rowKey(table, id)),
  );
  return rows.filter((row) => {
    if (row.list === "deleted" || !row.needs.some((key) => missing.has(key))) return true;
    missing.add(rowKey(row.table, row.id));
    delivery.held.push(row);
    return false;
  });
}

function spend(budget: SearchBudget): boolean {
  if (budget.left <= 0) return false;
  budget.left--;
  return true;
}
