/**
 * What a person unpacks: the launcher, the program, icon and papers. Runs from wherever it lies.
 *
 * @module
 */

import { join } from "node:path";
import { desktopWord } from "../../server/machine/mod.ts";
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

/**
 * File managers hand over the place of the entry, some as a path and some as an address: it starts
 * what lies beside it.
 */
const START_BESIDE = [
  `place=$1`,
  `case $place in file:///*) place=$(printf %s "$place" | cut -c 8- | sed 's/%/\\\\x/g')`,
  `place=$(env printf %b "$place") ;; esac`,
  `exec "$(dirname "$place")/bin/hikma-hub"`,
].join("; ");

async function writeReadme(folder: string, version: string): Promise<void> {
  const readme = Deno.build.os === "windows" ? "windows" : "linux";
  const text = await Deno.readTextFile(join(HERE, readme, "README.txt"));
  await Deno.writeTextFile(join(folder, "README.txt"), text.replace("@VERSION@", version));
  if (Deno.build.os !== "linux") return;
  const entry = await entryBeside();
  await Deno.writeTextFile(join(folder, "Hikma Health Sync Hub.desktop"), entry, { mode: 0o755 });
}

/** The entry in the folder itself, for people who double-click it there. */
export async function entryBeside(): Promise<string> {
  return await desktopEntry(
    `sh -c ${desktopWord(START_BESIDE)} hikma-hub %k`,
    "applications-science",
  );
}

/** The entry for the menu of Linux desktops. */
export async function desktopEntry(exec: string, icon: string): Promise<string> {
  const text = await Deno.readTextFile(join(HERE, "linux", "hikma-hub.desktop"));
  return text.replace("@EXEC@", () => exec).replace("@ICON@", icon);
}
