/** A folder of one test, removed at its end: `using folder = new TempFolder()`. */
export class TempFolder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "sqlcipher_test_" });

  /** Path of a file in it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** A raw key whose bytes are all the same. */
export function keyOf(byte: number): Uint8Array {
  return new Uint8Array(32).fill(byte);
}

/** What a function throws; fails if it does not throw. */
export function thrownBy(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
