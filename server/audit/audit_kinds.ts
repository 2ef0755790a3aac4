/**
 * What the audit log can say: a closed set of kinds, each with the ids and counts it carries.
 *
 * @module
 */

/** Rows of a push by table, as `table:count`. */
export type TableCounts = readonly string[];

/**
 * Ids and counts of each kind. Never a name, a value or an e-mail: `docs/audit.md`. Words have no
 * spaces, else only their mark is kept.
 */
export interface AuditDetails {
  /** The first entry: which hub the log belongs to. */
  readonly log_started: { readonly hub: string };
  /** The hub was opened; `wrap` names the passphrase, or `recovery`, as the vault does. */
  readonly unlocked: { readonly schema: number; readonly wrap: string };
  /** A wrong passphrase or recovery key: at an unlock, or where an open hub asked again. */
  readonly unlock_failed: { readonly at: "unlock" | "confirm" };
  /** Locked or stopped: every key dropped. */
  readonly locked: Nothing;
  /** The operator lets new phones in for some minutes; 0 means until the program ends. */
  readonly pairing_opened: { readonly minutes: number };
  /** No new phones from here on. */
  readonly pairing_closed: Nothing;
  /** The operator stopped serving phones; keys stay. */
  readonly serving_stopped: Nothing;
  /** The operator let phones be served again. */
  readonly serving_started: Nothing;
  /** A new phone introduced itself; `device` is its three-word name. */
  readonly device_waiting: { readonly device: string; readonly address: string };
  /** Nobody logged in on it in time. */
  readonly device_forgotten: { readonly device: string };
  /** Someone logged in on it for the first time. */
  readonly device_admitted: { readonly device: string; readonly address: string };
  /** The operator took an admission back. */
  readonly device_undone: { readonly device: string };
  /** A phone was shut out. */
  readonly device_revoked: Nothing;
  /** A phone that was shut out may speak again. */
  readonly device_reinstated: Nothing;
  /** A phone that may not speak, or too many new ones, were refused. */
  readonly handshake_refused: { readonly code: string; readonly address: string };
  /** Right e-mail and password. */
  readonly login: { readonly address: string };
  /** Wrong e-mail or password, or an account that cannot log in; `who` is known for accounts. */
  readonly login_failed: { readonly code: string; readonly address: string };
  /** Too many failed logins: further ones wait. */
  readonly login_limited: { readonly code: string };
  /** Rows handed to a phone; `pulls` answers are folded into one entry. */
  readonly sync_pull: { readonly pulls: number; readonly rows: number };
  /** Rows a phone handed over, and how many of them were put aside. */
  readonly sync_push: {
    readonly rows: number;
    readonly put_aside: number;
    readonly tables: TableCounts;
  };
  /** Pushed rows that nobody in question is permitted to write. */
  readonly push_refused: { readonly table: string; readonly count: number };
  /** Pushed rows permitted only to the user named in the row, not to the one who is logged in. */
  readonly push_by_named_user: { readonly table: string; readonly count: number };
  /** Pushed rows of a table that the cloud owns. */
  readonly server_owned_push: { readonly table: string; readonly count: number };
  /** A command of online mode was done: rows it wrote as `table/id`, and how many in all. */
  readonly call: {
    readonly procedure: string;
    readonly changed: number;
    readonly rows: readonly string[];
  };
  /** A command was refused, or a query for want of permission. */
  readonly call_refused: { readonly procedure: string; readonly code: string };
  /** Which settings were changed; numbers and switches with their new value. */
  readonly settings_changed: { readonly changes: readonly string[] };
  /** The operator said that the wall clock is right. */
  readonly clock_confirmed: Nothing;
  /** A passphrase was replaced; `wrap` names which, as the vault does. */
  readonly passphrase_changed: { readonly wrap: string };
  /** A further person's passphrase. */
  readonly passphrase_added: { readonly wrap: string };
  /** That passphrase opens nothing any more. */
  readonly passphrase_removed: { readonly wrap: string };
  /** A recovery key was issued; an earlier one stopped working. */
  readonly recovery_key_issued: Nothing;
  /** The hub was opened with the recovery key. */
  readonly recovery_key_used: Nothing;
  /** The kept copy of the vault was put in the place of one that could not be read. */
  readonly vault_restored: Nothing;
  /** Phones have to scan again: the hub has a new identity key. */
  readonly identity_rotated: Nothing;
  /** The database has a new key. */
  readonly data_key_rotated: Nothing;
  /** Cloud address or key were set, or the hub was registered. */
  readonly cloud_changed: Nothing;
  /** Accounts, forms and drugs came from a provisioning file, made at this time. */
  readonly provisioned: { readonly made_ms: number; readonly rows: number };
  /** One run of the relay. */
  readonly relayed: { readonly sent: number; readonly received: number; readonly refused: number };
  /** Rows put aside were tried again or dismissed, or conflicts decided. */
  readonly rows_decided: { readonly what: RowDecision; readonly count: number };
  /** A copy was made. `why` is a word such as `daily`. */
  readonly snapshot_made: { readonly why: string; readonly rows: number };
  /** A copy was deleted, here or in the second place. `copy` is its name: time and reason. */
  readonly snapshot_deleted: { readonly place: "here" | "second"; readonly copy: string };
  /** Another second place for copies, or none any more. */
  readonly second_place_changed: { readonly place: "chosen" | "none" };
  /** Data was taken out of the hub. `what` is a word such as `audit`. */
  readonly exported: { readonly what: string; readonly count: number };
  /** The records were replaced by those of a copy. */
  readonly restored: { readonly from_ms: number; readonly rows: number; readonly lost: number };
  /** The records were removed; `only_here` of them existed nowhere else. */
  readonly cleared: { readonly rows: number; readonly only_here: number };
  /**
   * The hub that was here before was removed, or set aside because nothing opened it: its counts, as
   * far as they could be read. The first entries of the new hub's log.
   */
  readonly factory_reset: {
    readonly why: "factory" | "damaged";
    readonly rows: number | null;
    readonly only_here: number | null;
  };
  /** Another version of the program opens the records than the one before: a newer one. */
  readonly updated: { readonly from: string; readonly to: string };
  /** The same, an older one: the newer did not come up (`hub`), or was not wanted (`operator`). */
  readonly update_undone: { readonly from: string; readonly to: string };
  /** The log was found damaged at a start: see `AuditProblemCode`. */
  readonly log_damaged: { readonly problem: string; readonly entry: number };
  /** So many notes of a kind that the log had no room to tell apart. */
  readonly notes_folded: { readonly kind: string };
}

