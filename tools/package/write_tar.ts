/**
 * Writes tar files, the same bytes for the same content: ustar, POSIX.1-2001.
 *
 * @module
 */

import { join } from "node:path";

const BLOCK = 512;
const PREFIX_CHARS = 155;
const NAME_CHARS = 100;
const CHUNK = 1 << 16;

/** Something that goes into the file: a file, or a folder with everything in it. */
export interface TarPart {
  readonly path: string;
  /** What it is called in there. */
  readonly name: string;
}

/**
 * The parts in their order; inside folders sorted by name. Everything is owned by root.
 *
 * @param modifiedS Epoch seconds for every entry
 */
export function tarOf(
  parts: readonly TarPart[],
  modifiedS: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(entries(parts, modifiedS));
}

async function* entries(
  parts: readonly TarPart[],
  modifiedS: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const { path, name } of parts) yield* walk(path, name, modifiedS);
  yield new Uint8Array(2 * BLOCK);
}

async function* walk(
  path: string,
  name: string,
  modifiedS: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { isDirectory, size, mode } = await Deno.stat(path);
  if (!isDirectory) {
    const isProgram = ((mode ?? 0) & 0o111) !== 0;
    yield header({ name, size, mode: isProgram ? 0o755 : 0o644, type: "0", modifiedS });
    yield* content(path);
    if (size % BLOCK > 0) yield new Uint8Array(BLOCK - size % BLOCK);
    return;
  }
  yield header({ name: `${name}/`, size: 0, mode: 0o755, type: "5", modifiedS });
  const names = [...Deno.readDirSync(path)].map((entry) => entry.name).sort();
  for (const entry of names) yield* walk(join(path, entry), `${name}/${entry}`, modifiedS);
}

async function* content(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  for (;;) {
    const chunk = new Uint8Array(CHUNK);
    const count = await file.read(chunk);
    if (count === null) return;
    yield chunk.subarray(0, count);
  }
}

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  /** `0` a file, `5` a folder. */
  readonly type: "0" | "5";
  readonly modifiedS: number;
}

function header({ name, size, mode, type, modifiedS }: Entry): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => new TextEncoder().encodeInto(text, block.subarray(at));
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  const [prefix, rest] = split(name);
  put(rest, 0);
  put(`${octal(mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  put(`${octal(size, 11)}\0${octal(modifiedS, 11)}\0`, 124);
  put(" ".repeat(8), 148);
  put(type, 156);
  put("ustar\x0000root", 257);
  put("root", 297);
  put(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\0 `, 148);
  return block;
}

/** A long path is cut at a slash: the first part goes into a field of its own. */
function split(name: string): readonly [prefix: string, rest: string] {
  if (name.length <= NAME_CHARS) return ["", name];
  const at = name.indexOf("/", name.length - NAME_CHARS - 1);
  if (at < 1 || at > PREFIX_CHARS || at === name.length - 1) {
    throw new RangeError(`Cannot pack "${name}": the path is too long`);
  }
  return [name.slice(0, at), name.slice(at + 1)];
}
