/**
 * What happens to a phone as a whole: reinstalled, restored, another user, forced syncs.
 *
 * @module
 */

import { readRow } from "./hub_rows.ts";
import type { FleetPhone } from "./fleet_phone.ts";
import type { World } from "./world.ts";

const PEERS = "peers";

/** Removes the app, installs it again and signs in. */
export async function reinstall(world: World, number: number, keepId: boolean): Promise<void> {
  const phone = world.phoneAt(number);
  await phone.reinstall(keepId);
  if (!keepId) world.deviceOf(phone);
  await phone.signIn(world.hub.qr);
}

/** Copies the phone's database. */
export async function backup(world: World, number: number): Promise<void> {
  const phone = world.phoneAt(number);
  const device = world.deviceOf(phone);
  phone.backup = {
    snapshot: await phone.phone.snapshotDatabase(),
    cursor: await phone.cursor(),
    clientId: phone.clientId,
    sent: device.sentLog.length,
  };
}

/** Puts the copy in the place of the database. */
export async function restore(world: World, number: number): Promise<void> {
  const phone = world.phoneAt(number);
  const { backup } = phone;
  if (backup === null || backup.clientId !== phone.clientId) return;
  noteGoneBack(world, phone, backup.cursor, backup.sent);
  await phone.phone.restoreDatabase(backup.snapshot);
  await noteUnseen(world, phone);
  phone.lastPush = null;
  // A copy from before the pairing does not know the hub.
  const isPaired = (backup.snapshot[PEERS] ?? []).length > 0;
  if (!isPaired) await phone.signIn(world.hub.qr);
}

/** What the hub cannot see of a database that goes back is not asked of it. */
function noteGoneBack(world: World, phone: FleetPhone, cursor: number, sent: number): void {
  const device = world.deviceOf(phone);
  const seen = device.goesBackTo(cursor);
  phone.wentBack = true;
  if (seen === "everything") phone.mayLackAll = true;
  if (seen === "rows-it-sent") {
    for (const key of device.sentLog.slice(sent)) phone.mayLack.add(key);
  }
}

/** What it had not sent at the time of the copy looks as if it came after what it sent since. */
async function noteUnseen(world: World, phone: FleetPhone): Promise<void> {
  for (const { table, id, row } of await phone.kept()) {
    if (!phone.mayLackAll && !phone.mayLack.has(`${table}/${id}`)) continue;
    for (const column of row._changed.split(",")) {
      world.ledger.noteOwnSeen(table, id, column, row[column]);
    }
  }
}

/** Somebody else takes the phone. */
export async function login(world: World, number: number, user: number): Promise<void> {
  const phone = world.phoneAt(number);
  phone.user = world.userAt(user);
  await phone.signIn(world.hub.qr);
}

/** "Upload device data". */
export async function forceUpload(world: World, number: number, all: boolean): Promise<void> {
  const phone = world.phoneAt(number);
  if (phone.generation === "august") return;
  const result = await phone.phone.forceUpload(all ? 0 : await phone.cursor());
  // It takes a cursor of its own making in the place of the one that would have told the hub.
  if (result.ok && result.rows > 0 && phone.wentBack) phone.mayLackAll = true;
}

/**
 * A forced download takes a new cursor although the phone's own changes have not been sent: they
 * look as if they were made afterwards. The hub cannot tell.
 */
async function noteSeenUnsent(world: World, phone: FleetPhone): Promise<void> {
  if (!world.hub.isUp) return;
  for (const { table, id, row } of await phone.kept()) {
    if (row._changed === "") continue;
    const stored = world.hub.read((database) => readRow(database, table, id));
    for (const column of row._changed.split(",")) {
      world.ledger.noteSeen(table, id, column, row[column], stored?.[column]);
    }
  }
}

/** "Download from server". */
export async function forceDownload(world: World, number: number, all: boolean): Promise<void> {
  const phone = world.phoneAt(number);
  if (phone.generation === "august") return;
  const result = await phone.phone.forceDownload(all ? 0 : await phone.cursor());
  if (result.ok) await noteSeenUnsent(world, phone);
}
