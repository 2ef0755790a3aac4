/**
 * The long work on copies, and what a worker that does it is told and says.
 *
 * @module
 */

import {
  compareCopies,
  type CompareRequest,
  type Comparison,
  type KeyedFile,
} from "./compare_copies.ts";
import { copyDatabase, type CopyRequest, type JobWatch } from "./copy_database.ts";
import type { SnapshotFacts } from "./manifest.ts";
import { checkedFacts } from "./read_facts.ts";

/** What can be done. Rejects with {@linkcode SnapshotError}. */
export interface SnapshotJobs {
  /** Copies a database that is in use and checks the copy. */
  copy(request: CopyRequest, watch?: JobWatch): Promise<SnapshotFacts>;
  /** Checks a database that nobody writes. */
  check(request: KeyedFile, watch?: JobWatch): Promise<SnapshotFacts>;
  /** Compares two databases. */
  compare(request: CompareRequest, watch?: JobWatch): Promise<Comparison>;
}

/** On the caller's own thread. */
export const jobsHere: SnapshotJobs = {
  copy: (request, watch) => copyDatabase(request, watch),
  // deno-lint-ignore require-await -- failures become rejections
  check: async ({ path, key }) => checkedFacts(path, key),
  // deno-lint-ignore require-await -- failures become rejections
  compare: async (request) => compareCopies(request),
};

/** What the worker is told first. Later messages only say that it is to stop. */
export type JobMessage =
  | { readonly job: "copy"; readonly request: CopyRequest }
  | { readonly job: "check"; readonly request: KeyedFile }
  | { readonly job: "compare"; readonly request: CompareRequest };

/** What the worker says. */
export type JobAnswer =
  | {
    readonly type: "step";
    readonly what: "copying" | "checking";
    readonly done: number;
    readonly total: number;
  }
  | { readonly type: "done"; readonly value: SnapshotFacts | Comparison }
  | { readonly type: "failed"; readonly code: string };
