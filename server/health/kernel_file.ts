/**
 * Small files of the kernel (`/sys`), through the C library: the runtime wants every permission
 * there is for reading these.
 *
 * @module
 */

const MAX_BYTES = 4_096;

/** Reads small files until it is disposed. Linux. */
export class KernelFiles implements Disposable {
  readonly #libc = Deno.dlopen("libc.so.6", {
    open: { parameters: ["buffer", "i32"], result: "i32" },
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    close: { parameters: ["i32"], result: "i32" },
  });

  /** The text, `""` for a file that is not there or cannot be read. */
  text(path: string): string {
    const { open, read, close } = this.#libc.symbols;
    const file = open(new TextEncoder().encode(`${path}\0`), 0);
    if (file < 0) return "";
    try {
      const bytes = new Uint8Array(MAX_BYTES);
      const count = Number(read(file, bytes, BigInt(MAX_BYTES)));
      return count <= 0 ? "" : new TextDecoder().decode(bytes.subarray(0, count));
    } finally {
      close(file);
    }
  }

  [Symbol.dispose](): void {
    this.#libc.close();
  }
}
