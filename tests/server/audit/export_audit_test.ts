import assert from "node:assert/strict";
import { AuditExport, type AuditMark } from "../../../server/audit/mod.ts";
import { entryAt, HUB_ID, TamperedLog } from "./tampered_log.ts";

// deno-lint-ignore no-explicit-any -- what a line holds is what is checked
type Line = any;

async function exported(log: TamperedLog, mark: AuditMark | null): Promise<Line[]> {
  const run = new AuditExport({ hubId: HUB_ID, mark });
  const { engine } = log.hub;
  let text = "";
  let chunks = 0;
  let largest = 0;
  for (;;) {
    const chunk = engine.read((statements) => run.next(statements, 5));
    if (chunk === null) break;
    largest = Math.max(largest, chunk.length);
    text += new TextDecoder().decode(chunk);
    if (chunks++ === 0) await log.append(entryAt(9_999));
  }
  assert.ok(largest < 300_000, `${largest} bytes at once`);
  const lines = text.trimEnd().split("\n");
  const last: Line = JSON.parse(lines.at(-1) ?? "");
  const before = lines.slice(0, -1).map((line) => `${line}\n`).join("");
  assert.equal(last.bytes_before_this_line, new TextEncoder().encode(before).length);
  return lines.map((line) => JSON.parse(line));
}

Deno.test("AuditExport gives every entry in order, chunk by chunk, and says that it is intact", async () => {
  using log = await TamperedLog.of(700);
  const { newest } = log;
  const [first, ...rest] = await exported(log, newest);
  assert.deepEqual(first, { log: "hikma-hub audit 1", hub: HUB_ID, exported_ms: 5 });
  const last = rest.pop();
  assert.deepEqual(rest.map(({ entry }) => entry), Array.from({ length: 700 }, (_, at) => at + 1));
  assert.deepEqual(last.verified, { intact: true, problem: null, entries: 700, newest });
});

Deno.test("AuditExport of a damaged log has every entry that is there, and names the damage", async () => {
  using log = await TamperedLog.of(9);
  const { newest } = log;
  log.tamper("DELETE FROM audit_entry WHERE entry_no = 5");
  const lines = await exported(log, newest);
  assert.equal(lines.length, 10);
  assert.deepEqual(lines.at(-1).verified.problem, { code: "MISSING", entry: 5 });
  assert.equal(lines.at(-1).verified.intact, false);
});
