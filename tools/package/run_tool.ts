/**
 * Runs a program that has to succeed.
 *
 * @module
 */

/** A program failed; the message has the end of what it said. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}

const LINES_SHOWN = 12;

/**
 * Runs it to its end; answers what it printed.
 *
 * @throws {ToolError} when it is missing or fails
 */
export async function runTool(
  program: string,
  args: readonly string[],
  how: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<string> {
  const name = program.split(/[\\/]/).at(-1);
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, {
      ...how,
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new ToolError(`Cannot run ${name}: it is not installed`);
    }
    throw error;
  }
  const decoder = new TextDecoder();
  const stdout = decoder.decode(output.stdout);
  if (output.success) return stdout;
  const said = (stdout + decoder.decode(output.stderr)).trim().split("\n").slice(-LINES_SHOWN);
  throw new ToolError(`Cannot go on: ${name} ${args[0] ?? ""} failed\n${said.join("\n")}`);
}
