/**
 * The long work on copies, in a worker of its own that ends with it: phones are served meanwhile.
 *
 * @module
 */

import type { Comparison } from "./compare_copies.ts";
import type { JobWatch } from "./copy_database.ts";
import type { JobAnswer, JobMessage, SnapshotJobs } from "./jobs_here.ts";
import type { SnapshotFacts } from "./manifest.ts";
import { remoteSnapshotError, SnapshotError } from "./snapshot_error.ts";

/**
 * Who does not stop in this time after being told to is left, ms: it waits for a disk that does not
 * answer, which nothing ends, or it is in the middle of a check, which ends by itself.
 */
const STOP_MS = 3_000;

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
  const left = Promise.withResolvers<never>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    worker.postMessage("stop");
    timer = setTimeout(() => left.reject(new SnapshotError("CANCELLED")), STOP_MS);
  };
  try {
    if (signal?.aborted) throw new SnapshotError("CANCELLED");
    signal?.addEventListener("abort", stop);
    const ended = new Promise<SnapshotFacts | Comparison>((resolve, reject) => {
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
    return await Promise.race([ended, left.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    worker.terminate();
  }
}
