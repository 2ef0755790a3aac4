/**
 * Gets the machine ready and runs every test, or those that the arguments name.
 *
 * The last line is always `N passed, N failed`. What cannot be had here (a browser) is left out and
 * named; with `CI=true` that counts as a failure, and a test that drives a window, a browser or a
 * program gets one second try, which is named as well.
 *
 * @module
 */

import { EXIT_LIBRARY_MISSING, type LeftOut, messageOf, setUp } from "./set_up/mod.ts";
import { sayErr, sayOut } from "./terminal.ts";
import { closingLine, verdictOf } from "./test/closing_line.ts";
import { runDenoTest } from "./test/run_deno_test.ts";
import type { SecondTry } from "./test/second_tries.ts";

const ROOT = new URL("../", import.meta.url);

function isPath(arg: string): boolean {
  if (arg.startsWith("-")) return false;
  try {
    Deno.statSync(new URL(arg, ROOT));
    return true;
  } catch {
    return false;
  }
}

/** The rest of the work goes on without what was left out; the last lines say so. */
function sayLeftOut(leftOut: readonly LeftOut[]): void {
  for (const { purpose, part, why } of leftOut) {
    sayOut(`Left out: ${purpose}, because ${part} is not here. ${why}`);
  }
}

function saySecondTries(tries: readonly SecondTry[]): void {
  for (const { file, name, counts } of tries) {
    const verdict = counts ? "which counts as a failure" : "look into it";
    sayOut(`Passed only at the second try, ${verdict}: ${file} "${name}"`);
  }
}

/** Longest time without a result; no single test takes a tenth of it. */
const STALL_SECONDS = 300;

const STALL_FLAG = /^--stall-seconds=(\d+)$/;

async function main(allArgs: readonly string[]): Promise<number> {
  const args = allArgs.filter((arg) => !STALL_FLAG.test(arg));
  const stallSeconds = allArgs.map((arg) => STALL_FLAG.exec(arg)?.[1]).find((text) => text);
  const everything = !args.some(isPath);
  let leftOut: LeftOut[];
  try {
    leftOut = await setUp(everything ? ["hub", "browser tests"] : ["hub"]);
  } catch (error) {
    sayErr(`Set-up: ${messageOf(error)}`);
    sayOut(closingLine({ passed: 0, failed: 1 }));
    return EXIT_LIBRARY_MISSING;
  }
  // One file after the other: several of them start hubs of their own, and the smallest machine
  // this has to run on has two cores.
  const isCi = Deno.env.get("CI") === "true";
  const run = await runDenoTest(
    [
      "--allow-all",
      ...(isCi ? ["--retry=1"] : []),
      "--trace-leaks",
      "--ignore=tests/bench",
      ...args,
      ...(everything ? ["tests/"] : []),
    ],
    ROOT,
    Number(stallSeconds ?? STALL_SECONDS) * 1000,
  );
  if (run.cutOff !== null) sayOut(`The run was cut off: ${run.cutOff}`);
  const { passed, failed, ignored } = verdictOf(run.totals, run.exitedWell);
  if (ignored > 0) sayOut(`${ignored} left out by themselves`);
  sayLeftOut(leftOut);
  saySecondTries(run.secondTries);
  const counting = run.secondTries.filter(({ counts }) => counts).length;
  const missing = isCi ? leftOut.length : 0;
  const totals = { passed: passed - counting, failed: failed + counting + missing };
  sayOut(closingLine(totals));
  return totals.failed > 0 || !run.exitedWell ? 1 : 0;
}

Deno.exit(await main(Deno.args));
