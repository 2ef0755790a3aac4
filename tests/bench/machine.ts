/**
 * What the machine is, and what else it is doing.
 *
 * @module
 */

import { SQLITE_VERSION } from "@db/sqlite";

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** One line on the machine and the versions. */
export function machineFacts(): string {
  const cores = navigator.hardwareConcurrency;
  const memoryGib = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const model = /model name\s*: (.+)/.exec(readText("/proc/cpuinfo"))?.[1] ?? "unknown processor";
  const system = /PRETTY_NAME="(.+)"/.exec(readText("/etc/os-release"))?.[1] ?? Deno.build.os;
  return `${cores} cores (${model}, ${Deno.build.arch}), ${memoryGib} GiB, ${system}, ` +
    `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}, SQLite ${SQLITE_VERSION()} in SQLCipher`;
}

/** Processor time a process has used, ms; null where the system does not tell. */
export function cpuMsOf(pid: number): number | null {
  // Fields 14 and 15; the name before them is in brackets and may hold anything.
  const fields = readText(`/proc/${pid}/stat`).split(") ")[1]?.split(" ");
  const ticks = Number(fields?.[11]) + Number(fields?.[12]);
  return Number.isNaN(ticks) ? null : ticks * TICK_MS;
}

/** Notes how busy others keep the machine: with much of that, figures mean little. */
export class OthersWatch {
  readonly #pids: () => readonly number[];
  readonly #from: { readonly busyMs: number; readonly oursMs: number; readonly atMs: number };

  /** @param pids Our processes besides this one, alive at the start and at the end */
  constructor(pids: () => readonly number[]) {
    this.#pids = pids;
    this.#from = this.#now();
  }

  /** Processor time others have used since, as a share of one core; null if unknown. */
  share(): number | null {
    const now = this.#now();
    const othersMs = now.busyMs - this.#from.busyMs - (now.oursMs - this.#from.oursMs);
    const share = othersMs / (now.atMs - this.#from.atMs);
    return Number.isNaN(share) ? null : Math.max(0, share);
  }

  #now() {
    const oursMs = [Deno.pid, ...this.#pids()].reduce((sum, pid) => sum + (cpuMsOf(pid) ?? 0), 0);
    return { busyMs: busyMs(), oursMs, atMs: performance.now() };
  }
}

/** Processor time of everyone since the machine started, that taken by its host included. */
function busyMs(): number {
  const [user, nice, system, , , irq, softirq, steal] =
    /^cpu +(.+)$/m.exec(readText("/proc/stat"))?.[1]?.split(" ").map(Number) ?? [];
  return [user, nice, system, irq, softirq, steal]
    .reduce<number>((sum, ticks) => sum + (ticks ?? NaN), 0) * TICK_MS;
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
