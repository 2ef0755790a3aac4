/** A log on a real database, and what somebody with the passphrase could do to it. */

import type { AuditEntry, AuditMark } from "../../../server/audit/mod.ts";
import { appendAudit, newestMark } from "../../../server/audit/mod.ts";
import { entryHash } from "../../../server/audit/entry_hash.ts";
import { entriesAfter } from "../../../server/audit/audit_store.ts";
import {
  type AuditVerification,
  verifyAudit,
  type VerifyOptions,
} from "../../../server/audit/verify_audit.ts";
import { Statements } from "../../../server/database/statements.ts";
import { TestEngine } from "../../support/open_engine.ts";

export const HUB_ID = "018bcfe5-6800-7abc-8def-0123456789ab";
export const STARTED: AuditEntry = {
  ...{ kind: "log_started", who: "hub", detail: { hub: HUB_ID }, atMs: 1_700_000_000_000 },
};

/** An entry that differs from its neighbours. */
export function entryAt(index: number): AuditEntry {
  return {
    kind: "call",
    who: { userId: `user-${index % 3}` },
    deviceNo: index % 2 === 0 ? 1 : null,
    detail: { procedure: "visits.update", changed: index, rows: [`visits/v${index}`] },
    atMs: 1_700_000_000_000 + index,
  };
}

/** See the module. */
export class TamperedLog implements Disposable {
  readonly hub = new TestEngine();

  /** A log of `count` entries, the first of them `log_started`. */
  static async of(count: number): Promise<TamperedLog> {
    const log = new TamperedLog();
    await log.append(STARTED, ...Array.from({ length: count - 1 }, (_, at) => entryAt(at)));
    return log;
  }

  async append(...entries: readonly AuditEntry[]): Promise<void> {
    await this.hub.engine.write((statements) => {
      for (const entry of entries) appendAudit(statements, entry);
    });
  }

  get newest(): AuditMark | null {
    return this.hub.engine.read((statements) => newestMark(statements));
  }

  verify(mark: AuditMark | null = null, options: VerifyOptions = {}): Promise<AuditVerification> {
    const { engine } = this.hub;
    return verifyAudit((action) => engine.read(action), { hubId: HUB_ID, mark }, {
      pause: () => Promise.resolve(),
      ...options,
    });
  }

  /** `CODE at entry`, `""` for an intact log. */
  async problem(mark: AuditMark | null = null): Promise<string> {
    const { problem } = await this.verify(mark);
    return problem === null ? "" : `${problem.code} at ${problem.entry}`;
  }

  /** Runs SQL as somebody who has the key and no scruples. */
  tamper(...sql: readonly string[]): void {
    const { writer } = this.hub.database;
    writer.exec("DROP TRIGGER IF EXISTS audit_entry_stays");
    writer.exec("DROP TRIGGER IF EXISTS audit_entry_remains");
    for (const statement of sql) writer.exec(statement);
  }

  /** Makes every hash from an entry on fit again. */
  rehashFrom(entry: number): void {
    const statements = new Statements(this.hub.database.writer);
    const [before] = entry === 1 ? [] : entriesAfter(statements, entry - 2, 1);
    let previous = before?.hash ?? new Uint8Array(32);
    for (const row of entriesAfter(statements, entry - 1, 1_000)) {
      const hash = entryHash({ ...row, previous });
      this.hub.database.writer.prepare(
        "UPDATE audit_entry SET previous = ?, hash = ? WHERE entry_no = ?",
      ).run(previous, hash, row.entry);
      previous = hash;
    }
  }

  [Symbol.dispose](): void {
    this.hub[Symbol.dispose]();
  }
}
