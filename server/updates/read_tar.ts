/**
 * Reads a tar file as it comes: ustar, POSIX.1-2001, files and folders only.
 *
 * @module
 */

import { UpdateError } from "./update_error.ts";

const BLOCK = 512;

/** One file of it. */
export interface TarFile {
  readonly path: string;
  readonly bytes: number;
  /** Whether it may be executed. */
  readonly isProgram: boolean;
  /** Its content; has to be read before the next file. */
  readonly content: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * The files in their order. Folders are left out: paths say where files belong.
 *
 * @throws {UpdateError} `UNREADABLE` for anything else than files and folders, for a path that
 *   leads out, and for no tar file; `DAMAGED` when it ends too early
 */
export async function* readTar(
  stream: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<TarFile> {
  const source = new Source(stream);
  for (;;) {
    const header = await source.take(BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const { path, bytes, mode, type } = readHeader(header);
    if (type === "5") continue;
    if (type !== "0" && type !== "\0") throw new UpdateError("UNREADABLE");
    let left = bytes;
    const content = (async function* () {
      while (left > 0) {
        const chunk = await source.some(left);
        left -= chunk.length;
        yield chunk;
      }
    })();
    yield { path, bytes, isProgram: (mode & 0o100) !== 0, content };
    for await (const _ of content);
    await source.take((BLOCK - bytes % BLOCK) % BLOCK);
  }
}

function readHeader(block: Uint8Array) {
  const text = (at: number, length: number) => {
    const field = block.subarray(at, at + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  };
  const octal = (at: number, length: number) => parseInt(text(at, length).trim() || "0", 8);
  const sum = block.reduce(
    (total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte),
    0,
  );
  if (sum !== octal(148, 8) || text(257, 5) !== "ustar") throw new UpdateError("UNREADABLE");
  const prefix = text(345, 155);
  const path = prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  const leadsOut = path.startsWith("/") || /[\\:]/.test(path) ||
    path.split("/").some((part) => part === ".." || part === ".");
  const bytes = octal(124, 12);
  if (leadsOut || !Number.isSafeInteger(bytes)) throw new UpdateError("UNREADABLE");
  return { path, bytes, mode: octal(100, 8), type: String.fromCharCode(block[156] ?? 0) };
}

/** A stream of which exact amounts are taken. */
class Source {
  readonly #iterator: AsyncIterator<Uint8Array<ArrayBuffer>>;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  constructor(stream: AsyncIterable<Uint8Array<ArrayBuffer>>) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** At least one byte and at most so many. */
  async some(most: number): Promise<Uint8Array<ArrayBuffer>> {
    while (this.#rest.length === 0) {
      const next = await this.#iterator.next();
      if (next.done === true) throw new UpdateError("DAMAGED");
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  async take(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const whole = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const part = await this.some(count - at);
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}
