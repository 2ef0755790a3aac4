/**
 * What a device shows by the cursor it presents in a pull (decisions 12 and 13, `docs/sync.md`).
 *
 * @module
 */

import type { DeviceState, IssuedCursor } from "./device_state.ts";
import { NOTHING_HELD, type Standing } from "./standing.ts";

/** Look-ups the rules need. */
export interface CursorRecords {
  /** The cursor, if the hub issued it to this device in the present epoch. */
  issued(device: DeviceState, value: number): IssuedCursor | null;
  /** The smallest value issued to the device above this one. */
  nextIssuedAbove(device: DeviceState, value: number): number | null;
  /** A number for a new push writer. */
  newWriter(): number;
}

/** What an issued cursor stands for. */
export function standingOf(cursor: IssuedCursor): Standing {
  return cursor.standing ?? { through: cursor.value, opened: [], series: null };
}

/**
 * Takes note of a presented cursor and tells where the device stands.
 *
 * - issued to it: it holds what the cursor stands for. Lower than the one it presented before: its
 *   database has gone back, and what it was given or sent after that cursor is forgotten.
 * - 0: it holds nothing. After any other: its database has gone back to nothing.
 * - anything else was never issued and counts as the one it presented last.
 *
 * @param repeated True for a query answered before: it moves nothing, so that a request captured on
 * the network cannot pretend that a phone went back
 */
export function presentCursor(
  records: CursorRecords,
  device: DeviceState,
  value: number,
  repeated: boolean,
): Standing {
  if (value === 0) {
    if (device.presented > 0 && !repeated) {
      takeBack(records, device, 0);
      moveTo(device, 0, NOTHING_HELD);
    }
    return NOTHING_HELD;
  }
  const cursor = records.issued(device, value);
  if (cursor === null) return device.standing;
  const standing = standingOf(cursor);
  if (repeated) return standing;
  if (value < device.presented) {
    takeBack(records, device, records.nextIssuedAbove(device, value) ?? value);
  }
  if (value !== device.presented) {
    cursor.presented = true;
    device.unsaved.set(value, cursor);
    moveTo(device, value, standing);
  }
  return standing;
}

function moveTo(device: DeviceState, value: number, standing: Standing): void {
  if (device.pushedSincePresented) device.mustSave = true;
  device.pushedSincePresented = false;
  device.presented = value;
  device.standing = standing;
  device.changed = true;
  for (const [key, row] of device.sent) {
    if (row.common && row.firstStamp <= standing.through) device.sent.delete(key);
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
  device.sentTakenBackAfter = Math.min(device.sentTakenBackAfter ?? stamp, stamp);
  device.mustSave = true;
  device.changed = true;
}
