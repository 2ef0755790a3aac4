/**
 * Runs `deno test`, passes its output on as it comes and keeps the totals.
 *
 * @module
 */

import { sayDuration, sayOut } from "../terminal.ts";
import { type Totals, totalsIn } from "./closing_line.ts";
import { SecondTries, type SecondTry } from "./second_tries.ts";

/** How a run ended. */
export interface TestRun {
  readonly exitedWell: boolean;
  /** Why it was ended before its time, null when it ended by itself. */
  readonly cutOff: string | null;
  /** What the last summary line said. */
  readonly totals: Totals | undefined;
  /** Tests that passed only when they were tried once more. */
  readonly secondTries: readonly SecondTry[];
}

/** A line longer than this is not a summary line, whatever it is. */
const LONGEST_LINE = 1_000;

/** What `deno test` prints now and then while a test hangs. */
const STILL_WAITING = /has been running for over/;

/**
 * Runs `deno test` with the given arguments in the given folder.
 *
 * @param args what comes after `deno test`
 * @param stallMs a run that shows no result for this long is ended
 */
export async function runDenoTest(
  args: readonly string[],
  folder: URL,
  stallMs: number,
): Promise<TestRun> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...args],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    // The output goes through a pipe: say what the terminal can do.
    env: Deno.stdout.isTerminal() ? {} : { NO_COLOR: "1" },
  }).spawn();
  const output = child.stdout.getReader();
  let stalled = false;
  const giveUp = (): void => {
    stalled = true;
    child.kill("SIGKILL");
    // A process that a test started may hold the other end open.
    output.cancel();
  };
  let timer = setTimeout(giveUp, stallMs);
  let totals: Totals | undefined;
  const tries = new SecondTries();
  let line = "";
  const decoder = new TextDecoder();
  for (let read = await output.read(); !read.done; read = await output.read()) {
    const chunk = read.value;
    let rest = chunk;
    while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
    const text = decoder.decode(chunk, { stream: true });
    if (!STILL_WAITING.test(text)) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, stallMs);
    }
    line += text;
    const lines = line.split("\n");
    line = (lines.pop() ?? "").slice(-LONGEST_LINE);
    for (const whole of lines) {
      totals = totalsIn(whole) ?? totals;
      tries.read(whole);
    }
  }
  clearTimeout(timer);
  // A run that was cut off leaves a line open; what is said next starts on its own.
  if (line !== "") sayOut("");
  const { success, signal } = await child.status;
  const cutOff = stalled
    ? `nothing happened for ${sayDuration(stallMs)}`
    : signal === null
    ? null
    : `it was ended by ${signal}`;
  totals = totalsIn(line) ?? totals;
  return { exitedWell: success, cutOff, totals, secondTries: tries.passed };
}
