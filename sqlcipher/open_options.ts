const OPEN_READONLY = 0x1;
const OPEN_READWRITE = 0x2;
const OPEN_CREATE = 0x4;
const OPEN_MEMORY = 0x80;
/** A connection never leaves its thread. */
const OPEN_NO_MUTEX = 0x8000;

/** How a database is opened. */
export interface DatabaseOpenOptions {
  /** Only read. Default: false. */
  readonly?: boolean;
  /** Create the file if it is not there. Default: true. */
  create?: boolean;
  /** Keep the database in memory. Default: false. */
  memory?: boolean;
  /** Flags of `sqlite3_open_v2`, instead of the three above. */
  flags?: number;
  /** Kept for compatibility: integers are always exact. */
  int64?: boolean;
  /** Parse text that SQLite marks as JSON. Default: true. */
  parseJson?: boolean;
  /** Kept for compatibility: has no effect, every row is an object of its own. */
  unsafeConcurrency?: boolean;
  /** Allow `loadExtension()`. Default: false. */
  enableLoadExtension?: boolean;
  /**
   * The raw key of an encrypted database, 32 bytes. It is not kept and not changed: its owner
   * overwrites it.
   */
  key?: Uint8Array;
}

/** The flags of `sqlite3_open_v2` for these options. */
export function openFlags(options: DatabaseOpenOptions): number {
  if (options.flags !== undefined) return options.flags;
  const access = options.readonly === true
    ? OPEN_READONLY
    : OPEN_READWRITE | (options.create === false ? 0 : OPEN_CREATE);
  return access | OPEN_NO_MUTEX | (options.memory === true ? OPEN_MEMORY : 0);
}
