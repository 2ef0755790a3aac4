/**
 * Which version of the program opened the records last, so that the log can say that another one
 * does now: installed as an update, or by hand, or taken back.
 *
 * @module
 */

import { appendAudit, type AuditNote } from "../../audit/mod.ts";
import type { Statements } from "../../database/statements.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { compareVersions, type FailedUpdate } from "../../updates/mod.ts";
import type { OpenRequest } from "../opening/opened_hub.ts";

/** Names of settings that nobody changes. */
const PROGRAM = "program";
const FAILED = "failed_update";

/**
 * Adds the entries, once each. Of a hub that is new, or was last open under a program that did not
 * note its version, nothing is said.
 *
 * @throws {DatabaseError}
 */
export async function noteProgram(
  engine: SyncEngine,
  { program = "", failedUpdate = null }: Pick<OpenRequest, "program" | "failedUpdate">,
): Promise<void> {
  if (program === "") return;
  const known = engine.read((statements) => ({
    program: read(statements, PROGRAM),
    failed: read(statements, FAILED),
  }));
  const failed = failedUpdate === null ? null : `${failedUpdate.version} ${failedUpdate.atMs}`;
  const isNew = { program: known.program !== program, failed: failed !== known.failed };
  if (!isNew.program && !isNew.failed) return;
  const notes = known.program === null ? [] : [
    ...(isNew.program ? [changed(known.program, program, failedUpdate)] : []),
    // One that opened the records before it failed is in the other entry.
    ...(isNew.failed && failedUpdate !== null && failedUpdate.version !== known.program
      ? [takenBack(failedUpdate.version, program, "hub")]
      : []),
  ];
  const atMs = engine.wallClock.nowMs();
  await engine.write((statements) => {
    for (const note of notes) appendAudit(statements, { ...note, atMs });
    store(statements, PROGRAM, program);
    store(statements, FAILED, failed ?? "");
  });
}

function changed(from: string, to: string, failed: FailedUpdate | null): AuditNote {
  if (compareVersions(to, from) < 0) {
    return takenBack(from, to, failed?.version === from ? "hub" : "operator");
  }
  return { kind: "updated", who: "operator", detail: { from, to } };
}

function takenBack(from: string, to: string, who: "hub" | "operator"): AuditNote {
  return { kind: "update_undone", who, detail: { from, to } };
}

function read(statements: Statements, name: string): string | null {
  const value = statements.get("SELECT value FROM hub_setting WHERE name = ?")
    .value<[string]>(name)?.[0];
  return value === undefined || value === "" ? null : value;
}

function store(statements: Statements, name: string, value: string): void {
  statements.get(
    "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(name, value);
}
