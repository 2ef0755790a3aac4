/**
 * What the program is made of, for those who look for known weaknesses: CycloneDX 1.5, out of
 * `deno.lock` and the pins of the native libraries.
 *
 * @module
 */

import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { SOURCE } from "../../sqlcipher/source_pin.ts";
import { WEBVIEW_PACKAGE } from "../../ui/window/library_table.ts";
import { importedPackages, ROOT } from "./product_files.ts";
import type { ProgramFacts } from "./program_folder.ts";

/** One part. */
export interface Component {
  readonly type: "library" | "framework";
  readonly name: string;
  readonly version: string;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: "SHA-512"; readonly content: string }[];
}

/** The list. */
export interface ComponentList {
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.5";
  readonly version: 1;
  readonly metadata: {
    readonly component: {
      readonly type: "application";
      readonly name: "hikma-hub";
      readonly version: string;
    };
  };
  readonly components: readonly Component[];
}

interface Lock {
  readonly npm: Readonly<
    Record<string, { readonly integrity?: string; readonly dependencies?: readonly string[] }>
  >;
}

/** The list of a program with the given facts. The page's packages count: they are inside it. */
export async function componentList(facts: ProgramFacts): Promise<ComponentList> {
  const lock: Lock = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.lock")));
  const names = [...importedPackages(config.imports), "preact", "@preact/signals"];
  const roots = names.map((name) => packageOf(name));
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: { type: "application", name: "hikma-hub", version: facts.version },
    },
    components: [
      {
        type: "framework",
        name: "deno",
        version: facts.deno,
        purl: `pkg:github/denoland/deno@v${facts.deno}`,
      },
      library("sqlcipher", SOURCE.sqlcipherVersion),
      library(SOURCE.npmPackage, SOURCE.npmVersion),
      library(WEBVIEW_PACKAGE.npmPackage, WEBVIEW_PACKAGE.npmVersion),
      ...locked(lock, roots),
    ],
  };
}

/** Packages of the lock file that the roots need, themselves too. */
function locked({ npm }: Lock, roots: readonly string[]): Component[] {
  const wanted = [...roots];
  const found = new Map<string, Component>();
  for (let key = wanted.pop(); key !== undefined; key = wanted.pop()) {
    // A key may carry the versions of peers after an underscore, and a dependency no version.
    const prefix = key;
    const full = Object.keys(npm).find((name) =>
      name === prefix || name.startsWith(`${prefix}@`) || name.startsWith(`${prefix}_`)
    );
    if (full === undefined || found.has(full)) continue;
    const [name = "", version = ""] = splitKey(full);
    const { integrity, dependencies } = npm[full] ?? {};
    found.set(full, { ...library(name, version), ...hashOf(integrity) });
    wanted.push(...dependencies ?? []);
  }
  return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

function library(name: string, version: string): Component {
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return { type: "library", name, version, purl };
}

function hashOf(integrity: string | undefined): Pick<Component, "hashes"> {
  if (!integrity?.startsWith("sha512-")) return {};
  const content = Uint8Array.fromBase64(integrity.slice("sha512-".length)).toHex();
  return { hashes: [{ alg: "SHA-512", content }] };
}

/** `name@version_peer@…` in two. */
function splitKey(key: string): readonly [name: string, version: string] {
  const at = key.indexOf("@", 1);
  return [key.slice(0, at), key.slice(at + 1).split("_", 1)[0] ?? ""];
}

/** The key of an imported name in the lock file: `hono/cookie` belongs to `hono@4.13.19`. */
function packageOf(name: string): string {
  const parts = name.split("/");
  const own = parts.slice(0, name.startsWith("@") ? 2 : 1).join("/");
  const imports: Readonly<Record<string, string>> = config.imports;
  return imports[own]?.replace("npm:", "") ?? own;
}
