/**
 * Cuts what waits for the cloud into requests (decision 22). Pure.
 *
 * @module
 */

import { RELAYED_TABLES } from "./convert/cloud_columns.ts";

/** A row, or a deletion, on its way to the cloud. */
export interface OutgoingRow {
  readonly table: string;
  readonly id: string;
  /** Which of the three lists of its table it goes into. */
  readonly list: "created" | "updated" | "deleted";
  /** What goes into the list, as JSON text. */
  readonly json: string;
  /** Rows that must be in the cloud before it, as {@linkcode rowKey} gives them. */
  readonly needs: readonly string[];
}

/** How large a request may be. */
export interface ChunkLimits {
  readonly maxRows: number;
  /** Of the whole body in UTF-8; that of a single row may be larger. */
  readonly maxBytes: number;
}

/** 500 rows or 1 MiB. */
export const CHUNK_LIMITS: ChunkLimits = { maxRows: 500, maxBytes: 1024 * 1024 };
const LEAST_LIMITS: ChunkLimits = { maxRows: 25, maxBytes: 32 * 1024 };

/** So many requests in a row have to get through before more is sent at a time. */
const TAKEN_IN_A_ROW = 8;

/** Limits that a line, or a gateway, which takes no more can lower; they outlive a run. */
export class LoweredLimits implements ChunkLimits {
  maxRows = CHUNK_LIMITS.maxRows;
  maxBytes = CHUNK_LIMITS.maxBytes;
  #most: ChunkLimits = CHUNK_LIMITS;
  #taken = 0;

  /** A run begins: what a gateway takes may be another by now. */
  begin(): void {
    this.#most = CHUNK_LIMITS;
  }

  /** Half of it, but not next to nothing. A gateway's limit stays for the rest of the run. */
  lower(by: "line" | "gateway"): void {
    this.#taken = 0;
    this.maxRows = Math.max(LEAST_LIMITS.maxRows, Math.floor(this.maxRows / 2));
    this.maxBytes = Math.max(LEAST_LIMITS.maxBytes, Math.floor(this.maxBytes / 2));
    if (by === "gateway") this.#most = { maxRows: this.maxRows, maxBytes: this.maxBytes };
  }

  /** A request got through. */
  taken(): void {
    if (++this.#taken < TAKEN_IN_A_ROW) return;
    this.#taken = 0;
    this.maxRows = Math.min(this.#most.maxRows, 2 * this.maxRows);
    this.maxBytes = Math.min(this.#most.maxBytes, 2 * this.maxBytes);
  }
}

const EMPTY_BODY_BYTES = "{}".length;
const LISTS_BYTES = `"":{"created":[],"updated":[],"deleted":[]},`.length;
const ORDER: ReadonlyMap<string, number> = new Map(RELAYED_TABLES.map((name, at) => [name, at]));

/** The name of a row in {@linkcode OutgoingRow.needs}. */
export function rowKey(table: string, id: string): string {
  return `${table}/${id}`;
}

/** Compares by the order in which rows must arrive: parents first, deletions last. */
export function byArrival(a: OutgoingRow, b: OutgoingRow): number {
  return place(a) - place(b);
}

/**
 * Cuts rows into chunks, in their order, which must be that of {@linkcode byArrival}. The limits are
 * read at each row: a run may lower them on its way.
 *
 * Dispensing records never share a chunk with prescription items: the older cloud stores them first
 * (B20). Deletions have chunks of their own.
 *
 * @throws {RangeError} if the order is another, or a table is not relayed
 */
export function* chunkRows(
  rows: Iterable<OutgoingRow>,
  limits: ChunkLimits = CHUNK_LIMITS,
): Generator<OutgoingRow[]> {
  let chunk: OutgoingRow[] = [];
  let bytes = EMPTY_BODY_BYTES;
  let last: OutgoingRow | undefined;
  for (const row of rows) {
    if (last !== undefined && byArrival(last, row) > 0) {
      throw new RangeError("Cannot cut rows into chunks: a row comes before what it may need");
    }
    const { maxRows, maxBytes } = limits;
    const size = utf8Length(row.json) + 1;
    const added = size + (last?.table === row.table ? 0 : listsBytes(row.table));
    const full = chunk.length >= maxRows || bytes + added > maxBytes;
    if (chunk.length > 0 && (full || last === undefined || section(last) !== section(row))) {
      yield chunk;
      chunk = [];
      bytes = EMPTY_BODY_BYTES;
    }
    bytes += size + (chunk.at(-1)?.table === row.table ? 0 : listsBytes(row.table));
    chunk.push(row);
    last = row;
  }
  if (chunk.length > 0) yield chunk;
}

/** The body of a push. */
export function pushBody(rows: readonly OutgoingRow[]): string {
  const tables = new Map<string, Record<OutgoingRow["list"], string[]>>();
  for (const { table, list, json } of rows) {
    let lists = tables.get(table);
    if (lists === undefined) {
      lists = { created: [], updated: [], deleted: [] };
      tables.set(table, lists);
    }
    lists[list].push(json);
  }
  const parts = [...tables].map(([table, { created, updated, deleted }]) =>
    `${
      JSON.stringify(table)
    }:{"created":[${created}],"updated":[${updated}],"deleted":[${deleted}]}`
  );
  return `{${parts.join(",")}}`;
}

function place({ table, list }: OutgoingRow): number {
  const at = ORDER.get(table);
  if (at === undefined) throw new RangeError(`Cannot relay table "${table}"`);
  // In a chunk the cloud takes created, then updated, then deleted rows of a table.
  const within = list === "created" ? 0 : 1;
  return list === "deleted" ? 2 * (RELAYED_TABLES.length + at) : 2 * at + within;
}

function section({ table, list }: OutgoingRow): string {
  if (list === "deleted") return "deletions";
  return table === "dispensing_records" ? "dispensing" : "rows";
}

/** What the lists of a table take in a body. */
function listsBytes(table: string): number {
  return table.length + LISTS_BYTES;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit & 0xf800) === 0xd800 ? 1 : 2;
  }
  return bytes;
}
