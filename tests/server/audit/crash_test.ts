import assert from "node:assert/strict";
import { HubDatabase } from "../../../server/database/hub_database.ts";
import { SyncEngine } from "../../../server/sync/sync_engine.ts";
import { verifyAudit } from "../../../server/audit/mod.ts";
import { HUB_ID, STARTED, TamperedLog } from "./tampered_log.ts";

/** Starts commands, kills the process at some moment, and counts what it acknowledged. */
async function killedAfter(ms: number, path: string, key: Uint8Array): Promise<number> {
  const script = new URL("./killed_writer.ts", import.meta.url).pathname;
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", script, path, key.toHex()],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let acknowledged = 0;
  for await (const bytes of child.stdout) {
    if (acknowledged === 0) setTimeout(() => child.kill("SIGKILL"), ms);
    acknowledged += bytes.filter((byte) => byte === 0x0a).length;
  }
  await child.status;
  return acknowledged;
}

Deno.test("an action and its entry are there together or not at all, whenever the hub is killed", async () => {
  using log = new TamperedLog();
  await log.append(STARTED);
  const { path, key } = log.hub;
  log.hub.database[Symbol.dispose]();
  let acknowledged = 0;
  for (const ms of [3, 17, 40]) {
    acknowledged += await killedAfter(ms, path, key);
    using database = HubDatabase.open(path, key);
    const engine = new SyncEngine(database);
    const [actions = 0, entries = 0] = engine.read((statements) =>
      statements.get(
        `SELECT (SELECT count(*) FROM hub_setting),
           (SELECT count(*) FROM audit_entry WHERE kind = 'call')`,
      ).value<[number, number]>() ?? []
    );
    assert.ok(acknowledged > 0);
    assert.equal(entries, actions);
    assert.ok(entries >= acknowledged, `${entries} of ${acknowledged}`);
    const witness = { hubId: HUB_ID, mark: null };
    const pause = () => Promise.resolve();
    const { problem } = await verifyAudit((action) => engine.read(action), witness, { pause });
    assert.equal(problem, null);
  }
  log.hub.database = HubDatabase.open(path, key);
});
