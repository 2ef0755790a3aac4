/**
 * Many phones that sync at once, over and over.
 *
 * @module
 */

import { type BenchRow, benchRows, pushOf } from "./bench_rows.ts";
import type { ClinicResult } from "./jobs.ts";
import { LatencyLog } from "./latencies.ts";
import type { LoadPhone } from "./load_phone.ts";

/** What each phone does. */
export interface ClinicOrder {
  /** Rows each phone pushes in a round. */
  readonly rows: number;
  readonly rounds: number;
  readonly seed: number;
  readonly clinicId: string;
}

interface Worker {
  readonly phone: LoadPhone;
  /** Ids of the patients it pushed. */
  readonly own: Set<string>;
  /** Ids of the patients it was given as new. */
  readonly given: Set<string>;
  /** Answers not read yet. */
  readonly answers: Uint8Array[];
  doubled: number;
}

/** How long things took, by what they are. */
class DayLogs {
  readonly sync = new LatencyLog();
  readonly handshake = new LatencyLog();
  readonly pull = new LatencyLog();
  readonly push = new LatencyLog();
}

/** Runs the rounds; between two of them answers are read, so that reading takes no time from any. */
export async function clinicDay(
  phones: readonly LoadPhone[],
  order: ClinicOrder,
): Promise<ClinicResult> {
  const logs = new DayLogs();
  const workers = phones.map((phone): Worker => ({
    phone,
    own: new Set(),
    given: new Set(),
    answers: [],
    doubled: 0,
  }));
  const roundsMs: number[] = [];
  for (let round = 0; round < order.rounds; round++) {
    const made = workers.map((_, at) => rowsOf(order, round * workers.length + at));
    const startedMs = performance.now();
    await Promise.all(workers.map((worker, at) => sync(worker, made[at] ?? [], logs)));
    roundsMs.push(performance.now() - startedMs);
    workers.forEach(readAnswers);
  }
  for (const worker of workers) {
    await worker.phone.handshake();
    worker.answers.push((await worker.phone.pull()).plain);
    readAnswers(worker);
  }
  return {
    sync: logs.sync.summary(),
    handshake: logs.handshake.summary(),
    pull: logs.pull.summary(),
    push: logs.push.summary(),
    roundsMs,
    missing: missing(workers),
    doubled: workers.reduce((sum, { doubled }) => sum + doubled, 0),
  };
}

function rowsOf({ rows, seed, clinicId }: ClinicOrder, offset: number): BenchRow[] {
  return benchRows({ table: "patients", rows, seed: seed + offset, clinicId });
}

/** One sync as phones do it: the push names the cursor from before the pull. */
async function sync(worker: Worker, rows: readonly BenchRow[], logs: DayLogs): Promise<void> {
  const { phone, own, answers } = worker;
  const cursor = phone.cursor;
  await logs.sync.note(async () => {
    await logs.handshake.note(() => phone.handshake());
    await logs.pull.note(async () => {
      const answer = await phone.pull();
      answers.push(answer.plain);
      return answer;
    });
    await logs.push.note(async () => {
      const answer = await phone.call("command", "sync_push", pushOf("patients", rows, cursor));
      for (const { id } of rows) own.add(String(id));
      return answer;
    });
  });
}

function readAnswers(worker: Worker): void {
  for (const answer of worker.answers.splice(0)) {
    const { patients } = JSON.parse(new TextDecoder().decode(answer)).changes;
    for (const { id } of patients?.created ?? []) {
      if (worker.given.has(id) || worker.own.has(id)) worker.doubled += 1;
      worker.given.add(id);
    }
  }
}

function missing(workers: readonly Worker[]): number {
  const pushed = new Set(workers.flatMap(({ own }) => [...own]));
  return workers.reduce((sum, { own, given }) => {
    const held = [...pushed].filter((id) => own.has(id) || given.has(id)).length;
    return sum + pushed.size - held;
  }, 0);
}
