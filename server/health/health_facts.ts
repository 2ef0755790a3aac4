/**
 * What is known of a hub's health: measured values, and null for what nobody knows.
 *
 * @module
 */

/** Where the data is. */
export interface DiskFacts {
  /** Bytes an ordinary user may still write, null when the system does not say. */
  readonly freeBytes: number | null;
  /** Size of that file system, bytes. */
  readonly totalBytes: number | null;
  /** At the pace of the last minutes it is full after so many hours; null when it does not fill. */
  readonly fullInHours: number | null;
}

/**
 * How the check of the database stands.
 *
 * - `never`: none has come to a verdict yet
 * - `good`: the last one that did found nothing
 * - `damaged`: the last one that did found damage
 */
export type IntegrityResult = "never" | "good" | "damaged";

/** The daily check of the database. */
export interface IntegrityFacts {
  /** Of the last one that came to a verdict. */
  readonly result: IntegrityResult;
  /** Epoch ms at which it ended, null before the first. */
  readonly atMs: number | null;
  /** How long it took, ms; null before the first. */
  readonly tookMs: number | null;
  /** Whether one is under way. */
  readonly running: boolean;
  /** Whether the last one could not be done, for instance because the disk did not answer. */
  readonly failed: boolean;
}

/** The database. */
export interface DatabaseFacts {
  /** Whether the part of the program that has it open does not answer. */
  readonly silent: boolean;
  /** Which of the hub's files is missing, or not what was written; null while it runs. */
  readonly brokenPart: "vault" | "database" | null;
  /** Bytes of the file. */
  readonly bytes: number;
  /** Bytes of the log beside it. */
  readonly logBytes: number;
  /** Number of the last migration; null while the hub is locked. */
  readonly schemaVersion: number | null;
  /** Null while the hub is locked. */
  readonly integrity: IntegrityFacts | null;
  /** Code of what is wrong with the audit log, null when nothing is or the hub is locked. */
  readonly auditProblem: string | null;
}

/** The second place for snapshots. */
export interface SecondPlaceFacts {
  /**
   * `none`: not chosen. `there`: it answers. `missing`: the stick is out, or the folder is not
   * connected. `failing`: it is there and takes no snapshot.
   */
  readonly state: "none" | "there" | "missing" | "failing";
  /** Epoch ms of the newest one there, null without any. */
  readonly newestMs: number | null;
  /** True when it is on the same disk as the data. */
  readonly sameDisk: boolean;
}

/** Snapshots. */
export interface SnapshotFacts {
  /** Epoch ms of the newest verified one beside the data, null without any. */
  readonly newestMs: number | null;
  /** How many are beside the data. */
  readonly count: number;
  /** Why the last one could not be made, null when it was. */
  readonly problem: string | null;
  /** Null when nobody can say: the hub is locked or not running. */
  readonly second: SecondPlaceFacts | null;
}

/** What the rows that one phone pushes say of its clock. */
export interface PhoneClockFacts {
  /** Its three-word name. */
  readonly phone: string;
  /** Pushes with rows within the last day. */
  readonly pushes: number;
  /**
   * How far its newest row was ahead of this computer, at most, ms; negative when every row was
   * older, which is no sign by itself: rows may have waited on the phone.
   */
  readonly leadMs: number;
  /** Epoch ms of the last of them. */
  readonly atMs: number;
}

/** The clock of this computer. */
export interface ClockFacts {
  /** Epoch ms as the system says. */
  readonly wallMs: number;
  /** Epoch ms at which this program was made: no earlier time can be right. */
  readonly madeMs: number;
  /** The newest value of the hub's clock; null while the hub is locked. */
  readonly newestStampMs: number | null;
  /** True while a leap ahead waits for the operator's word. */
  readonly leapt: boolean;
  /** What phones show. */
  readonly phones: readonly PhoneClockFacts[];
  /** How far the cloud is ahead of this computer, ms; null when it was not heard for a day. */
  readonly cloudLeadMs: number | null;
}

/** The way to the cloud; null while the hub is not registered or locked. */
export interface RelayFacts {
  /** Epoch ms of the last run that did everything, null before the first. */
  readonly lastSuccessMs: number | null;
  /** Epoch ms at which the oldest row was stored that waits for the cloud; null if none waits. */
  readonly oldestWaitingMs: number | null;
  /** Rows that wait. */
  readonly waiting: number;
  /** Why the last run did not do everything, null when it did. */
  readonly problem: string | null;
}

/** The firewall of this computer. */
export interface FirewallFacts {
  /** Which one. */
  readonly kind: "ufw" | "firewalld" | "windows" | "macos" | "none" | "unknown";
  /** Whether it is on; null when that cannot be read without more rights. */
  readonly active: boolean | null;
  /** Whether it is known to let phones in; null when that cannot be read. */
  readonly letsIn: boolean | null;
  /** What lets phones in: a command, or where to press. Null when there is no firewall. */
  readonly fix: string | null;
}

/**
 * Whether a phone can reach the hub.
 *
 * - `none`: this computer is on no network
 * - `local`: the hub was started for this computer alone
 * - `silent`: nothing answers at the address
 * - `answers`: the hub answers at the address, asked from this computer
 */
export type ReachResult = "none" | "local" | "silent" | "answers";

/** Can a phone reach the hub? */
export interface ReachFacts {
  /** Where phones reach it, null while there is no network. */
  readonly url: string | null;
  /** What asking there showed. */
  readonly result: ReachResult;
  /** Epoch ms at which a phone was last heard from another machine, null while none was. */
  readonly heardMs: number | null;
  /** The address before, if no phone has come by the present one yet; else null. */
  readonly formerUrl: string | null;
  /** The address the operator has chosen if this computer does not have it now, else null. */
  readonly lostChoice: string | null;
  /** What may stand between. */
  readonly firewall: FirewallFacts;
}

/** Mains, battery, sleep. */
export interface PowerFacts {
  /** Whether it runs on mains; null when the system does not say. */
  readonly onMains: boolean | null;
  /** Percent of the fullest battery; null without one, or when the system does not say. */
  readonly batteryPercent: number | null;
  /** Whether something keeps the machine awake; null when the system does not say. */
  readonly keptAwake: boolean | null;
}

/** What runs. */
export interface VersionFacts {
  /** Of this program. */
  readonly program: string;
  /** Of SQLite inside SQLCipher; null when the library could not be loaded. */
  readonly sqlite: string | null;
  /** Of SQLCipher; null while no database is open. */
  readonly sqlcipher: string | null;
  /** Of Deno. */
  readonly deno: string;
  /** Of V8. */
  readonly v8: string;
  /** Of the web view library the window uses. */
  readonly webview: string;
  /** Operating system, its release, and the processor. */
  readonly system: string;
}

/** Everything. */
export interface HealthFacts {
  /** Room where the data is. */
  readonly disk: DiskFacts;
  /** The database. */
  readonly database: DatabaseFacts;
  /** Null when nobody can look. */
  readonly snapshots: SnapshotFacts | null;
  /** The clock. */
  readonly clock: ClockFacts;
  /** Null while the hub is locked or not registered. */
  readonly relay: RelayFacts | null;
  /** Null when the hub is not running. */
  readonly reach: ReachFacts | null;
  /** Mains, battery, sleep. */
  readonly power: PowerFacts;
  /** What runs. */
  readonly versions: VersionFacts;
}
