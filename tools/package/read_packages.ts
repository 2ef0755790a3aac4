/**
 * The packages in a folder, by their names: those of several systems come together there.
 *
 * @module
 */

import { join } from "node:path";
import { type Asset, type PackageKind, sha256Of } from "./build_packages.ts";

const NAME = /^hikma-hub-([\d.]+)-(\w+)-(\w+)\.(tar\.gz|deb|dmg|exe)$/;
const KINDS: Readonly<Record<string, PackageKind>> = {
  "tar.gz": "archive",
  deb: "deb",
  dmg: "dmg",
  exe: "exe",
};

/** Those of one version, sorted by name. */
export async function readPackages(folder: string, version: string): Promise<Asset[]> {
  const assets: Asset[] = [];
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  for (const name of names) {
    const [, itsVersion, os = "", arch = "", ending = ""] = NAME.exec(name) ?? [];
    const kind = KINDS[ending];
    if (itsVersion !== version || kind === undefined) continue;
    const path = join(folder, name);
    const bytes = (await Deno.stat(path)).size;
    assets.push({ os, arch, kind, path, bytes, sha256: await sha256Of(path) });
  }
  return assets;
}
