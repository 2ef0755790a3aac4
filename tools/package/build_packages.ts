/**
 * Everything a release has for the system this runs on.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { compileProgram, type UpdateSource } from "./compile_program.ts";
import { makeDebianPackage } from "./debian_package.ts";
import { makeDiskImage } from "./disk_image.ts";
import { makePackageFolder } from "./package_folder.ts";
import type { ProgramKind } from "./program_folder.ts";
import { runTool, ToolError } from "./run_tool.ts";
import { makeWindowsInstaller } from "./windows_installer.ts";
import { tarOf } from "./write_tar.ts";

/** What is made. */
export type PackageKind = "archive" | "deb" | "dmg" | "exe";

/** A finished file, as the manifest of a release names it. */
export interface Asset {
  readonly os: string;
  readonly arch: string;
  readonly kind: PackageKind;
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** How to make packages. */
export interface BuildOptions {
  /** Where the files go. */
  readonly target: string;
  readonly version?: string;
  readonly updates?: UpdateSource;
  /** Default: those of this system. */
  readonly kinds?: readonly PackageKind[];
  /** `auto` compiles where the runtime of `deno compile` can be had. */
  readonly program?: ProgramKind | "auto";
  /** Less compression, for tests. */
  readonly quick?: boolean;
  readonly say?: (line: string) => void;
}

const KINDS: Partial<Record<typeof Deno.build.os, readonly PackageKind[]>> = {
  linux: ["archive", "deb"],
  darwin: ["archive", "dmg"],
  windows: ["archive", "exe"],
};

/** Makes the packages; answers what they are. */
export async function buildPackages(options: BuildOptions): Promise<Asset[]> {
  const { target, quick = false, say = () => {} } = options;
  const { os, arch } = Deno.build;
  const version = options.version ?? config.version;
  const updates = options.updates ?? config.updates;
  await Deno.mkdir(target, { recursive: true });
  const work = await Deno.makeTempDir({ dir: target, prefix: ".work-" });
  try {
    const wanted = options.program ?? "auto";
    const kind = wanted === "auto" ? await bestKind(work, { version, updates }, say) : wanted;
    say(kind === "compiled" ? "Compiled." : "Made around the Deno executable.");
    const name = `hikma-hub-${version}-${os}-${arch}`;
    const folder = join(work, name);
    await makePackageFolder(folder, { version, kind, updates });
    const assets: Asset[] = [];
    for (const packageKind of options.kinds ?? KINDS[os] ?? ["archive"]) {
      const path = join(target, `${name}.${ENDINGS[packageKind]}`);
      await MAKERS[packageKind](folder, path, { version, quick });
      const bytes = (await Deno.stat(path)).size;
      assets.push({ os, arch, kind: packageKind, path, bytes, sha256: await sha256Of(path) });
      say(`${basename(path)}  ${(bytes / 1e6).toFixed(1)} MB`);
    }
    return assets;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

const ENDINGS: Record<PackageKind, string> = {
  archive: "tar.gz",
  deb: "deb",
  dmg: "dmg",
  exe: "exe",
};

type Maker = (
  folder: string,
  path: string,
  how: { readonly version: string; readonly quick: boolean },
) => Promise<void>;

/** The `.deb` comes last where there are several: it takes the folder with it. */
const MAKERS: Record<PackageKind, Maker> = {
  archive: async (folder, path, { quick }) => {
    const tar = tarOf([{ path: folder, name: basename(folder) }], MODIFIED_S);
    if (quick) {
      await Deno.writeFile(`${path}.tar`, tar);
      await runTool("gzip", ["-1", "-n", "-f", `${path}.tar`]);
      return await Deno.rename(`${path}.tar.gz`, path);
    }
    await Deno.writeFile(path, tar.pipeThrough(new CompressionStream("gzip")));
  },
  deb: (folder, path, { version, quick }) =>
    makeDebianPackage(folder, path, { version, compression: quick ? "none" : "xz" }),
  dmg: (folder, path, { version }) => makeDiskImage(folder, path, version),
  exe: (folder, path, { version }) => makeWindowsInstaller(folder, path, version),
};

/** The same for all files, so that the same sources give the same archive. */
const MODIFIED_S = Date.UTC(2026, 0, 1) / 1000;

async function bestKind(
  work: string,
  options: { readonly version: string; readonly updates: UpdateSource },
  say: (line: string) => void,
): Promise<ProgramKind> {
  const trial = join(work, "trial");
  await Deno.mkdir(trial);
  try {
    await compileProgram(trial, options);
    return "compiled";
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    say(`deno compile does not work here: ${error.message.split("\n", 1)[0]}`);
    return "around_deno";
  } finally {
    await Deno.remove(trial, { recursive: true });
  }
}

/** SHA-256 of a file, in hex. */
export async function sha256Of(path: string): Promise<string> {
  const digest = createHash("sha256");
  using file = await Deno.open(path);
  for await (const chunk of file.readable) digest.update(chunk);
  return digest.digest("hex");
}
