/**
 * Says on stderr what the set-up is doing. Stdout is left to the program that comes after it.
 *
 * @module
 */

import { sayErr, writeErr } from "../terminal.ts";

/** Told what is going on. The same step may be reported again and again while it lasts. */
export interface Progress {
  /** A line of its own. */
  say(line: string): void;
  /** What is being done just now: text, and the finished part between 0 and 1 where known. */
  step(text: string, fraction?: number): void;
  /** The step is over. */
  done(): void;
}

/** Without a terminal a long step is reported this often. */
const REPEAT_MS = 15_000;

/**
 * Progress on stderr: one line that is rewritten on a terminal, otherwise a line per step and one
 * every 15 seconds.
 */
export function stderrProgress(
  isTerminal: boolean = Deno.stderr.isTerminal(),
  now: () => number = () => performance.now(),
): Progress {
  let lastKind = "";
  let lastSaidMs = 0;
  let lineOpen = false;
  const close = (): void => {
    if (lineOpen) writeErr("\r\x1b[K");
    lineOpen = false;
  };
  return {
    say(line) {
      close();
      sayErr(line);
    },
    step(text, fraction) {
      const percent = fraction === undefined ? "" : `${Math.round(fraction * 100)} % `;
      if (isTerminal) {
        writeErr(`\r\x1b[K  ${percent}${text}`);
        lineOpen = true;
        return;
      }
      // "Compiling, 3 s" and "Compiling, 4 s" are the same step.
      const kind = text.replace(/,? \d+ s$/, "");
      if (kind === lastKind && now() - lastSaidMs < REPEAT_MS) return;
      lastKind = kind;
      lastSaidMs = now();
      sayErr(`  ${percent}${text}`);
    },
    done: close,
  };
}

/** Reports a step with its age twice a second until the work is over. */
export async function whileReporting<T>(
  progress: Progress,
  text: string,
  work: () => Promise<T>,
): Promise<T> {
  const startedMs = performance.now();
  const report = (): void =>
    progress.step(`${text}, ${Math.round((performance.now() - startedMs) / 1000)} s`);
  report();
  const timer = setInterval(report, 500);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    progress.done();
  }
}
