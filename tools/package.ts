/**
 * Makes what people install, for the system this runs on: `docs/packaging.md`.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPackages, type PackageKind } from "./package/build_packages.ts";
import { ROOT } from "./package/product_files.ts";
import { ToolError } from "./package/run_tool.ts";
import { EXIT_LIBRARY_MISSING, messageOf, setUp } from "./set_up/mod.ts";
import { sayErr, sayOut } from "./terminal.ts";

const HELP = `deno task package [flags]

  --out DIR        where the files go (dist)
  --kinds LIST     archive,deb on Linux; archive,dmg on macOS; archive,exe on Windows
  --around-deno    do not try deno compile
  --quick          little compression`;

const KINDS: readonly PackageKind[] = ["archive", "deb", "dmg", "exe"];

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: "string" },
      kinds: { type: "string" },
      "around-deno": { type: "boolean" },
      quick: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const kinds = values.kinds?.split(",").map((name) => KINDS.find((kind) => kind === name));
  if (values.help === true || kinds?.includes(undefined)) {
    sayErr(HELP);
    return values.help === true ? 0 : 2;
  }
  try {
    await setUp();
  } catch (error) {
    sayErr(`Set-up: ${messageOf(error)}`);
    return EXIT_LIBRARY_MISSING;
  }
  try {
    await buildPackages({
      target: values.out ?? join(ROOT, "dist"),
      ...(kinds === undefined ? {} : { kinds: kinds.filter((kind) => kind !== undefined) }),
      program: values["around-deno"] === true ? "around_deno" : "auto",
      quick: values.quick === true,
      say: sayOut,
    });
    return 0;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    sayErr(error.message);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
