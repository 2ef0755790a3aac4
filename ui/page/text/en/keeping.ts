/**
 * Conflicts, records put aside, and records, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const KEEPING = {
  "attention.intro":
    "Nothing here is lost. Decide when you have time; the clinic goes on meanwhile.",
  "attention.conflicts": "Conflicts",
  "attention.conflictsText":
    "Two people changed the same field. Both values are kept; the first one is in use. Ask the person who knows.",
  "attention.noConflicts": "No conflicts",
  "attention.bothChanged": "Both were changed at about the same time.",
  "attention.patient": "Patient: {name}",
  "attention.kept": "In use",
  "attention.lost": "From {name}",
  "attention.keep": "Keep this one",
  "attention.take": "Use this one",
  "attention.decided": "Decided. Phones get it with their next sync.",
  "attention.when": "Noticed {time}.",
  "attention.nothing": "(empty)",
  "attention.aside": "Put aside",
  "attention.asideText":
    "These records could not be taken over. They are kept whole and can be tried again.",
  "attention.noAside": "Nothing is put aside",
  "attention.reason": "Reason",
  "attention.sent": "Sent by {name}, {time}.",
  "attention.times": { one: "Sent {n} time.", other: "Sent {n} times." },
  "attention.more": "Show more",
  "attention.retry": "Try again",
  "attention.taken": "The record was taken over.",
  "attention.retried": "It still cannot be taken over: the reason has not changed.",
  "attention.dismiss": "Let go",
  "attention.dismissTitle": "Let go of this record?",
  "attention.dismissText":
    "It leaves this list and is not taken over. Export the list first if somebody may still need it.",
  "attention.export": "Export all of them",
  "attention.missing":
    "The list cannot be read just now. It appears by itself when the Sync Hub answers again.",
  "attention.rest": { one: "{n} more is not shown.", other: "{n} more are not shown." },
  "reason.SERVER_OWNED": "Only the cloud may change these",
  "reason.NOT_PERMITTED": "The account may not do this",
  "reason.BAD_TABLE": "An unknown kind of record that cannot be kept",
  "reason.TOO_MUCH_UNKNOWN": "Too many records of unknown kinds",
  "reason.NOT_STORABLE": "The database did not take it",
  "reason.NOT_AN_OBJECT": "It is not a record",
  "reason.BAD_ID": "Its number is missing or wrong",
  "reason.BAD_COLUMN_NAME": "A field has an impossible name",
  "reason.BAD_VALUE": "A field has an impossible value",
  "conflict.BOTH_CHANGED": "Two people changed this field.",
  "conflict.ALREADY_REPLACED": "The value had already been replaced when this one arrived.",
  "conflict.ROW_DELETED": "Someone changed a record that was deleted.",
  "conflict.PARENT_DELETED": "Someone added to a record that was deleted.",
  "conflict.DELETED_WITH_CHANGES": "A record was deleted that someone had changed.",
  "conflict.CLOUD_CHANGED": "The record was changed here and in the cloud.",
  "conflict.NOT_MARKED": "The phone sent another value without saying that it was changed there.",
  "conflict.STOCK_MOVED": "The stock had moved meanwhile.",
  "conflict.QUARANTINED_EARLIER": "An earlier value was put aside.",
  "records.intro": "What this Sync Hub keeps, encrypted on this computer.",
  "records.count": { one: "{n} record", other: "{n} records" },
  "records.room": "Room",
  "records.all": "All records",
  "records.size": "Size of the database",
  "records.free": "Free on the disk",
  "records.littleRoom":
    "Only {size} are free on the disk. Free some space before it is full: phones could not sync.",
  "records.growth": "New records by day",
  "records.day": "Day",
  "records.new": "New records",
  "records.noGrowth": "No new records in the last 30 days",
  "records.missing":
    "How the records grow cannot be read just now. It appears by itself when the Sync Hub answers again.",
  "records.kinds": "By kind",
  "records.kind": "Kind",
  "records.allKinds": "All kinds",
  "records.number": "Number",
  "records.none": "There are no records yet",
  "records.toBackups": "See the backups",
  "export.saved": "The file is saved with the downloads of this computer. Keep it safe.",
} as const satisfies Readonly<Record<string, Text>>;
