/**
 * Runs commands until it is killed: `killed_writer.ts PATH KEY_HEX`. Each stores a row and its entry;
 * a line on stdout says that they were acknowledged.
 */

import { appendAudit } from "../../../server/audit/mod.ts";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";

const [path = "", keyHex = ""] = Deno.args;
using database = HubDatabase.open(path, Uint8Array.fromHex(keyHex));
const engine = new SyncEngine(database);
const encoder = new TextEncoder();
for (let round = 0;; round++) {
  await engine.write((statements) => {
    statements.get("INSERT INTO hub_setting VALUES (?, '1')").run(crypto.randomUUID());
    appendAudit(statements, {
      ...{ kind: "call", who: "hub", atMs: round },
      detail: { procedure: "test", changed: 1, rows: [] },
    });
  });
  Deno.stdout.writeSync(encoder.encode(`${round}\n`));
}
