import assert from "node:assert/strict";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  appendAudit,
  AUDIT_KINDS,
  type AuditEntry,
  plainText,
  pushEntry,
  readAudit,
} from "../../../server/audit/mod.ts";
import { detailText } from "../../../server/audit/entry_text.ts";
import { entryAt, STARTED, TamperedLog } from "./tampered_log.ts";

const AT_MS = 1_790_000_000_123;

Deno.test("appendAudit() chains entries as docs/audit.md says, by another SHA-256", async () => {
  using log = await TamperedLog.of(4);
  const lines = log.hub.engine.read((statements) => readAudit(statements)).reverse();
  let previous = "00".repeat(32);
  assert.equal(lines.length, 4);
  for (const [at, line] of lines.entries()) {
    assert.equal(line.entry, at + 1);
    assert.equal(line.previous, previous);
    const text = JSON.stringify([
      ...["hikma-hub audit 1", line.entry, line.previous, line.at_ms, line.kind, line.who],
      ...[line.device_no, JSON.stringify(line.detail)],
    ]);
    previous = sha256(new TextEncoder().encode(text)).toHex();
    assert.equal(line.hash, previous);
  }
});

Deno.test("appendAudit() stores an entry with what it records, or neither", async () => {
  using log = await TamperedLog.of(2);
  const { engine } = log.hub;
  await assert.rejects(
    engine.write((statements) => {
      statements.get("INSERT INTO hub_setting VALUES ('a', '1')").run();
      appendAudit(statements, entryAt(1));
      throw new Error("in the middle");
    }),
  );
  assert.equal(log.newest?.entry, 2);
  await log.append(entryAt(1));
  assert.equal(log.newest?.entry, 3, "no number is lost");
  assert.equal(await log.problem(log.newest), "");
});

Deno.test("plainText() keeps ids, codes, addresses and words, and marks everything else", () => {
  const kept = [
    "018bcfe5-6800-7abc-8def-0123456789ab",
    "aB3dE6gH9jK2mN5p",
    "NOT_PERMITTED",
    "visits.update",
    "patients/018bcfe5-6800-7abc-8def-0123456789ab",
    "192.168.10.31",
    "fe80::1%eth0",
    "amber-canoe-mint",
    "",
  ];
  for (const text of kept) assert.equal(plainText(text), text);
  const marked = [
    "Amal Haddad",
    "amal@clinic.example",
    "أمل",
    "a'b",
    '"',
    "a\nb",
    "\ud800",
    "x".repeat(101),
  ];
  for (const text of marked) assert.match(plainText(text), /^~[0-9a-f]{16}$/);
  assert.equal(plainText("Amal Haddad"), plainText("Amal Haddad"));
});

Deno.test("an entry's detail is canonical: sorted, integers, bounded lists, known tables", () => {
  const entry: AuditEntry = {
    kind: "call",
    who: "hub",
    atMs: AT_MS,
    detail: {
      rows: Array.from({ length: 50 }, (_, at) => `r${at}`),
      procedure: "a b",
      changed: 1.5,
    },
  };
  const text = detailText(entry);
  const detail = JSON.parse(text);
  assert.deepEqual(Object.keys(detail), ["changed", "procedure", "rows"]);
  assert.equal(detail.changed, 1);
  assert.match(detail.procedure, /^~/);
  assert.equal(detail.rows.length, 32);
  const table = (name: string) => {
    const detail = { table: name, count: 1 };
    return detailText({ detail } as unknown as AuditEntry);
  };
  assert.equal(table("patients"), '{"count":1,"table":"patients"}');
  assert.equal(table("maria_lopez"), '{"count":1,"table":"other"}');
});

Deno.test("pushEntry() counts rows by table, unknown tables together", () => {
  const rows = (count: number) => Array.from({ length: count }, () => ({}));
  const entry = pushEntry({
    device: { deviceNo: 7 },
    userId: "u",
    tables: [
      { table: "patients", rows: rows(2), deleted: ["a"] },
      { table: "visits", rows: [], deleted: [] },
      { table: "secret_a", rows: rows(1), deleted: [] },
      { table: "secret_b", rows: rows(1), deleted: [] },
    ],
    putAside: 2,
    nowMs: AT_MS,
  });
  assert.deepEqual(entry.detail, { rows: 5, put_aside: 2, tables: ["patients:3", "other:2"] });
  assert.equal(entry.deviceNo, 7);
});

Deno.test("readAudit() pages backwards, chooses kinds and bounds what it gives", async () => {
  using log = await TamperedLog.of(30);
  await log.append({ kind: "locked", who: "hub", detail: {}, atMs: AT_MS });
  const numbers = (query: Parameters<typeof readAudit>[1]) =>
    log.hub.engine.read((statements) => readAudit(statements, query)).map(({ entry }) => entry);
  assert.deepEqual(numbers({ limit: 3 }), [31, 30, 29]);
  assert.deepEqual(numbers({ limit: 3, before: 29 }), [28, 27, 26]);
  assert.deepEqual(numbers({ kinds: ["locked", "log_started"] }), [31, 1]);
  assert.deepEqual(numbers({ kinds: ["login"] }), []);
  assert.deepEqual(numbers({ limit: -5 }), [31]);
  assert.equal(numbers({ limit: 1e9 }).length, 31);
  assert.equal(new Set(AUDIT_KINDS).size, AUDIT_KINDS.length);
  assert.equal(STARTED.kind, "log_started");
});

Deno.test("readAudit() shows an entry whose detail somebody has made illegible", async () => {
  using log = await TamperedLog.of(2);
  log.tamper("UPDATE audit_entry SET detail = '{' WHERE entry_no = 2");
  const [line] = log.hub.engine.read((statements) => readAudit(statements));
  assert.deepEqual(line?.detail, { unreadable: "{" });
});
