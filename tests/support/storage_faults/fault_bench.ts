/**
 * The shim, a folder to run in, and a folder for what a cut leaves.
 *
 * @module
 */

import { DiskRecording, type Recorded } from "./disk_recording.ts";
import { type CutCount, cutEverywhere, type CutPlan } from "./cut_everywhere.ts";
import { FaultVfs } from "./fault_vfs.ts";
import { type Fate, FIXED_FATES } from "./power_cut_disk.ts";

/** Set to `full`, every loop goes over every place with every fate. */
export const FULL_RUN: boolean = Deno.env.get("STORAGE_FAULTS") === "full";

/** What may happen to the disk in a cut, by the number of operations that were done. */
export type FatesAt = (done: number) => readonly Fate[];

/** Everything that can happen, at each place. */
export const everyFate: FatesAt = () => EVERY_FATE;

/** A killed process at each place, and one of the other fates in turn. */
export const keptAndOneMore: FatesAt = (done) => {
  const other = OTHER_FATES[done % OTHER_FATES.length];
  return other === undefined ? ["kept"] : ["kept", other];
};

/** Some fates at every `stride`th place only. */
export function everyNth(stride: number, fatesAt: FatesAt): FatesAt {
  return (done) => done % stride === 0 ? fatesAt(done / stride) : [];
}

const MIXED_FATES: readonly Fate[] = Array.from({ length: FULL_RUN ? 4 : 1 }, () => "mixed");
const EVERY_FATE: readonly Fate[] = [...FIXED_FATES, ...MIXED_FATES];
const OTHER_FATES: readonly Fate[] = [...FIXED_FATES.slice(1), "mixed"];

/** See the module; closing removes the folders. */
export class FaultBench implements Disposable {
  /** The shim. */
  readonly vfs: FaultVfs;
  /** Where the hub runs. */
  readonly folder: string = Deno.makeTempDirSync({ prefix: "storage_faults_" });
  /** What a cut leaves. */
  readonly left: string = Deno.makeTempDirSync({ prefix: "storage_faults_" });

  private constructor(vfs: FaultVfs) {
    this.vfs = vfs;
  }

  /** Puts the shim in place and makes the folders. */
  static async open(): Promise<FaultBench> {
    return new FaultBench(await FaultVfs.load());
  }

  /** Starts recording; nothing of the folder may be open. */
  record<T>(): DiskRecording<T> {
    return new DiskRecording(this.vfs, this.folder);
  }

  /** Cuts a recorded run: in a full run everywhere with every fate, otherwise as the plan says. */
  async cut<T, R>(
    recorded: Recorded<T>,
    plan: Pick<CutPlan<T, R>, "reopen" | "judge"> & { readonly fatesAt?: FatesAt },
  ): Promise<CutCount> {
    // What is looked at need not be durable: this spares thousands of syncs.
    this.vfs.watch(this.left);
    this.vfs.lying = true;
    try {
      const { reopen, judge } = plan;
      const fatesAt = FULL_RUN ? everyFate : plan.fatesAt ?? everyFate;
      return await cutEverywhere(recorded, { folder: this.left, reopen, judge, fatesAt });
    } finally {
      this.vfs.lying = false;
    }
  }

  /** Brings SQLite's own VFS back and removes the folders. */
  [Symbol.dispose](): void {
    this.vfs[Symbol.dispose]();
    for (const folder of [this.folder, this.left]) Deno.removeSync(folder, { recursive: true });
  }
}

/** A test with a bench. Windows has its own VFS, which the shim does not know. */
export function storageTest(name: string, run: (bench: FaultBench) => void | Promise<void>): void {
  Deno.test({
    name,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      using bench = await FaultBench.open();
      await run(bench);
    },
  });
}
