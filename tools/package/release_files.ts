/**
 * What the place of the updates holds beside the packages: manifest, signature, and the update files
 * for USB sticks.
 *
 * @module
 */

import { basename, join } from "node:path";
import type { Asset } from "./build_packages.ts";
import { tarOf } from "./write_tar.ts";

/** What is said of a release. */
export interface Release {
  readonly version: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly minimumFrom: string;
  readonly notes: { readonly en: string; readonly es: string; readonly ar: string };
  readonly assets: readonly Asset[];
}

/** The exact bytes of `manifest.json`. Addresses are relative to it. */
export function manifestBytes(release: Release): Uint8Array<ArrayBuffer> {
  const { version, date, minimumFrom, notes } = release;
  const assets = release.assets.map(({ os, arch, kind, path, bytes, sha256 }) => ({
    os,
    arch,
    kind,
    url: basename(path),
    bytes,
    sha256,
  }));
  const manifest = { version, date, minimumFrom, notes, assets };
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/** The text of a `.sig` file: base64 of the Ed25519 signature. */
export async function signatureText(
  bytes: Uint8Array<ArrayBuffer>,
  privateKey: CryptoKey,
): Promise<string> {
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, bytes));
  return `${signature.toBase64()}\n`;
}

/** Writes manifest and signature into the folder. */
export async function writeManifest(
  folder: string,
  release: Release,
  privateKey: CryptoKey,
): Promise<void> {
  const bytes = manifestBytes(release);
  await Deno.writeFile(join(folder, "manifest.json"), bytes);
  const signature = await signatureText(bytes, privateKey);
  await Deno.writeTextFile(join(folder, "manifest.json.sig"), signature);
}

/**
 * Makes the update file of one package: manifest, signature and package in a tar file, in this
 * order.
 *
 * @param folder Where manifest, signature and the package are
 */
export async function writeUpdateFile(
  folder: string,
  packageName: string,
  target: string,
): Promise<void> {
  const names = ["manifest.json", "manifest.json.sig", packageName];
  const parts = names.map((name) => ({ path: join(folder, name), name }));
  await Deno.writeFile(target, tarOf(parts, 0));
}
