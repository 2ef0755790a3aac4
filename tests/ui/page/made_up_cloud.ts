/** A cloud of which only what the operator sees exists. */

import type {
  CloudStatus,
  NotTakenPage,
  NotTakenRow,
  OperatorCloud,
  ProvisionResult,
  RegistrationResult,
  RelayProblem,
} from "../../../server/operator/mod.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const CLOUD_URL = "https://cloud.example";
export const FILE_PASSPHRASE = "the passphrase of the file";

/** A hub that is registered, with something waiting and something refused. */
export function madeUpCloud(nowMs: number): CloudStatus {
  const counts = { waiting: 0, unconfirmed: 0, notTaken: 0, sent: 0, received: 0 };
  return {
    registration: {
      url: CLOUD_URL,
      device: {
        id: "0197f3a2-aaaa-7c33-9a51-2f6f4b1f0c11",
        name: "Olive Hill hub",
        status: "active",
        clinics: [{ id: "c1", name: "Olive Hill" }, { id: "c2", name: "عيادة الوادي" }],
      },
    },
    run: null,
    nextRunMs: nowMs + 11 * MINUTE_MS,
    lastSuccessMs: nowMs - 4 * MINUTE_MS,
    lastRun: {
      endMs: nowMs - 4 * MINUTE_MS,
      problem: null,
      tally: { sent: { patients: 12 }, received: { visits: 31 }, refused: 1 },
    },
    failures: 0,
    oldestWaitingMs: nowMs - 3 * MINUTE_MS,
    tables: { patients: { ...counts, waiting: 7 }, visits: { ...counts, unconfirmed: 2 } },
    notTaken: 3,
    notRead: 1,
    keptHere: { clinic_inventory: 42, patient_risk_profiles: 5 },
  };
}

/** One of each kind. */
export function madeUpNotTaken(): NotTakenRow[] {
  const row = {
    key: "1",
    kind: "refused" as const,
    table: "visits",
    id: "11a05bc6-5d1e-7c33-9a51-2f6f4b1f7e22",
    reason: "REFUSED_BY_CLOUD",
    column: null as string | null,
    sinceMs: Date.now() - DAY_MS,
    nextTryMs: Date.now() + 6 * DAY_MS as number | null,
  };
  return [
    row,
    { ...row, key: "2", kind: "dropped", table: "patients", reason: "UNCONFIRMED" },
    {
      ...{ ...row, key: "3", kind: "unsendable", table: "prescriptions", column: "visit_id" },
      ...{ reason: "MISSING_VISIT", nextTryMs: null },
    },
    { ...row, key: "4", kind: "unread", table: "events", reason: "BAD_VALUE", nextTryMs: null },
  ];
}

/** Answers as told, and notes what was done. */
export class MadeUpCloud implements OperatorCloud {
  /** Why a registration or a check fails; null when it does not. */
  problem: RelayProblem | null = null;
  rows = madeUpNotTaken();
  /** Rows given at once. */
  pageRows = 3;
  readonly #status: () => CloudStatus;
  readonly #tell: (change: Partial<CloudStatus>) => void;
  readonly #done: string[];

  constructor(
    status: () => CloudStatus,
    tell: (change: Partial<CloudStatus>) => void,
    done: string[],
  ) {
    this.#status = status;
    this.#tell = tell;
    this.#done = done;
  }

  /** Says how a run is going. */
  run(run: CloudStatus["run"]): void {
    this.#tell({ run });
  }

  /** Says how things stand. */
  say(change: Partial<CloudStatus>): void {
    this.#tell(change);
  }

  register({ url }: { readonly url: string }): Promise<RegistrationResult> {
    const { problem } = this;
    if (problem !== null) return Promise.resolve({ registered: false, problem });
    this.#done.push(`register ${url}`);
    const { device } = madeUpCloud(Date.now()).registration ?? { device: null };
    const registration = { url, device };
    this.#tell({ registration });
    return Promise.resolve({ registered: true, registration });
  }

  deregister(): Promise<void> {
    this.#done.push("deregister");
    this.#tell({ registration: null });
    return Promise.resolve();
  }

  check(): Promise<{ readonly problem: RelayProblem | null }> {
    return Promise.resolve({ problem: this.problem });
  }

  syncNow(): Promise<boolean> {
    this.#done.push("sync");
    const startedMs = Date.now();
    this.run({ step: "checking", attempt: 1, rows: 0, ofRows: null, bytes: 0, startedMs });
    return Promise.resolve(true);
  }

  cancel(): Promise<boolean> {
    this.#done.push("cancel sync");
    this.run(null);
    return Promise.resolve(true);
  }

  notTaken(after: string | null): Promise<NotTakenPage> {
    const from = after === null ? 0 : this.rows.findIndex(({ key }) => key === after) + 1;
    const rows = this.rows.slice(from, from + this.pageRows);
    const isLast = from + rows.length >= this.rows.length;
    const next = isLast ? null : rows.at(-1)?.key ?? null;
    return Promise.resolve({ rows, total: this.rows.length, next });
  }

  retry(key: string | null): Promise<number> {
    this.#done.push(`retry cloud ${key}`);
    const before = this.rows.length;
    this.rows = this.rows.filter((row) => row.kind === "unread" || key !== null && row.key !== key);
    const notTaken = this.rows.filter(({ kind }) => kind !== "unread").length;
    this.#tell({ notTaken });
    return Promise.resolve(before - this.rows.length);
  }

  notTakenContent(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  makeProvision(): ReturnType<OperatorCloud["makeProvision"]> {
    this.#done.push("make file");
    const expiresMs = Date.now() + 30 * DAY_MS;
    return Promise.resolve({ made: true as const, file: "{}", expiresMs, accounts: 6, rows: 40 });
  }

  loadProvision(file: string, filePassphrase: string): Promise<ProvisionResult> {
    if (filePassphrase !== FILE_PASSPHRASE) {
      return Promise.resolve({ loaded: false, problem: "WRONG_PASSPHRASE" });
    }
    this.#done.push(`load ${file.length}`);
    return Promise.resolve({ loaded: true, accounts: 6, rows: 40 });
  }

  /** The status as it is now. */
  get status(): CloudStatus {
    return this.#status();
  }
}
