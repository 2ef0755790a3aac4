/** Any function; its own types are kept. */
export type AnyFunction = (...args: never[]) => unknown;

/** What a transaction needs of its database. */
interface TransactionDatabase {
  readonly inTransaction: boolean;
  exec(sql: string): number;
}

/**
 * A function that runs inside a transaction, or inside a savepoint if there is a transaction. Called
 * directly it begins a deferred one; the variants say which.
 */
export type TransactionOf<T extends AnyFunction, TDatabase> =
  & ((this: ThisParameterType<T>, ...args: Parameters<T>) => ReturnType<T>)
  & {
    /** The same function. */
    default: TransactionOf<T, TDatabase>;
    /** `BEGIN DEFERRED`: locks at the first read or write. */
    deferred: TransactionOf<T, TDatabase>;
    /** `BEGIN IMMEDIATE`: takes the write lock at once. */
    immediate: TransactionOf<T, TDatabase>;
    /** `BEGIN EXCLUSIVE`: as immediate in WAL mode, and keeps readers out in the others. */
    exclusive: TransactionOf<T, TDatabase>;
    /** The database the transaction runs on. */
    database: TDatabase;
  };

const SAVEPOINT = "nested_transaction";

/** Makes the variants of a transaction; the inside of `Database.transaction()`. */
export function makeTransaction<T extends AnyFunction, TDatabase extends TransactionDatabase>(
  database: TDatabase,
  fn: T,
): TransactionOf<T, TDatabase> {
  if (Object.prototype.toString.call(fn) === "[object AsyncFunction]") throw asyncRefused();
  const variant = (begin: string) =>
    function (this: unknown, ...args: never[]): unknown {
      const work = () => fn.apply(this, args);
      return database.inTransaction
        ? runEnclosed(
          database,
          `SAVEPOINT ${SAVEPOINT}`,
          work,
          `RELEASE ${SAVEPOINT}`,
          `ROLLBACK TO ${SAVEPOINT}; RELEASE ${SAVEPOINT}`,
        )
        : runEnclosed(database, begin, work, "COMMIT", "ROLLBACK");
    };
  const variants = {
    default: variant("BEGIN"),
    deferred: variant("BEGIN DEFERRED"),
    immediate: variant("BEGIN IMMEDIATE"),
    exclusive: variant("BEGIN EXCLUSIVE"),
  };
  for (const run of Object.values(variants)) Object.assign(run, variants, { database });
  // The properties were added above, one function to the other, which no type can follow.
  return variants.default as unknown as TransactionOf<T, TDatabase>;
}

function runEnclosed(
  database: TransactionDatabase,
  begin: string,
  work: () => unknown,
  commit: string,
  rollBack: string,
): unknown {
  database.exec(begin);
  try {
    const result = work();
    refusePromise(result);
    database.exec(commit);
    return result;
  } catch (error) {
    // After some failures, a full disk for one, SQLite has rolled back already.
    if (database.inTransaction) database.exec(rollBack);
    throw error;
  }
}

/** The transaction would be committed before the function has done its work. */
function refusePromise(result: unknown): void {
  if (typeof result !== "object" || result === null) return;
  if (!("then" in result) || typeof result.then !== "function") return;
  // Its own failure, later, is of no interest any more.
  Promise.resolve(result).catch(() => {});
  throw asyncRefused();
}

function asyncRefused(): TypeError {
  return new TypeError("Cannot run transaction: its function must not be asynchronous");
}
