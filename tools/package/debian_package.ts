/**
 * The `.deb`, out of the folder a person would unpack.
 *
 * @module
 */

import { join } from "node:path";
import { desktopEntry } from "./package_folder.ts";
import { ROOT } from "./product_files.ts";
import { runTool } from "./run_tool.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };
const HOME = "usr/lib/hikma-hub";
const SCRIPTS = join(ROOT, "tools", "package", "linux");

/** What goes into it, and how hard it is compressed. */
export interface DebianOptions {
  readonly version: string;
  /** As `dpkg-deb -Z` has it: `xz` is small and slow, `none` for tests. */
  readonly compression: "xz" | "gzip" | "none";
}

/** Architecture as Debian calls it. */
export function debianArch(arch: string = Deno.build.arch): string {
  return ARCHITECTURES[arch] ?? arch;
}

/**
 * Makes the package.
 *
 * @param packageFolder what `makePackageFolder` made; it is moved away
 * @throws {ToolError} without `dpkg-deb`
 */
export async function makeDebianPackage(
  packageFolder: string,
  target: string,
  { version, compression }: DebianOptions,
): Promise<void> {
  const tree = `${packageFolder}.deb-tree`;
  await Deno.mkdir(join(tree, "usr/lib"), { recursive: true });
  await Deno.rename(packageFolder, join(tree, HOME));
  await Deno.remove(join(tree, HOME, "Hikma Health Sync Hub.desktop"));
  await Deno.mkdir(join(tree, "usr/bin"));
  await Deno.symlink("../lib/hikma-hub/bin/hikma-hub", join(tree, "usr/bin/hikma-hub"));
  await place(tree, "usr/share/applications/hikma-hub.desktop", {
    text: await desktopEntry(`/${HOME}/bin/hikma-hub`, "hikma-hub"),
  });
  for (const [name, size] of [["icon.svg", "scalable"], ["icon.png", "256x256"]] as const) {
    const file = `hikma-hub.${name.slice(-3)}`;
    await place(tree, `usr/share/icons/hicolor/${size}/apps/${file}`, {
      file: join(tree, HOME, "share", name),
    });
  }
  await place(tree, "usr/share/doc/hikma-hub/copyright", { file: join(ROOT, "LICENSE") });
  const libc = await libcOf(join(tree, HOME, "program"));
  const kib = Math.ceil(folderBytes(tree) / 1024);
  for (const name of ["control", "preinst", "postinst", "prerm", "postrm"]) {
    const text = (await Deno.readTextFile(join(SCRIPTS, name)))
      .replaceAll("@VERSION@", version).replace("@ARCH@", debianArch())
      .replace("@KIB@", `${kib}`).replace("@LIBC@", libc);
    await place(tree, `DEBIAN/${name}`, { text });
    if (name !== "control") await Deno.chmod(join(tree, "DEBIAN", name), 0o755);
  }
  await openToAll(tree);
  const how = ["--root-owner-group", `-Z${compression}`];
  await runTool("dpkg-deb", [...how, "--build", tree, target]);
  await Deno.remove(tree, { recursive: true });
}

/** What Deno itself needs, and what is compiled with it. */
const LIBC_OF_DENO = 27;

/**
 * The oldest C library that a program folder runs with: where the native libraries were built, newer
 * ones may have been asked for. That of the window is not: without it the page opens in the browser.
 */
export async function libcOf(programFolder: string): Promise<string> {
  let minor = LIBC_OF_DENO;
  for await (const { name } of Deno.readDir(programFolder)) {
    if (!/^libsqlcipher.*\.so$/.test(name)) continue;
    const bytes = await Deno.readFile(join(programFolder, name));
    const text = new TextDecoder("latin1").decode(bytes);
    for (const [, asked] of text.matchAll(/\0GLIBC_2\.(\d+)/g)) {
      minor = Math.max(minor, Number(asked));
    }
  }
  return `2.${minor}`;
}

/** Everybody may read what is installed, whatever the builder's `umask` says. */
async function openToAll(folder: string): Promise<void> {
  await Deno.chmod(folder, 0o755);
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await openToAll(path);
    else if (isFile) {
      const isProgram = ((await Deno.stat(path)).mode ?? 0) & 0o100;
      await Deno.chmod(path, isProgram ? 0o755 : 0o644);
    }
  }
}

/** Bytes of all files in a folder. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory ? folderBytes(path) : Deno.lstatSync(path).size;
  }
  return bytes;
}

async function place(
  tree: string,
  path: string,
  content: { readonly text: string } | { readonly file: string },
): Promise<void> {
  const target = join(tree, path);
  await Deno.mkdir(join(target, ".."), { recursive: true });
  if ("text" in content) await Deno.writeTextFile(target, content.text);
  else await Deno.copyFile(content.file, target);
  await Deno.chmod(target, 0o644);
}
