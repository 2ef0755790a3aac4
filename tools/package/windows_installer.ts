/**
 * The installer for Windows, by Inno Setup. Made and tried only by the hosted workflow.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { ROOT } from "./product_files.ts";
import { runTool } from "./run_tool.ts";

/** How Inno Setup calls processors. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: "x64compatible",
  aarch64: "arm64",
};

/** Makes the installer out of the folder a person would unpack. */
export async function makeWindowsInstaller(
  packageFolder: string,
  target: string,
  version: string,
): Promise<void> {
  await runTool("iscc", [
    "/Qp",
    `/DVersion=${version}`,
    `/DFolder=${packageFolder}`,
    `/DArch=${ARCHITECTURES[Deno.build.arch] ?? Deno.build.arch}`,
    `/DOutput=${basename(target, ".exe")}`,
    `/O${dirname(target)}`,
    join(ROOT, "tools", "package", "windows", "installer.iss"),
  ]);
}
