/**
 * `--health`: one JSON document about the hub of a data directory, running or not.
 *
 * @module
 */

import { isHeld } from "../keeper/opening/data_directory.ts";
import { durableFiles } from "../snapshots/durable_files.ts";
import { isWhole } from "../snapshots/keep.ts";
import { Shelf } from "../snapshots/shelf.ts";
import { shelfFolder } from "../snapshots/swap_files.ts";
import { closedDatabase, isSetUp } from "./closed_database.ts";
import { type ReadRoom, systemRoom } from "./disk.ts";
import { findProblems } from "./find_problems.ts";
import type { HealthFacts, SnapshotFacts } from "./health_facts.ts";
import { askRunning } from "./health_file.ts";
import { HEALTH_PROBLEMS, type HealthProblem } from "./health_problem.ts";
import type { HealthReport } from "./health_report.ts";
import { readPower } from "./power.ts";
import { problemWords } from "./problem_words.ts";
import { madeMs, versionFacts } from "./versions.ts";

/** What the command is about. */
export interface HealthQuestion {
  /** The data directory. */
  readonly directory: string;
  /** Versions of the program and of its web view library. */
  readonly versions: { readonly program: string; readonly webview: string };
  /** In place of the system. */
  readonly room?: ReadRoom;
}

/** What it prints, and the program's exit code: 9 when there is a problem of severity `stop`. */
export interface HealthAnswer {
  /** JSON, ending in a line break. */
  readonly text: string;
  /** 0 or 9. */
  readonly exitCode: number;
}

/** Exit code that says that something stops, or will soon. */
const STOPS = 9;

/** Asks the program that runs on the directory, or looks at the files. Never rejects. */
export async function answerHealth(question: HealthQuestion): Promise<HealthAnswer> {
  // What answers is this program, of this version or another one: taken as it is.
  const running = await askRunning(question.directory) as HealthReport | null;
  const report = running ?? await reportOfFiles(question);
  const problems = report.problems.map((problem) => ({ ...problem, ...wordsOf(problem) }));
  const text = `${JSON.stringify({ ...report, problems }, null, 2)}\n`;
  const stops = problems.some(({ severity }) => severity === "stop");
  return { text, exitCode: stops ? STOPS : 0 };
}

/** Without the passphrase: sizes, room, ages, power. */
async function reportOfFiles(
  { directory, versions, room = systemRoom }: HealthQuestion,
): Promise<HealthReport> {
  const nowMs = Date.now();
  const found = await room(directory);
  const facts: HealthFacts = {
    disk: {
      freeBytes: found?.freeBytes ?? null,
      totalBytes: found?.totalBytes ?? null,
      fullInHours: null,
    },
    database: await closedDatabase(directory),
    snapshots: await snapshotsOn(directory),
    clock: {
      wallMs: nowMs,
      madeMs: madeMs(versions.program),
      newestStampMs: null,
      leapt: false,
      phones: [],
      cloudLeadMs: null,
    },
    relay: null,
    reach: null,
    power: await readPower(),
    versions: versionFacts(versions, null),
  };
  const problems = findProblems(facts, nowMs, null).map(({ code, values }): HealthProblem => ({
    code,
    values,
    severity: HEALTH_PROBLEMS[code],
    sinceMs: nowMs,
  }));
  return { state: await stateOf(directory), checkedAtMs: nowMs, problems, facts };
}

/** Of a directory whose hub does not answer. */
async function stateOf(directory: string): Promise<HealthReport["state"]> {
  // A program runs on it.
  if (await isHeld(directory)) return "silent";
  return await isSetUp(directory) ? "stopped" : "new";
}

/** The second place is left alone: it may hang, and nothing goes there while the hub is stopped. */
async function snapshotsOn(directory: string): Promise<SnapshotFacts | null> {
  try {
    const lines = await new Shelf(shelfFolder({ directory }), durableFiles).list();
    // The last that was made, whatever date it has: an older one may be dated ahead.
    const newest = lines.find((line) => isWhole(line) && line.reason !== "restore");
    return { newestMs: newest?.madeAtMs ?? null, count: lines.length, problem: null, second: null };
  } catch {
    return null;
  }
}

/** A newer program may know problems that this one has no words for. */
function wordsOf(problem: HealthProblem): { readonly what: string; readonly todo: string } {
  if (!(problem.code in HEALTH_PROBLEMS)) return { what: String(problem.code), todo: "" };
  const { title, text } = problemWords(problem);
  return { what: title, todo: text };
}
