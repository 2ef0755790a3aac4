/**
 * What a person unpacks: the launcher, the program, icon and papers. Runs from wherever it lies.
 *
 * @module
 */

import { join } from "node:path";
import { componentList } from "./component_list.ts";
import { ROOT } from "./product_files.ts";
import { factsOf, makeProgramFolder, type ProgramOptions } from "./program_folder.ts";

const HERE = join(ROOT, "tools", "package");

/** Makes the folder, which must not exist. */
export async function makePackageFolder(folder: string, options: ProgramOptions): Promise<void> {
  const bin = join(folder, "bin");
  await Deno.mkdir(bin, { recursive: true });
  await makeProgramFolder(join(folder, "program"), options);
  for (const name of LAUNCHERS[Deno.build.os] ?? ["hikma-hub"]) {
    const target = join(bin, name);
    const source = Deno.build.os === "windows" ? "windows" : "posix";
    await Deno.copyFile(join(HERE, source, name), target);
    if (Deno.build.os !== "windows") await Deno.chmod(target, 0o755);
  }
  const share = join(folder, "share");
  await Deno.mkdir(share);
  for (const name of ["icon.svg", "icon.png"]) {
    await Deno.copyFile(join(HERE, "icon", name), join(share, name));
    await Deno.chmod(join(share, name), 0o644).catch(() => {});
  }
  await Deno.copyFile(join(ROOT, "LICENSE"), join(folder, "LICENSE.txt"));
  const list = await componentList(factsOf(options));
  await Deno.writeTextFile(
    join(share, "components.cdx.json"),
    `${JSON.stringify(list, null, 1)}\n`,
  );
  await writeReadme(folder, options.version);
}

const LAUNCHERS: Partial<Record<typeof Deno.build.os, readonly string[]>> = {
  windows: ["hikma-hub.cmd", "hikma-hub.ps1"],
};

async function writeReadme(folder: string, version: string): Promise<void> {
  const readme = Deno.build.os === "windows" ? "windows" : "linux";
  const text = await Deno.readTextFile(join(HERE, readme, "README.txt"));
  await Deno.writeTextFile(join(folder, "README.txt"), text.replace("@VERSION@", version));
  if (Deno.build.os !== "linux") return;
  // File managers hand over the place of the entry: so it starts what lies beside it.
  const exec = `sh -c '"$(dirname "$1")/bin/hikma-hub"' hikma-hub %k`;
  const entry = await desktopEntry(exec, "applications-science");
  await Deno.writeTextFile(join(folder, "Hikma Health Sync Hub.desktop"), entry, { mode: 0o755 });
}

/** The entry for the menu of Linux desktops. */
export async function desktopEntry(exec: string, icon: string): Promise<string> {
  const text = await Deno.readTextFile(join(HERE, "linux", "hikma-hub.desktop"));
  return text.replace("@EXEC@", () => exec).replace("@ICON@", icon);
}
