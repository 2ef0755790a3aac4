/**
 * Whether a file that is open is still the one that others find by its name.
 *
 * Where an open file can be deleted or replaced, whatever is written into it afterwards is gone when
 * it is closed.
 *
 * @module
 */

/** What tells a file from another one of the same name. */
interface FileIdentity {
  readonly dev: number;
  /** Null where the system does not say. */
  readonly ino: number | null;
}

/** Remembers which file it was when it was first seen. */
export class KeptFile {
  readonly #path: string;
  #first: FileIdentity | null;

  /** A file that is open, or will be. */
  constructor(path: string) {
    this.#path = path;
    this.#first = identityOf(() => Deno.statSync(path));
  }

  /** False when it was deleted or replaced since. Never rejects: an unknown file counts as kept. */
  async isInPlace(): Promise<boolean> {
    try {
      const { dev, ino } = await Deno.stat(this.#path);
      this.#first ??= { dev, ino };
      return dev === this.#first.dev && ino === this.#first.ino;
    } catch (error) {
      return this.#first === null || !(error instanceof Deno.errors.NotFound);
    }
  }
}

function identityOf(look: () => Deno.FileInfo): FileIdentity | null {
  try {
    const { dev, ino } = look();
    return { dev, ino };
  } catch {
    return null;
  }
}
