/**
 * The gate: everything a change has to pass, in the order in which it fails fastest.
 *
 * `--keep-going` runs every step whatever happens; `--without-tests` leaves the last one out.
 *
 * @module
 */

import { sayDuration, sayErr } from "./terminal.ts";

const ROOT = new URL("../", import.meta.url);

interface Step {
  readonly name: string;
  /** Arguments of `deno`. */
  readonly args: readonly string[];
}

const TESTS: Step = { name: "tests", args: ["run", "-A", "tools/test.ts"] };

const STEPS: readonly Step[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check"] },
  // The page's sources bring a browser's types with them: the hub itself has to pass without.
  {
    name: "types without a browser",
    args: ["check", "main.ts", "server", "vault", "sqlcipher", "ui/window"],
  },
  { name: "docs", args: ["run", "-A", "tools/check_docs.ts"] },
  { name: "structure", args: ["test", "--allow-read", "tests/structure/"] },
  TESTS,
];

interface Result {
  readonly name: string;
  readonly passed: boolean;
  readonly durationMs: number;
}

async function run(step: Step): Promise<Result> {
  sayErr(`\n── ${step.name}: deno ${step.args.join(" ")}`);
  const startedMs = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...step.args],
    cwd: ROOT,
    stdin: "null",
  }).spawn().status;
  return { name: step.name, passed: success, durationMs: performance.now() - startedMs };
}

function sayResult({ name, passed, durationMs }: Result): void {
  sayErr(`── ${name}: ${passed ? "passed" : "FAILED"} in ${sayDuration(durationMs)}`);
}

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== "--keep-going" && arg !== "--without-tests");
  if (unknown !== undefined) {
    sayErr(`Cannot run the gate: unknown flag "${unknown}"`);
    return 2;
  }
  const keepGoing = args.includes("--keep-going");
  const steps = args.includes("--without-tests") ? STEPS.filter((step) => step !== TESTS) : STEPS;
  const results: Result[] = [];
  for (const step of steps) {
    const result = await run(step);
    results.push(result);
    if (!result.passed && !keepGoing) break;
  }
  sayErr("");
  results.forEach(sayResult);
  const left = steps.length - results.length;
  if (left > 0) sayErr(`── stopped there: ${left} steps not run`);
  return results.every((result) => result.passed) ? 0 : 1;
}

Deno.exit(await main(Deno.args));
