/**
 * The command line of the demo.
 *
 * @module
 */

import { parseArgs } from "node:util";

/** What the command line says. */
export interface DemoFlags {
  /** Rounds after which the demo ends by itself, null for one that goes on until Ctrl-C. */
  readonly rounds: number | null;
  /** Seconds between rounds. */
  readonly pauseSeconds: number;
  /** LAN port to try first. */
  readonly port: number;
  /** Leave the data where it is when the demo ends. */
  readonly keep: boolean;
}

/** Text of `--help`. */
export const DEMO_HELP = `The Local Sync Hub with a made-up clinic and simulated phones

  deno task demo [flags]

  --rounds N         end after N rounds (default: go on until Ctrl-C)
  --pause SECONDS    time between rounds (default 8)
  --port N           port phones reach (default 4001, or a free one if it is taken)
  --keep             leave the data where it is at the end
  --help
`;

/** A flag that is missing, unknown or wrong. */
export class DemoFlagError extends Error {
  override readonly name = "DemoFlagError";
}

/**
 * Reads the command line; null when only the help is wanted.
 *
 * @throws {DemoFlagError}
 */
export function readDemoFlags(args: readonly string[]): DemoFlags | null {
  const flags = parse(args);
  if (flags.help === true) return null;
  return {
    rounds: flags.rounds === undefined ? null : wholeNumber("--rounds", flags.rounds, 1, 1_000_000),
    pauseSeconds: wholeNumber("--pause", flags.pause ?? "8", 0, 3_600),
    port: wholeNumber("--port", flags.port ?? "4001", 0, 65_535),
    keep: flags.keep === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rounds: { type: "string" },
        pause: { type: "string" },
        port: { type: "string" },
        keep: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split(". ")[0] : "";
    throw new DemoFlagError(`Cannot start demo: ${reason}`, { cause });
  }
}

function wholeNumber(flag: string, text: string, least: number, most: number): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new DemoFlagError(
    `Cannot start demo: ${flag} must be a number from ${least} to ${most}, not "${text}"`,
  );
}
