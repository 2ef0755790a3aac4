/**
 * The folder of one version of the program: what an installer lays down and an update replaces.
 *
 * @module
 */

import { dirname, join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { findLibrary as findSqlcipher } from "../../sqlcipher/find_library.ts";
import { MANIFEST_NAME } from "../../sqlcipher/library_paths.ts";
import { findLibrary as findWebview } from "../../ui/window/find_library.ts";
import { bundlePackages } from "./bundle_packages.ts";
import { compileProgram, type UpdateSource } from "./compile_program.ts";
import { permissionFlags } from "./permissions.ts";
import { importedPackages, productFiles, ROOT } from "./product_files.ts";

/** How the program in the folder runs. */
export type ProgramKind = "compiled" | "around_deno";

/** What the folder says of itself, in `facts.json`. */
export interface ProgramFacts {
  readonly version: string;
  readonly os: string;
  readonly arch: string;
  readonly kind: ProgramKind;
  /** Of the runtime inside. */
  readonly deno: string;
}

/** What may differ from the repository. */
export interface ProgramOptions {
  readonly version: string;
  readonly kind: ProgramKind;
  /** Where updates come from and who signs them. */
  readonly updates: UpdateSource;
}

const POSIX = join(ROOT, "tools", "package", "posix");
const WINDOWS = join(ROOT, "tools", "package", "windows");

/** The facts of a folder made here. */
export function factsOf({ version, kind }: ProgramOptions): ProgramFacts {
  const { os, arch } = Deno.build;
  return { version, os, arch, kind, deno: Deno.version.deno };
}

/** Makes the folder. It must not exist. */
export async function makeProgramFolder(folder: string, options: ProgramOptions): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const facts = factsOf(options);
  await Deno.writeTextFile(join(folder, "version"), `${facts.version}\n`);
  await Deno.writeTextFile(join(folder, "facts.json"), `${JSON.stringify(facts)}\n`);
  await copyLibraries(folder);
  if (options.kind === "compiled") await compileProgram(folder, options);
  else await layAroundDeno(folder, options);
  await writeRun(folder, options.kind);
}

/** The native libraries lie beside the executable as files: `docs/packaging.md`. */
async function copyLibraries(folder: string): Promise<void> {
  const sqlcipher = findSqlcipher();
  const webview = findWebview();
  const manifest = join(dirname(sqlcipher), MANIFEST_NAME);
  for (const file of [sqlcipher, webview, manifest]) {
    const copy = join(folder, file.slice(dirname(file).length + 1));
    await Deno.copyFile(file, copy);
    await Deno.chmod(copy, 0o644).catch(() => {});
  }
}

async function layAroundDeno(folder: string, options: ProgramOptions): Promise<void> {
  const deno = join(folder, Deno.build.os === "windows" ? "deno.exe" : "deno");
  await Deno.copyFile(Deno.execPath(), deno);
  if (Deno.build.os !== "windows") await Deno.chmod(deno, 0o755);
  const app = join(folder, "app");
  const files = productFiles();
  for (const folderName of new Set(files.map((path) => dirname(join(app, path))))) {
    await Deno.mkdir(folderName, { recursive: true });
  }
  for (const path of files) await Deno.copyFile(join(ROOT, path), join(app, path));
  const names = importedPackages(config.imports, files);
  const packages = await bundlePackages(names, join(app, "packages"));
  const ours = Object.entries(config.imports).filter(([, target]) => target.startsWith("./"));
  const { license, compilerOptions } = config;
  const installed = {
    version: options.version,
    license,
    updates: options.updates,
    imports: { ...Object.fromEntries(ours), ...packages },
    compilerOptions,
    // Ends the search for a configuration in the folders above, whoever wrote what there.
    workspace: [],
  };
  await Deno.writeTextFile(join(app, "deno.json"), `${JSON.stringify(installed, null, 2)}\n`);
}

async function writeRun(folder: string, kind: ProgramKind): Promise<void> {
  const isWindows = Deno.build.os === "windows";
  const template = join(isWindows ? WINDOWS : POSIX, `run_${kind}${isWindows ? ".cmd" : ""}`);
  const text = (await Deno.readTextFile(template))
    .replace("@PERMISSIONS@", permissionFlags().join(" "));
  const run = join(folder, isWindows ? "run.cmd" : "run");
  await Deno.writeTextFile(run, isWindows ? text.replaceAll(/\r?\n/g, "\r\n") : text);
  if (!isWindows) await Deno.chmod(run, 0o755);
}
