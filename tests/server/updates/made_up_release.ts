/** A release made in the test: small archives, keys of its own, a place that serves them. */

import { join } from "node:path";
import { type Asset, sha256Of } from "../../../tools/package/build_packages.ts";
import {
  manifestBytes,
  type Release,
  signatureText,
  writeManifest,
  writeUpdateFile,
} from "../../../tools/package/release_files.ts";
import { tarOf } from "../../../tools/package/write_tar.ts";
import type { UpdateKeys } from "../../../server/updates/mod.ts";

export const OS = "linux";
export const ARCH = "x86_64";

/** A key pair, and its public half as the program has it. */
export async function makeKey(): Promise<
  { readonly privateKey: CryptoKey; readonly text: string }
> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("no key pair");
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { privateKey: pair.privateKey, text: raw.toBase64() };
}

/** What may be odd about a release. */
export interface ReleaseOptions {
  readonly version?: string;
  /** What the program inside says it is. */
  readonly inside?: { readonly version?: string; readonly os?: string; readonly arch?: string };
  /** What the manifest says of the archive. */
  readonly asset?: Partial<Asset>;
  readonly minimumFrom?: string;
}

/** A folder with a release. Removed when disposed. */
export class MadeUpRelease implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "hub-release-" });
  readonly keys: UpdateKeys;
  readonly archive: string;
  readonly #release: Release;
  readonly #privateKey: CryptoKey;

  private constructor(key: Awaited<ReturnType<typeof makeKey>>, release: Release, archive: string) {
    this.keys = { current: key.text, next: "" };
    this.#privateKey = key.privateKey;
    this.#release = release;
    this.archive = archive;
  }

  static async make(options: ReleaseOptions = {}): Promise<MadeUpRelease> {
    const version = options.version ?? "26.11.2401";
    const name = `hikma-hub-${version}-${OS}-${ARCH}`;
    const key = await makeKey();
    const release: Release = {
      version,
      date: "2026-11-24",
      minimumFrom: options.minimumFrom ?? "26.11.2000",
      notes: { en: "Better.", es: "Mejor.", ar: "أفضل." },
      assets: [],
    };
    const made = new MadeUpRelease(key, release, `${name}.tar.gz`);
    await makeArchive(made.folder, name, { version, os: OS, arch: ARCH, ...options.inside });
    const path = join(made.folder, made.archive);
    const asset: Asset = {
      os: OS,
      arch: ARCH,
      kind: "archive",
      path,
      bytes: (await Deno.stat(path)).size,
      sha256: await sha256Of(path),
      ...options.asset,
    };
    Object.assign(made.#release, { assets: [asset] });
    await made.sign();
    return made;
  }

  /** Signs it, with another key if given. */
  async sign(privateKey: CryptoKey = this.#privateKey): Promise<void> {
    await writeManifest(this.folder, this.#release, privateKey);
  }

  /** Puts another manifest in the place of its own, signed by its key. */
  async signText(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    const signature = await signatureText(bytes, this.#privateKey);
    await Deno.writeTextFile(join(this.folder, "manifest.json.sig"), signature);
    await Deno.writeFile(join(this.folder, "manifest.json"), bytes);
  }

  /** The bytes that are signed. */
  get manifest(): Uint8Array<ArrayBuffer> {
    return manifestBytes(this.#release);
  }

  /** The update file for a USB stick. */
  async file(): Promise<string> {
    const target = join(this.folder, "hub.hubupdate");
    await writeUpdateFile(this.folder, this.archive, target);
    return target;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** As much of a package as an update needs: it only has to be the right one. */
async function makeArchive(
  folder: string,
  name: string,
  inside: { readonly version: string; readonly os: string; readonly arch: string },
): Promise<void> {
  const tree = join(folder, "tree");
  const program = join(tree, "program");
  await Deno.mkdir(program, { recursive: true });
  await Deno.writeTextFile(join(program, "version"), `${inside.version}\n`);
  const facts = { ...inside, kind: "around_deno", deno: "2.9.6" };
  await Deno.writeTextFile(join(program, "facts.json"), JSON.stringify(facts));
  await Deno.writeTextFile(join(program, "run"), "#!/bin/sh\n", { mode: 0o755 });
  const filling = crypto.getRandomValues(new Uint8Array(60_000));
  await Deno.writeFile(join(program, "filling"), filling);
  await Deno.mkdir(join(tree, "bin"));
  await Deno.writeTextFile(join(tree, "bin", "hikma-hub"), "not unpacked");
  const tar = tarOf([{ path: tree, name }], 0).pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(join(folder, `${name}.tar.gz`), tar);
  await Deno.remove(tree, { recursive: true });
}

/** Serves a folder as the place of the updates; counts and can go wrong. */
export class UpdateServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** What was asked for. */
  readonly asked: string[] = [];
  /** Files break off after so many bytes. */
  breakAfter: number | null = null;
  /** Whether it can go on in the middle of a file. */
  knowsRanges = true;

  constructor(folder: string) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      const name = new URL(request.url).pathname.slice(1);
      const range = request.headers.get("range");
      this.asked.push(range === null ? name : `${name} ${range}`);
      return this.#answer(join(folder, name), this.knowsRanges ? range : null);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async #answer(path: string, range: string | null): Promise<Response> {
    const bytes = await Deno.readFile(path).catch(() => null);
    if (bytes === null) return new Response(null, { status: 404 });
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
    const rest = bytes.subarray(from);
    const cut = path.endsWith(".gz") && this.breakAfter !== null
      ? rest.subarray(0, this.breakAfter)
      : rest;
    return new Response(cut, { status: range === null ? 200 : 206 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