/** What the operator decided: a conflict for one of its values, or a row put aside. */
export type RowDecision =
  | "conflict_kept"
  | "conflict_lost"
  | "retry_stored"
  | "retry_put_aside"
  | "sent_again"
  | "dismissed";

/** A kind without detail. */
export type Nothing = Readonly<Record<never, never>>;

/** What an entry is about. */
export type AuditKind = keyof AuditDetails;

/** Every kind. */
export const AUDIT_KINDS: readonly AuditKind[] = Object.keys(
  {
    log_started: 0,
    unlocked: 0,
    unlock_failed: 0,
    locked: 0,
    pairing_opened: 0,
    pairing_closed: 0,
    serving_stopped: 0,
    serving_started: 0,
    device_waiting: 0,
    device_forgotten: 0,
    device_admitted: 0,
    device_undone: 0,
    device_revoked: 0,
    device_reinstated: 0,
    handshake_refused: 0,
    login: 0,
    login_failed: 0,
    login_limited: 0,
    sync_pull: 0,
    sync_push: 0,
    push_refused: 0,
    push_by_named_user: 0,
    server_owned_push: 0,
    call: 0,
    call_refused: 0,
    settings_changed: 0,
    clock_confirmed: 0,
    passphrase_changed: 0,
    passphrase_added: 0,
    passphrase_removed: 0,
    recovery_key_issued: 0,
    recovery_key_used: 0,
    vault_restored: 0,
    identity_rotated: 0,
    data_key_rotated: 0,
    cloud_changed: 0,
    provisioned: 0,
    relayed: 0,
    rows_decided: 0,
    snapshot_made: 0,
    snapshot_deleted: 0,
    second_place_changed: 0,
    exported: 0,
    restored: 0,
    cleared: 0,
    factory_reset: 0,
    updated: 0,
    update_undone: 0,
    log_damaged: 0,
    notes_folded: 0,
  } satisfies Record<AuditKind, 0>,
) as AuditKind[];

/**
 * Who did it: the person at the machine, the hub by itself, the cloud, a phone on which nobody is
 * known to be logged in, or an account by its id.
 */
export type AuditActor = "operator" | "hub" | "cloud" | "phone" | { readonly userId: string };

/** Something to record, at a time that is added when it is noted. */
export type AuditNote = {
  [Kind in AuditKind]: {
    /** What it is about. */
    readonly kind: Kind;
    /** Who did it. */
    readonly who: AuditActor;
    /** Number of the phone it came from (`device.device_no`). */
    readonly deviceNo?: number | null;
    /** Ids and counts. */
    readonly detail: AuditDetails[Kind];
  };
}[AuditKind];

/** Something to record. */
export type AuditEntry = AuditNote & {
  /** When, epoch ms by the hub's wall clock. */
  readonly atMs: number;
  /** How often it happened when repeats were folded, with the time of the last. */
  readonly folded?: { readonly times: number; readonly untilMs: number };
};
