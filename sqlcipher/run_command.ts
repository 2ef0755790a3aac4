/** How a command ended and what it printed, both streams together. */
export interface CommandOutcome {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * Runs a command without a shell and waits for it; `undefined` if there is no such program.
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<CommandOutcome | undefined> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...options,
    }).output();
    const decoder = new TextDecoder();
    return { ok: success, output: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The lines of an outcome that say what went wrong, without addresses, at most five. */
export function errorLines(output: string): string {
  const lines = output.split("\n").filter((line) => /\berror\b/i.test(line)).slice(0, 5);
  return lines.map((line) => line.trim().replaceAll(/[a-z]+:\/\/\S+/gi, "<address>")).join("; ");
}
