/**
 * The program as one executable, by `deno compile`.
 *
 * @module
 */

import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { permissionFlags } from "./permissions.ts";
import { ROOT, workerModules } from "./product_files.ts";
import { runTool, ToolError } from "./run_tool.ts";

/** Where the program looks for updates; in `deno.json`, and in the program made of it. */
export interface UpdateSource {
  /** Folder of `manifest.json`, https; empty in development. */
  readonly url: string;
  /** Ed25519 public keys, base64 of 32 bytes; empty where there is none. */
  readonly keys: { readonly current: string; readonly next: string };
}

/** Name of the executable, in a program folder. */
export const EXECUTABLE = Deno.build.os === "windows"
  ? "hikma-hub-program.exe"
  : "hikma-hub-program";

/** What of the executable may differ from the repository. */
export interface CompileOptions {
  readonly version: string;
  readonly updates: UpdateSource;
}

/**
 * Compiles into the folder, and runs the result once: a build that succeeds may still give a file
 * that starts something else.
 *
 * @throws {ToolError} when the runtime cannot be fetched, or the result is not the program
 */
export async function compileProgram(folder: string, options: CompileOptions): Promise<void> {
  const executable = join(folder, EXECUTABLE);
  const { version, updates } = options;
  if (version !== config.version || JSON.stringify(updates) !== JSON.stringify(config.updates)) {
    throw new ToolError("Cannot compile another version than that of deno.json");
  }
  const includes = [...workerModules(), "build/page"].flatMap((path) => ["--include", path]);
  const icon = Deno.build.os === "windows" ? ["--icon", "tools/package/icon/icon.ico"] : [];
  const quiet = Deno.build.os === "windows" ? ["--no-terminal"] : [];
  await runTool(Deno.execPath(), [
    ...["compile", "--quiet", "--frozen", "--no-check", ...permissionFlags(), ...includes],
    ...[...icon, ...quiet, "--output", executable, "main.ts"],
  ], { cwd: ROOT });
  const said = await runTool(executable, ["--version"]).catch((error) => {
    throw new ToolError("Cannot use what deno compile made: it does not run", { cause: error });
  });
  if (said.split("\n", 1)[0]?.trim() === version) return;
  await Deno.remove(executable).catch(() => {});
  throw new ToolError("Cannot use what deno compile made: it does not answer --version");
}
