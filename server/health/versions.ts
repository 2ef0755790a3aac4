/**
 * What runs, and when the program was made.
 *
 * @module
 */

import type { VersionFacts } from "./health_facts.ts";

/** Versions of the parts; those of the database are known while one is open. */
export function versionFacts(
  { program, webview }: { readonly program: string; readonly webview: string },
  known: { readonly sqlite: string; readonly sqlcipher: string } | null,
): VersionFacts {
  return {
    program,
    sqlite: known?.sqlite ?? null,
    sqlcipher: known?.sqlcipher ?? null,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    webview,
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
  };
}

/**
 * Epoch ms of the day in a version such as `26.11.2300` (year, month, day and number of the day's
 * release); 0 for one that is no day.
 */
export function madeMs(version: string): number {
  const [, year, month, day] = /^(\d{2})\.(\d{1,2})\.(\d{1,2})\d{2}$/.exec(version) ?? [];
  const ms = Date.UTC(2000 + Number(year), Number(month) - 1, Number(day));
  return Number.isNaN(ms) ? 0 : ms;
}
