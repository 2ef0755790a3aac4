/**
 * Cursors the hub has given, in memory until the next commit and in `issued_cursor`.
 *
 * @module
 */

import type { Statements } from "../../database/statements.ts";
import type { CursorLookUps } from "./cursor_rules.ts";
import type { DeviceState, IssuedCursor } from "./device_state.ts";
import { decodeStanding, encodeStanding } from "./standing.ts";

/** Cursors kept for each device: a phone restored from a copy may present an old one. */
const CURSORS_KEPT = 20_000;

/** See the module. */
export class IssuedCursors implements CursorLookUps {
  readonly #reader: Statements;
  readonly #epoch: number;

  /** @param epoch Of the cursors that are given from now on */
  constructor(reader: Statements, epoch: number) {
    this.#reader = reader;
    this.#epoch = epoch;
  }

  issued(device: DeviceState, value: number): IssuedCursor | null {
    const unsaved = device.unsaved.get(value);
    if (unsaved !== undefined) return unsaved;
    const row = this.#reader.get(
      `SELECT presented, standing, scope, noted_at FROM issued_cursor
       WHERE device_no = ? AND value = ?`,
    ).value<[number, string | null, number, number | null]>(device.deviceNo, value);
    if (row === undefined) return null;
    const [presented, standing, scope, notedAt] = row;
    return {
      ...{ value, scope, notedAt },
      presented: presented === 1,
      standing: standing === null ? null : decodeStanding(standing, value),
    };
  }

  nextIssuedAbove(device: DeviceState, value: number): number | null {
    const stored = this.#reader.get(
      `SELECT value FROM issued_cursor WHERE device_no = ? AND value > ? AND noted_at IS NULL
       ORDER BY value LIMIT 1`,
    ).value<[number]>(device.deviceNo, value)?.[0] ?? null;
    let next = stored;
    for (const { value: unsaved, notedAt } of device.unsaved.values()) {
      if (notedAt === null && unsaved > value && (next === null || unsaved < next)) next = unsaved;
    }
    return next;
  }

  newestIssued(device: DeviceState): number | null {
    let newest = this.#reader.get(
      `SELECT value FROM issued_cursor WHERE device_no = ? AND noted_at IS NULL
       ORDER BY value DESC LIMIT 1`,
    ).value<[number]>(device.deviceNo)?.[0] ?? null;
    for (const { value, notedAt } of device.unsaved.values()) {
      if (notedAt === null && (newest === null || value > newest)) newest = value;
    }
    return newest;
  }

  /**
   * Stamp up to which the device had sent what it held under cursors the hub did not give it: that
   * of the first answer after the newest of them. 0 when it presented none.
   */
  notedThrough(deviceNo: number): number {
    const noted = this.#reader.get(
      "SELECT max(noted_at) FROM issued_cursor WHERE device_no = ? AND noted_at IS NOT NULL",
    ).value<[number | null]>(deviceNo)?.[0] ?? null;
    if (noted === null) return 0;
    return this.#reader.get(
      `SELECT min(value) FROM issued_cursor WHERE device_no = ? AND value > ? AND noted_at IS NULL`,
    ).value<[number | null]>(deviceNo, noted)?.[0] ?? Number.MAX_SAFE_INTEGER;
  }

  /** The newest in `[from, below)` that the device's database of now has been at. */
  lastPresented(device: DeviceState, from: number, below: number): IssuedCursor | null {
    const end = Math.min(below, device.sentTakenBackAfter ?? below);
    const stored = this.#reader.get(
      `SELECT value FROM issued_cursor WHERE device_no = ? AND value >= ? AND value < ?
         AND presented = 1 AND noted_at IS NULL ORDER BY value DESC LIMIT 1`,
    ).value<[number]>(device.deviceNo, from, end)?.[0] ?? -1;
    let last = stored;
    for (const { value, notedAt, presented } of device.unsaved.values()) {
      if (presented && notedAt === null && value >= from && value < below) {
        last = Math.max(last, value);
      }
    }
    return last < 0 ? null : this.issued(device, last);
  }

  /**
   * Writes what is unsaved. Call inside a write transaction. A value that the hub took note of and
   * gives later itself stands for what it gave.
   *
   * @returns What to call after the commit
   */
  save(writer: Statements, device: DeviceState): () => void {
    const saved = [...device.unsaved];
    const upsert = writer.get(
      `INSERT INTO issued_cursor (device_no, value, epoch, presented, standing, scope, noted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (device_no, value) DO UPDATE SET
         presented = iif(noted_at IS excluded.noted_at, max(presented, excluded.presented),
           excluded.presented),
         standing = excluded.standing, scope = excluded.scope, noted_at = excluded.noted_at`,
    );
    for (const [value, cursor] of saved) {
      const standing = cursor.standing === null ? null : encodeStanding(cursor.standing);
      const { presented, scope, notedAt } = cursor;
      upsert.run(
        ...[device.deviceNo, value, this.#epoch, presented ? 1 : 0, standing, scope, notedAt],
      );
    }
    return () => saved.forEach(([value]) => device.unsaved.delete(value));
  }

  /**
   * Drops the oldest beyond those kept. Call inside a write transaction.
   *
   * @returns The oldest that is left, 0 for none
   */
  prune(writer: Statements, deviceNo: number): number {
    writer.get(
      `DELETE FROM issued_cursor WHERE device_no = ?1 AND value < (
         SELECT value FROM issued_cursor WHERE device_no = ?1
         ORDER BY value DESC LIMIT 1 OFFSET ${CURSORS_KEPT})`,
    ).run(deviceNo);
    return writer.get("SELECT min(value) FROM issued_cursor WHERE device_no = ?")
      .value<[number | null]>(deviceNo)?.[0] ?? 0;
  }
}
