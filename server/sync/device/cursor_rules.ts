/**
 * What a device shows by the cursor it presents in a pull (decisions 12 and 13, `docs/sync.md`).
 *
 * @module
 */

import type { DeviceState, IssuedCursor } from "./device_state.ts";
import { NOTHING_HELD, type Standing } from "./standing.ts";

/** Look-ups the rules need. */
export interface CursorLookUps {
  /**
   * The cursor, if the hub issued it to this device: also before a restore, if the copy knows it
   * (`docs/decisions/0004_cursors_after_a_restore.md`).
   */
  issued(device: DeviceState, value: number): IssuedCursor | null;
  /** The smallest value issued to the device above this one. */
  nextIssuedAbove(device: DeviceState, value: number): number | null;
  /** The newest value issued to the device. */
  newestIssued(device: DeviceState): number | null;
}

/** What the rules read and write. */
export interface CursorRecords {
  readonly cursors: CursorLookUps;
  /** A number for a new push writer. */
  newWriter(): number;
  /** The device has presented a cursor that the hub did not give it, and never met before. */
  metForeign(device: DeviceState): void;
}

/** What an issued cursor stands for. */
export function standingOf(cursor: IssuedCursor): Standing {
  const { value: through, scope } = cursor;
  return cursor.standing ?? { through, opened: [], scope, series: null, at: through };
}

/** When and how a cursor was presented. */
export interface Presentation {
  readonly value: number;
  /**
   * True for a query answered before: it moves nothing, so that a request captured on the network
   * cannot pretend that a phone went back.
   */
  readonly repeated: boolean;
  /** Wall clock, epoch ms. */
  readonly nowMs: number;
}

/**
 * Takes note of a presented cursor and tells where the device stands.
 *
 * - issued to it: it holds what the cursor stands for. Lower than the one it presented before: its
 *   database has gone back, and what it was given or sent after that cursor is forgotten.
 * - 0: it holds nothing. After any other: its database has gone back to nothing. So it may have
 *   before it presented any, when somebody has logged in again since it pushed.
 * - anything else was never issued and counts as the one it presented last; the operator is told,
 *   and should the same come again from a copy of the phone's database, it stands for the same.
 */
export function presentCursor(
  records: CursorRecords,
  device: DeviceState,
  presentation: Presentation,
): Standing {
  const { value, repeated, nowMs } = presentation;
  if (value === 0) {
    if (!repeated && (device.presented > 0 || device.mayBeNew)) {
      takeBack(records, device, 0);
      device.suspects.clear();
      moveTo(device, 0, NOTHING_HELD);
    }
    return NOTHING_HELD;
  }
  const cursor = records.cursors.issued(device, value);
  if (cursor === null) {
    if (!repeated) noteAhead(records, device, value, nowMs);
    return device.standing;
  }
  const standing = standingOf(cursor);
  if (repeated) return standing;
  const isBack = cursor.notedAt === null && value <= lastForeignAt(records, device);
  if (cursor.notedAt === null) {
    device.aheadSinceMs = null;
    device.aheadCursor = null;
  }
  if (value === device.presented && !isBack) return standing;
  const at = cursor.notedAt ?? value;
  if (at < device.presentedAt || isBack) {
    takeBack(records, device, records.cursors.nextIssuedAbove(device, at) ?? at);
  }
  cursor.presented = true;
  device.unsaved.set(value, cursor);
  moveTo(device, value, standing, at);
  return standing;
}

/**
 * When the cursor the device presented last counts, if the hub did not give it; else 0. Whoever had
 * it comes back to none that was given before by itself: its database has gone back.
 */
function lastForeignAt({ cursors }: CursorRecords, device: DeviceState): number {
  if (device.aheadCursor === null) return 0;
  return cursors.issued(device, device.aheadCursor)?.notedAt ?? 0;
}

/**
 * A cursor this hub did not give: of another copy of this hub, of the time before a restore, or of a
 * forced upload, which sets it by the phone's own clock.
 */
function noteAhead(
  records: CursorRecords,
  device: DeviceState,
  value: number,
  nowMs: number,
): void {
  records.metForeign(device);
  device.aheadSinceMs ??= nowMs;
  device.aheadCursor = Number.isSafeInteger(value) ? value : null;
  device.changed = true;
  if (!Number.isSafeInteger(value) || value < 0) return;
  const { standing } = device;
  const { scope } = standing;
  const notedAt = records.cursors.newestIssued(device) ?? 0;
  device.unsaved.set(value, { value, standing, scope, notedAt, presented: true });
  for (const { sentStamp } of device.sent.values()) {
    device.sentKeptThrough = Math.max(device.sentKeptThrough, sentStamp);
  }
}

function moveTo(device: DeviceState, value: number, standing: Standing, at = value): void {
  if (device.pushedSincePresented) device.mustSave = true;
  device.pushedSincePresented = false;
  device.mayBeNew = false;
  device.presented = value;
  device.presentedAt = at;
  device.standing = standing;
  device.changed = true;
  // What was withheld the cursor has passed without bringing it: there only this list knows.
  if (device.hasWithheld) return;
  for (const [key, row] of device.sent) {
    const isKept = row.sentStamp <= device.sentKeptThrough;
    if (row.common && row.firstStamp <= standing.through && !isKept) device.sent.delete(key);
  }
  device.sentHeldThrough = Math.max(device.sentHeldThrough, standing.through);
}

/**
 * The device's database went back: what it sent after `stamp` is no longer known to be held, and
 * the device counts as another writer from now on.
 */
function takeBack(records: CursorRecords, device: DeviceState, stamp: number): void {
  for (const [writer, validTo] of device.pushWriters) {
    device.pushWriters.set(writer, Math.min(validTo ?? stamp, stamp));
  }
  device.pushWriter = records.newWriter();
  device.pushWriters.set(device.pushWriter, null);
  for (const [key, row] of device.sent) {
    if (row.sentStamp > stamp) device.sent.delete(key);
  }
  for (const [value, cursor] of device.unsaved) {
    if (value >= stamp) device.unsaved.set(value, { ...cursor, presented: false });
  }
  device.sentTakenBackAfter = Math.min(device.sentTakenBackAfter ?? stamp, stamp);
  device.mustSave = true;
  device.changed = true;
}

/**
 * What a push started from: the cursor sent with it if the hub issued it to the device, else the
 * one it presented last (decision 10). Never one that was only served.
 */
export function pushBase(records: CursorRecords, device: DeviceState, sent: number): Standing {
  const cursor = records.cursors.issued(device, sent);
  return cursor === null ? device.standing : standingOf(cursor);
}
