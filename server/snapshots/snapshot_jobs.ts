/**
 * The long work on copies, in a worker of its own that ends with it: phones are served meanwhile.
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
import { remoteSnapshotError, SnapshotError } from "./snapshot_error.ts";

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

/** In a worker. */
export const jobsInWorker: SnapshotJobs = {
  copy: (request, watch) => inWorker({ job: "copy", request }, watch) as Promise<SnapshotFacts>,
  check: (request, watch) => inWorker({ job: "check", request }, watch) as Promise<SnapshotFacts>,
  compare: (request, watch) => inWorker({ job: "compare", request }, watch) as Promise<Comparison>,
};

/** The keys are copied into the worker, which clears its copies. */
async function inWorker(
  message: JobMessage,
  { onStep, signal }: JobWatch = {},
): Promise<SnapshotFacts | Comparison> {
  const worker = new Worker(new URL("./snapshot_worker.ts", import.meta.url), { type: "module" });
  const stop = () => worker.postMessage("stop");
  try {
    if (signal?.aborted) throw new SnapshotError("CANCELLED");
    signal?.addEventListener("abort", stop);
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<JobAnswer>) => {
        if (data.type === "step") onStep?.(data.what, data.done, data.total);
        else if (data.type === "done") resolve(data.value);
        else reject(remoteSnapshotError(data.code));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(remoteSnapshotError("INTERNAL"));
      };
      worker.postMessage(message);
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    worker.terminate();
  }
}
