/**
 * Cuts a recorded run before its first operation, between every two, and after its last.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { writeFolder } from "./disk_recording.ts";
import type { Recorded } from "./disk_recording.ts";
import { type DiskImage, type Fate, PowerCutDisk } from "./power_cut_disk.ts";
import { Random } from "./random.ts";

/** Where a run was cut. */
export interface Cut<T> {
  /** Operations that were done. */
  readonly done: number;
  /** What was acknowledged before. */
  readonly acknowledged: readonly T[];
}

/** How to cut, and what to do with what is left. */
export interface CutPlan<T, R> {
  /** A folder for what is left of the disk. */
  readonly folder: string;
  /** Looks at the folder with the real code; what it returns may depend on nothing else. */
  readonly reopen: () => Promise<R>;
  /** Throws when what is there does not go with what was acknowledged. */
  readonly judge: (found: R, cut: Cut<T>) => void;
  /** What happens to the disk in a cut after so many operations; once for each of them. */
  readonly fatesAt: (done: number) => readonly Fate[];
  /** What the fate "mixed" depends on. */
  readonly seed?: number;
}

/** What was done. */
export interface CutCount {
  /** Operations of the run. */
  readonly operations: number;
  /** Cuts that were judged. */
  readonly cuts: number;
  /** Different contents of the disk among them. */
  readonly disks: number;
}

/** Cuts everywhere. The same content of the disk is looked at once, and judged at every cut. */
export async function cutEverywhere<T, R>(
  recorded: Recorded<T>,
  plan: CutPlan<T, R>,
): Promise<CutCount> {
  const { operations } = recorded;
  const seed = plan.seed ?? 1;
  const found = new Map<string, R>();
  const disk = new PowerCutDisk(recorded.start);
  let cuts = 0;
  for (let done = 0; done <= operations.length; done++) {
    const operation = operations[done - 1];
    if (operation !== undefined) disk.apply(operation);
    const cut: Cut<T> = {
      done,
      acknowledged: recorded.acknowledged.filter(({ after }) => after <= done)
        .map(({ what }) => what),
    };
    for (const [no, fate] of plan.fatesAt(done).entries()) {
      const image = disk.afterPowerCut(fate, new Random(seed + done * 1_000 + no));
      const digest = digestOf(image);
      cuts += 1;
      try {
        const result = found.get(digest) ?? await look(image, plan);
        found.set(digest, result);
        plan.judge(result, cut);
      } catch (cause) {
        const where = `${done} of ${operations.length} operations done (the last: ` +
          `${operation?.kind ?? "none"}), fate "${fate}" ${no}, seed ${seed}`;
        throw new Error(`Cut with ${where}: ${messageOf(cause)}`, { cause });
      }
    }
  }
  return { operations: operations.length, cuts, disks: found.size };
}

/** What a process killed after `done` operations leaves. */
export function leftAfter(recorded: Recorded<unknown>, done: number): DiskImage {
  const disk = new PowerCutDisk(recorded.start);
  for (const operation of recorded.operations.slice(0, done)) disk.apply(operation);
  return disk.afterPowerCut("kept", new Random(0));
}

function look<T, R>(image: DiskImage, plan: CutPlan<T, R>): Promise<R> {
  writeFolder(plan.folder, image);
  return plan.reopen();
}

function digestOf(image: DiskImage): string {
  const hash = createHash("sha1");
  for (const name of [...image.keys()].sort()) {
    const content = image.get(name) ?? new Uint8Array(0);
    hash.update(`${name}:${content.length}:`).update(content);
  }
  return hash.digest("hex");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
