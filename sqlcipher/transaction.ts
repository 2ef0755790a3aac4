import type { Database } from "./database.ts";

/** A function that runs inside a transaction, with variants that lock sooner. */
export interface Transaction<This, Args extends unknown[], Result> {
  /** Runs the function in a deferred transaction, or in a savepoint inside another one. */
  (this: This, ...args: Args): Result;
  /** The same. */
  default: (this: This, ...args: Args) => Result;
  /** `BEGIN DEFERRED`: locks at the first read or write. */
  deferred: (this: This, ...args: Args) => Result;
  /** `BEGIN IMMEDIATE`: takes the write lock at once. */
  immediate: (this: This, ...args: Args) => Result;
  /** `BEGIN EXCLUSIVE`: as immediate in WAL mode, and keeps readers out in the others. */
  exclusive: (this: This, ...args: Args) => Result;
  /** The database the transaction runs on. */
  database: Database;
}

const SAVEPOINT = "nested_transaction";

/** Makes the variants of a transaction; the inside of `Database.transaction()`. */
export function makeTransaction<This, Args extends unknown[], Result>(
  db: Database,
  fn: (this: This, ...args: Args) => Result,
): Transaction<This, Args, Result> {
  if (Object.prototype.toString.call(fn) === "[object AsyncFunction]") throw asyncRefused();
  const variant = (begin: string) =>
    function (this: This, ...args: Args): Result {
      return db.inTransaction
        ? inSavepoint(db, () => fn.apply(this, args))
        : inTransaction(db, begin, () => fn.apply(this, args));
    };
  const deferred = variant("BEGIN DEFERRED");
  return Object.assign(variant("BEGIN"), {
    default: variant("BEGIN"),
    deferred,
    immediate: variant("BEGIN IMMEDIATE"),
    exclusive: variant("BEGIN EXCLUSIVE"),
    database: db,
  });
}

function inTransaction<Result>(db: Database, begin: string, work: () => Result): Result {
  db.exec(begin);
  try {
    const result = refusePromise(work());
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // After some failures, a full disk for one, SQLite has rolled back already.
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function inSavepoint<Result>(db: Database, work: () => Result): Result {
  db.exec(`SAVEPOINT ${SAVEPOINT}`);
  try {
    const result = refusePromise(work());
    db.exec(`RELEASE ${SAVEPOINT}`);
    return result;
  } catch (error) {
    if (db.inTransaction) db.exec(`ROLLBACK TO ${SAVEPOINT}; RELEASE ${SAVEPOINT}`);
    throw error;
  }
}

/** The transaction would be committed before the function has done its work. */
function refusePromise<Result>(result: Result): Result {
  if (typeof result !== "object" || result === null) return result;
  if (!("then" in result) || typeof result.then !== "function") return result;
  Promise.resolve(result).catch(() => {});
  throw asyncRefused();
}

function asyncRefused(): TypeError {
  return new TypeError("Cannot run transaction: its function must not be asynchronous");
}
