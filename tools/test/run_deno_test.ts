/**
 * Runs `deno test`, passes its output on as it comes and keeps the totals.
 *
 * @module
 */

import { sayOut } from "../terminal.ts";
import { type Totals, totalsIn } from "./closing_line.ts";

/** How a run ended. */
export interface TestRun {
  readonly exitedWell: boolean;
  /** Signal that ended the process, null when it exited by itself. */
  readonly signal: string | null;
  /** What the last summary line said. */
  readonly totals: Totals | undefined;
}

/** A line longer than this is not a summary line, whatever it is. */
const LONGEST_LINE = 1_000;

/**
 * Runs `deno test` with the given arguments in the given folder.
 *
 * @param args what comes after `deno test`
 */
export async function runDenoTest(args: readonly string[], folder: URL): Promise<TestRun> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...args],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    // The output goes through a pipe: say what the terminal can do.
    env: Deno.stdout.isTerminal() ? {} : { NO_COLOR: "1" },
  }).spawn();
  let totals: Totals | undefined;
  let line = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    let rest = chunk;
    while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
    line += decoder.decode(chunk, { stream: true });
    const lines = line.split("\n");
    line = (lines.pop() ?? "").slice(-LONGEST_LINE);
    for (const whole of lines) totals = totalsIn(whole) ?? totals;
  }
  // A run that was cut off leaves a line open; what is said next starts on its own.
  if (line !== "") sayOut("");
  const { success, signal } = await child.status;
  return { exitedWell: success, signal, totals: totalsIn(line) ?? totals };
}
