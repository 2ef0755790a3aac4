/**
 * File operations in a folder that may never answer: each is waited for only as long as
 * `patience.ts` allows. Those outside of the folder are done as they are.
 *
 * @module
 */

import { join, sep } from "node:path";
import type { DurableFiles } from "./durable_files.ts";
import type { Patience, Work } from "./patience.ts";

/** Reading and changing is given up after this time without any progress, ms: somebody waits. */
const STALL_MS = 60_000;

/**
 * `files` with patience for what lies in `folder`.
 *
 * They reject with `PLACE_MISSING` when there is no answer in time, and at once while an earlier
 * operation there has none.
 *
 * @param stallMs After this time without progress an operation is given up, ms; 60 s by default
 */
export function patientFiles(
  files: DurableFiles,
  folder: string,
  patience: Patience,
  stallMs = STALL_MS,
): DurableFiles {
  const isThere = (path: string) => path === folder || path.startsWith(join(folder, sep));
  /** What is answered at once, or not at all. */
  const ask = <T>(path: string, question: () => Promise<T>) =>
    isThere(path) ? patience.ask(question) : question();
  /** What takes as long as the disk takes. */
  const work = <T>(path: string, act: (work: Work) => Promise<T>, signal?: AbortSignal) =>
    isThere(path) ? patience.work(act, signal, stallMs) : act(unhurried(signal));
  return {
    makeFolder: (path) => ask(path, () => files.makeFolder(path)),
    makeFolderIn: (path) => ask(path, () => files.makeFolderIn(path)),
    write: (path, bytes) => work(path, () => files.write(path, bytes)),
    copy: async (from, to, signal, onPart) => {
      const size = isThere(from) ? await ask(from, () => files.size(from)) : null;
      return await work(isThere(from) ? from : to, ({ signal, progress, rest }) => {
        let bytes = 0;
        const part = (count: number) => {
          bytes += count;
          progress();
          // What is left is not the folder's: the copy is flushed to another disk.
          if (size !== null && bytes >= size && !isThere(to)) rest();
          onPart?.(count);
        };
        return files.copy(from, to, signal, part);
      }, signal);
    },
    sync: (path) => work(path, () => files.sync(path)),
    rename: (from, to) => work(from, () => files.rename(from, to)),
    remove: (path) => work(path, () => files.remove(path)),
    syncFolder: (path) => work(path, () => files.syncFolder(path)),
    read: (path, maxBytes) => ask(path, () => files.read(path, maxBytes)),
    size: (path) => ask(path, () => files.size(path)),
    digest: (path, signal, onPart) =>
      work(path, ({ signal, progress }) =>
        files.digest(path, signal, (count) => {
          progress();
          onPart?.(count);
        }), signal),
    list: (path) => ask(path, () => files.list(path)),
    free: (path) => ask(path, () => files.free(path)),
  };
}

const NEVER = new AbortController().signal;

function unhurried(signal: AbortSignal = NEVER): Work {
  return { signal, progress: () => {}, rest: () => {} };
}
