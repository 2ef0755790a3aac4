/**
 * The audit log: who did what when, append-only and chained. What is recorded, what is not, how to
 * verify and export it, and who could still forge it: `docs/audit.md`.
 *
 * @module
 */

export {
  AUDIT_KINDS,
  type AuditActor,
  type AuditDetails,
  type AuditEntry,
  type AuditKind,
  type AuditNote,
  type Nothing,
  type RowDecision,
  type TableCounts,
} from "./audit_kinds.ts";
export { type AuditClocks, AuditNotes, type Pulled } from "./audit_notes.ts";
export { appendAudit, type AuditMark, newestMark } from "./audit_store.ts";
export type { AuditStatements, AuditValue } from "./audit_statements.ts";
export type { AuditProblem, AuditProblemCode, AuditWitness } from "./audit_walk.ts";
export { plainText } from "./entry_text.ts";
export { AuditExport } from "./export_audit.ts";
export { auditNote, type KnownPhoneNumber, type ListenerNote } from "./listener_note.ts";
export {
  type AuditLine,
  type AuditLineDetail,
  type AuditQuery,
  MAX_AUDIT_ENTRIES,
  readAudit,
} from "./read_audit.ts";
export { pushEntry, type StoredPush } from "./sync_entries.ts";
export {
  type AuditRead,
  type AuditVerification,
  verifyAudit,
  type VerifyOptions,
} from "./verify_audit.ts";
