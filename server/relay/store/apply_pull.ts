/**
 * Stores what a pull brought (decisions 20 and 21): staged rows, some at a time.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import { TABLE_BY_NAME } from "../../database/tables.ts";
import type { WriteStamps } from "../../sync/clock/hub_clock.ts";
import { RelayDefectError } from "../convert/relay_defect.ts";
import { applyDeletion } from "./apply_deletion.ts";
import { applyRow } from "./apply_row.ts";
import { PullScene } from "./pull_scene.ts";

/** What one step did. */
export interface AppliedRows {
  /** Staged rows that were looked at; 0 when none is left. */
  readonly looked: number;
  /** Rows that were stored or changed, by table. */
  readonly stored: Readonly<Record<string, number>>;
  /** Rows that could not be stored. */
  readonly unread: number;
}

type StagedKind = "row" | "deleted" | "large";
type StagedRow = [table: string, kind: StagedKind, data: string];

/** Bytes after which a step takes no further row, however few it has taken. */
const APPLIED_BYTES_AT_ONCE = 4 * 1024 * 1024;

/**
 * Applies the next staged rows and takes them out. Stock comes last: which dispensing records the
 * cloud has taken off it must be known (decision 20). Belongs inside one write transaction.
 */
export function applyStaged(
  statements: Statements,
  stamps: WriteStamps,
  nowMs: number,
  limit: number,
): AppliedRows {
  const staged = statements.get(
    `SELECT staged_no, octet_length(data) FROM cloud_staged ORDER BY is_stock, staged_no LIMIT ?`,
  ).values<[stagedNo: number, bytes: number]>(limit);
  const [cloudMs, east] = statements.get(
    "SELECT coalesce(staged_cursor, cloud_cursor), dates_east FROM relay_state",
  ).value<[number, number]>() ?? [0, 0];
  const scene = new PullScene(statements, stamps, { nowMs, cloudMs, isEast: east === 1 });
  const unread = new UnreadRows(scene);
  const take = statements.get(
    "DELETE FROM cloud_staged WHERE staged_no = ? RETURNING table_name, kind, data",
  );
  let looked = 0;
  let taken = 0;
  for (const [stagedNo, bytes] of staged) {
    const row = take.value<StagedRow>(stagedNo);
    looked++;
    taken += bytes;
    if (row !== undefined) applyOne(scene, unread, row[0], row[1], JSON.parse(row[2]));
    if (taken >= APPLIED_BYTES_AT_ONCE) break;
  }
  return { looked, stored: scene.stored, unread: unread.count };
}

/** One row the hub cannot take does not keep the others away (B21). */
function applyOne(
  scene: PullScene,
  unread: UnreadRows,
  name: string,
  kind: StagedKind,
  data: unknown,
): void {
  const table = TABLE_BY_NAME.get(name);
  if (table === undefined) return;
  const { statements } = scene;
  statements.get("SAVEPOINT cloud_row").run();
  try {
    if (kind === "large") throw new RelayDefectError("TOO_LARGE");
    if (kind === "deleted") applyDeletion(scene, table, data);
    else applyRow(scene, table, data);
    unread.forget(name, data);
  } catch (error) {
    statements.get("ROLLBACK TO cloud_row").run();
    // A disk that is full is nothing of the row's.
    if (isOfStorage(error)) throw error;
    if (kind === "large") unread.keep(name, "row", { id: data }, error);
    else unread.keep(name, kind, data, error);
  }
  statements.get("RELEASE cloud_row").run();
}

/** Rows of the cloud that could not be stored: table `cloud_unread`. */
class UnreadRows {
  count = 0;
  readonly #scene: PullScene;
  readonly #had: boolean;

  constructor(scene: PullScene) {
    this.#scene = scene;
    this.#had = scene.statements.get("SELECT 1 FROM cloud_unread LIMIT 1").value() !== undefined;
  }

  keep(table: string, kind: "row" | "deleted", data: unknown, error: unknown): void {
    const defect = error instanceof RelayDefectError ? error : null;
    const column = defect?.column ?? null;
    const code = defect?.code ?? "NOT_STORABLE";
    this.count++;
    this.#scene.statements.get(
      `INSERT INTO cloud_unread VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (table_name, row_id)
       DO UPDATE SET kind = excluded.kind, reason = excluded.reason, data = excluded.data,
         at_ms = iif(data = excluded.data, at_ms, excluded.at_ms)`,
    ).run(
      ...[table, idOf(data), kind, column === null ? code : `${code}:${column}`],
      ...[JSON.stringify(data ?? null), this.#scene.nowMs],
    );
  }

  /** A version of the row could be stored after all. */
  forget(table: string, data: unknown): void {
    if (!this.#had && this.count === 0) return;
    this.#scene.statements.get("DELETE FROM cloud_unread WHERE table_name = ? AND row_id = ?")
      .run(table, idOf(data));
  }
}

function idOf(data: unknown): string {
  const id = typeof data === "object" && data !== null ? (data as { id?: unknown }).id : data;
  return String(id ?? "").slice(0, 200);
}

/** SQLite's primary codes for a full, failing, read-only or locked database. */
const STORAGE_CODES: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 11, 13, 14]);

function isOfStorage(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return typeof error.code === "number" && STORAGE_CODES.has(error.code & 0xff);
}
