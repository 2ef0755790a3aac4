/**
 * Makes one executable with the native libraries beside it, in `dist/compiled/`.
 *
 * @module
 */

import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { EXECUTABLE } from "./package/compile_program.ts";
import { ROOT } from "./package/product_files.ts";
import { makeProgramFolder } from "./package/program_folder.ts";
import { ToolError } from "./package/run_tool.ts";
import { EXIT_LIBRARY_MISSING, messageOf, setUp } from "./set_up/mod.ts";
import { sayErr, sayOut } from "./terminal.ts";

async function main(): Promise<number> {
  try {
    await setUp();
  } catch (error) {
    sayErr(`Set-up: ${messageOf(error)}`);
    return EXIT_LIBRARY_MISSING;
  }
  const folder = join(ROOT, "dist", "compiled");
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  try {
    const { version, updates } = config;
    await makeProgramFolder(folder, { version, updates, kind: "compiled" });
    sayOut(join(folder, EXECUTABLE));
    return 0;
  } catch (error) {
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    if (!(error instanceof ToolError)) throw error;
    sayErr(error.message);
    sayErr("Without the runtime of deno compile, use deno task package: it packs Deno itself.");
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main());
