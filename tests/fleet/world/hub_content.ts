/**
 * Whether anything has changed on the hub.
 *
 * @module
 */

import { ensure } from "./failure.ts";
import { readConflicts, readQuarantine, readTables } from "./hub_rows.ts";
import type { World } from "./world.ts";

/** Times that may move without anything having changed. */
export const BOOKKEEPING: ReadonlySet<string> = new Set([
  "updated_at",
  "last_modified",
  "server_created_at",
  "last_modified_by",
]);

/** Everything that counts, as lines of text. */
function contentOf({ hub }: World): readonly string[] {
  return hub.read((database) => {
    const lines: string[] = [];
    for (const [table, rows] of readTables(database)) {
      for (const row of rows.values()) {
        const kept = Object.entries(row).filter(([column]) => !BOOKKEEPING.has(column));
        lines.push(`${table} ${JSON.stringify(kept)}`);
      }
    }
    for (const conflict of readConflicts(database)) lines.push(JSON.stringify(conflict));
    for (const row of readQuarantine(database)) lines.push(JSON.stringify(row));
    return lines.sort();
  });
}

/** Runs `work`; when `mustBeSame`, fails if it changed anything. */
export async function sameContent(
  world: World,
  mustBeSame: boolean,
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  const before = mustBeSame ? contentOf(world) : [];
  await work();
  if (!mustBeSame || !world.hub.isUp) return;
  const known = new Set(before);
  const after = contentOf(world);
  const odd = after.find((line) => !known.has(line)) ??
    before.find((line) => !after.includes(line));
  ensure(odd === undefined, "DOUBLED", () => `${what} changed ${odd}`);
}
