import type { FileOperations, NewFile } from "../../vault/mod.ts";

interface Inode {
  /** What reads see. */
  content: Uint8Array;
  /** What is sure to be on the disk. */
  synced: Uint8Array;
}

type Names = Map<string, Inode>;

/** What a power cut may make of content that was not synced. */
const FATES: readonly ((inode: Inode) => Uint8Array)[] = [
  ({ content }) => content,
  ({ synced }) => synced,
  ({ content }) => content.slice(0, content.length >> 1),
  ({ content }) => new Uint8Array(content.length),
];

/**
 * A disk in memory on which content is lost unless synced, and names change on the disk in order
 * but at any time until their folder is synced. The power can be cut before any operation.
 */
export class PowerLossDisk implements FileOperations {
  #names: Names = new Map();
  #durableNames: Names = new Map();
  #pending: ((names: Names) => void)[] = [];
  /** Operations done so far. */
  operations = 0;
  /** Operations after which the power fails. */
  cutAfter = Infinity;

  constructor(files: Iterable<readonly [string, Uint8Array]> = []) {
    for (const [path, content] of files) {
      const inode = { content, synced: content };
      this.#names.set(path, inode);
      this.#durableNames.set(path, inode);
    }
  }

  /** Every content the disk may have when the power comes back. */
  *afterPowerCut(): Generator<PowerLossDisk> {
    for (let applied = 0; applied <= this.#pending.length; applied++) {
      const names = new Map(this.#durableNames);
      for (const change of this.#pending.slice(0, applied)) change(names);
      for (const fate of FATES) {
        yield new PowerLossDisk(
          [...names].map(([path, inode]) =>
            [path, inode.synced === inode.content ? inode.synced : fate(inode)] as const
          ),
        );
      }
    }
  }

  read(path: string, maxBytes: number): Promise<Uint8Array | null> {
    return this.#operate(() => this.#names.get(path)?.content.slice(0, maxBytes) ?? null);
  }

  exists(path: string): Promise<boolean> {
    return this.#operate(() => this.#names.has(path));
  }

  create(path: string): Promise<NewFile> {
    return this.#operate(() => {
      if (this.#names.has(path)) throw new Error("file exists");
      const inode: Inode = { content: new Uint8Array(0), synced: new Uint8Array(0) };
      this.#change((names) => names.set(path, inode));
      return {
        write: (bytes) =>
          this.#operate(() => {
            inode.content = new Uint8Array([...inode.content, ...bytes]);
          }),
        sync: () =>
          this.#operate(() => {
            inode.synced = inode.content;
          }),
        close: () => {},
      };
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#operate(() => {
      if (!this.#names.has(from)) throw new Error("no such file");
      this.#change((names) => {
        const inode = names.get(from);
        names.delete(from);
        if (inode !== undefined) names.set(to, inode);
      });
    });
  }

  remove(path: string): Promise<void> {
    return this.#operate(() => this.#change((names) => names.delete(path)));
  }

  syncFolderOf(_path: string): Promise<void> {
    return this.#operate(() => {
      this.#durableNames = new Map(this.#names);
      this.#pending = [];
    });
  }

  #change(change: (names: Names) => void): void {
    change(this.#names);
    this.#pending.push(change);
  }

  #operate<T>(operation: () => T): Promise<T> {
    if (this.operations >= this.cutAfter) return Promise.reject(new Error("power cut"));
    this.operations++;
    return new Promise((resolve) => resolve(operation()));
  }
}
