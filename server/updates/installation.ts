/**
 * Where the running program is installed, as the launcher says (`tools/package/posix/hikma-hub`).
 *
 * @module
 */

import { join } from "node:path";
import { z } from "zod";

/** How the program was made. */
export type ProgramKind = "compiled" | "around_deno" | "sources";

/** An installed program. */
export interface Installation {
  /** The folder that was installed or unpacked. */
  readonly root: string;
  /** What starts the program. */
  readonly launcher: string;
  /** Where updates are put. */
  readonly versions: string;
  /** The folder of the version that runs. */
  readonly program: string;
  /** The process of the launcher that watches this start; null when nobody does. */
  readonly watcher: number | null;
}

/** Null when the program was not started by the launcher. */
export function readInstallation(
  env: (name: string) => string | undefined,
): Installation | null {
  const [root, launcher, versions, program] = [
    "HIKMA_HUB_ROOT",
    "HIKMA_HUB_LAUNCHER",
    "HIKMA_HUB_VERSIONS",
    "HIKMA_HUB_PROGRAM",
  ].map((name) => env(name) || undefined);
  if (root === undefined || launcher === undefined) return null;
  if (versions === undefined || program === undefined) return null;
  const watcher = Number(env("HIKMA_HUB_WATCHER") || Number.NaN);
  return { root, launcher, versions, program, watcher: watcher > 0 ? watcher : null };
}

/** Folders in which data may lie beside the program (decision 26). */
export function foldersBeside({ root }: Installation): readonly string[] {
  return [root, join(root, "bin"), join(root, "program")];
}

const Facts = z.object({ kind: z.enum(["compiled", "around_deno"]) });

/** How the running program was made. */
export function programKind(installation: Installation | null): ProgramKind {
  if (installation === null) return Deno.build.standalone ? "compiled" : "sources";
  try {
    const text = Deno.readTextFileSync(join(installation.program, "facts.json"));
    return Facts.parse(JSON.parse(text)).kind;
  } catch {
    return Deno.build.standalone ? "compiled" : "around_deno";
  }
}
