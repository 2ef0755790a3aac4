/**
 * The npm packages of the program as plain files, so that an installed program needs no cache of
 * packages and no registry.
 *
 * @module
 */

import { join } from "node:path";
import { ROOT } from "./product_files.ts";
import { runTool } from "./run_tool.ts";

/**
 * Bundles each imported name into `folder`, with what they share in common files.
 *
 * @returns an import map from the names to files, relative to the folder's parent
 */
export async function bundlePackages(
  names: readonly string[],
  folder: string,
): Promise<Record<string, string>> {
  // Inside the repository: there the names mean the pinned packages.
  const entries = await Deno.makeTempDir({ dir: join(ROOT, "build"), prefix: "packages-" });
  try {
    const imports: Record<string, string> = {};
    for (const name of names) {
      const file = name.replaceAll("@", "").replaceAll("/", "_");
      await Deno.writeTextFile(join(entries, `${file}.ts`), await passOn(name));
      imports[name] = `./packages/${file}.js`;
    }
    await runTool(Deno.execPath(), [
      ...["bundle", "--quiet", "--platform", "deno", "--code-splitting", "--outdir", folder],
      ...[...Deno.readDirSync(entries)].map((entry) => join(entries, entry.name)).sort(),
    ], { cwd: ROOT });
    return imports;
  } finally {
    await Deno.remove(entries, { recursive: true });
  }
}

/** A module that passes on everything of a package. */
async function passOn(name: string): Promise<string> {
  const namespace: Record<string, unknown> = await import(name);
  const rest = "default" in namespace ? `export { default } from "${name}";\n` : "";
  return `export * from "${name}";\n${rest}`;
}
