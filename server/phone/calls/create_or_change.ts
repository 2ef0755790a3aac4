/**
 * Commands that make a record, or change the one the phone made before under the same id.
 *
 * @module
 */

import type { WriteCall } from "./define_call.ts";
import { createRecord, readRecord, type RecordValues, type StoredRecord } from "./record_writer.ts";
import { refuse } from "./results.ts";

/** What a record is made from or changed to. */
export interface RecordToKeep {
  /** The phone's id for it; null or absent for one that the hub is to make up. */
  readonly id: string | null | undefined;
  /** Whose record it is. */
  readonly patientId: string;
  /** Changes the record of this id. */
  readonly change: (stored: StoredRecord) => void;
  /** Checks what is needed for a new one, and answers its values. */
  readonly create: () => RecordValues;
}

/**
 * Keeps the record and answers its id.
 *
 * @throws {CallRefusedError} `INVALID` for another patient's record
 */
export function createOrChange(
  call: WriteCall,
  table: string,
  { id, patientId, change, create }: RecordToKeep,
): string {
  const stored = id ? readRecord(call.statements, table, id) : null;
  if (stored === null) return createRecord(call, table, id, create());
  if (stored.patient_id !== patientId) refuse("INVALID");
  change(stored);
  return stored.id;
}
