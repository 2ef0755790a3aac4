/// <reference lib="deno.worker" />
/**
 * The worker of `snapshot_jobs.ts`: one job, then its end.
 *
 * @module
 */

import { LibraryError } from "@db/sqlite";
import { type JobAnswer, type JobMessage, jobsHere } from "./jobs_here.ts";
import { diskErrorOf, SnapshotError } from "./snapshot_error.ts";

const stopping = new AbortController();

self.onmessage = async ({ data }: MessageEvent<JobMessage | "stop">) => {
  if (data === "stop") return stopping.abort();
  const keys = keysOf(data);
  try {
    say({ type: "done", value: await run(data) });
  } catch (error) {
    say({ type: "failed", code: codeOf(error) });
  } finally {
    keys.forEach((key) => key.fill(0));
  }
};

function run(message: JobMessage) {
  const watch = {
    onStep: (what: "copying" | "checking", done: number, total: number) =>
      say({ type: "step", what, done, total }),
    signal: stopping.signal,
  };
  switch (message.job) {
    case "copy":
      return jobsHere.copy(message.request, watch);
    case "check":
      return jobsHere.check(message.request, watch);
    case "compare":
      return jobsHere.compare(message.request, watch);
  }
}

function keysOf(message: JobMessage): readonly Uint8Array[] {
  return message.job === "compare"
    ? [message.request.present.key, message.request.copy.key]
    : [message.request.key];
}

function codeOf(error: unknown): string {
  const read = diskErrorOf(error);
  if (read instanceof SnapshotError) return read.code;
  return error instanceof LibraryError ? "LIBRARY" : "INTERNAL";
}

function say(answer: JobAnswer): void {
  self.postMessage(answer);
}
