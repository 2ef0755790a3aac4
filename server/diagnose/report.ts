/**
 * What a helper far away needs to know, and nothing of the people in the records: states, sizes,
 * versions, codes. No name of a person, a machine or a network, no path of a home folder, no key.
 *
 * @module
 */

import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { dataPaths } from "../keeper/opening/data_directory.ts";
import { inspectVault } from "../../vault/mod.ts";
import { lastLines } from "../logs/mod.ts";
import {
  type Installation,
  type ProgramKind,
  programKind,
  type UpdateStatus,
  VersionFiles,
} from "../updates/mod.ts";

/** Lines of the log that go into it. */
const LOG_LINES = 300;

/** What a step that was cut off, or a file half written, has behind its name. */
const END = String.raw`(?:\.(?:previous|damaged|writing|rekeyed|reading|[0-9a-f-]{1,36}))*`;
const LOG = "(?:-wal|-shm|-journal)?";
/** The hub's own files. Others are only counted: their names could say anything. */
const KNOWN_FILES = new RegExp(
  String.raw`^(?:hub\.[a-z]{2,10}${LOG}${END}${LOG}|kept-[0-9TZ]{1,30}|restore\.staged|` +
    "logs|snapshots|backups)$",
);

/** What the report is about. */
export interface DiagnoseParts {
  /** Version of the program. */
  readonly version: string;
  /** Data directory. */
  readonly directory: string;
  /** Null when the program runs from its sources. */
  readonly installation: Installation | null;
  /** Updates, where the hub is running. */
  readonly update?: UpdateStatus;
  /** Whether the native libraries are found, by name; codes, not messages. */
  readonly libraries?: Readonly<Record<string, string>>;
}

/** One file of the hub. */
interface FileLine {
  readonly name: string;
  /** Null with `changed` when it has gone since, or leads to a disk that is not there. */
  readonly bytes: number | null;
  readonly changed: string | null;
}

/** The report as JSON text. Never throws: what cannot be found out is null. */
export async function diagnose(parts: DiagnoseParts): Promise<string> {
  const { version, directory, installation, update, libraries } = parts;
  const kind: ProgramKind = programKind(installation);
  const report = {
    about:
      "Report of a Hikma Health Local Sync Hub. It holds no records, names, keys or addresses.",
    made: new Date().toISOString(),
    program: { version, kind, deno: Deno.version.deno, v8: Deno.version.v8 },
    system: {
      os: Deno.build.os,
      arch: Deno.build.arch,
      release: attempt(() => Deno.osRelease()),
      cores: navigator.hardwareConcurrency,
      memoryMiB: attempt(() => Math.round(Deno.systemMemoryInfo().total / 2 ** 20)),
      freeMemoryMiB: attempt(() => Math.round(Deno.systemMemoryInfo().available / 2 ** 20)),
      networks: attempt(networks),
    },
    libraries: libraries ?? null,
    updates: updatesOf(installation, update),
    data: {
      freeMiB: await freeMiB(directory),
      vault: await vaultState(directory),
      files: filesIn(directory),
      logs: filesIn(join(directory, "logs")),
    },
    log: lastLines(join(directory, "logs"), LOG_LINES).map(parsed),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function updatesOf(installation: Installation | null, update: UpdateStatus | undefined) {
  if (installation === null) return null;
  const files = new VersionFiles(installation);
  return {
    previous: files.previous,
    failed: files.failed,
    onTrial: files.onTrial,
    ...(update === undefined ? {} : {
      step: update.step,
      problem: update.problem,
      offered: update.offered?.version ?? null,
      checked: update.checkedAtMs === null ? null : new Date(update.checkedAtMs).toISOString(),
    }),
  };
}

async function vaultState(directory: string) {
  try {
    const { problem, hasRecoveryKey } = await inspectVault(dataPaths(directory).vault);
    return { problem, hasRecoveryKey };
  } catch {
    return null;
  }
}

function filesIn(directory: string): { files: FileLine[]; others: number } | null {
  try {
    const files: FileLine[] = [];
    let others = 0;
    for (const { name } of Deno.readDirSync(directory)) {
      if (!KNOWN_FILES.test(name)) {
        others++;
        continue;
      }
      const info = attempt(() => Deno.statSync(join(directory, name)));
      const changed = info?.mtime?.toISOString() ?? null;
      files.push({ name, bytes: info?.size ?? null, changed });
    }
    return { files: files.sort((a, b) => a.name < b.name ? -1 : 1), others };
  } catch {
    return null;
  }
}

/** How many addresses there are of each kind. */
function networks(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { family, address } of Deno.networkInterfaces()) {
    const isHere = address === "::1" || address.startsWith("127.");
    const isPrivate = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|fe80:|fd)/i
      .test(address);
    const kind = `${family} ${isHere ? "loopback" : isPrivate ? "private" : "public"}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

async function freeMiB(directory: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return Math.round(bavail * bsize / 2 ** 20);
  } catch {
    return null;
  }
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
