import { readSource, type SourceText } from "./source_text.ts";

/** One import of a file, as written. */
export interface Import {
  readonly specifier: string;
  /** True for `import type` and `export type`: nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

/** One TypeScript file of the repository. */
export interface Module {
  /** Path from the root, with `/`. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly lineCount: number;
  /** The file without comments and without what its strings hold. */
  readonly code: string;
}

/** The files by path, and what the names of the import map stand for. */
export interface ModuleGraph {
  readonly modules: ReadonlyMap<string, Module>;
  readonly importMap: Readonly<Record<string, string>>;
}

const STATIC = /^(?:import|export)\s(type\s)?(?:[^"'`;]*?\sfrom\s)?"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"/g;
const WORKER = /\bnew URL\(\s*"(\.{1,2}\/[^"]+\.tsx?)",\s*import\.meta\.url/g;

/** The imports of a file: static, dynamic, and workers started from a URL beside it. */
export function importsOf({ withoutComments, codeOnly }: SourceText): Import[] {
  const found: Import[] = [];
  const collect = (pattern: RegExp, use: (match: RegExpMatchArray) => Import): void => {
    for (const match of withoutComments.matchAll(pattern)) {
      // Text inside a string looks like an import too, but is blank in the code alone.
      if (codeOnly[match.index] !== " ") found.push(use(match));
    }
  };
  collect(STATIC, ([, type, specifier = ""]) => ({ specifier, typeOnly: type !== undefined }));
  collect(DYNAMIC, ([, specifier = ""]) => ({ specifier, typeOnly: false }));
  collect(WORKER, ([, specifier = ""]) => ({ specifier, typeOnly: false }));
  return found;
}

/** Makes a graph of files given by path and text. */
export function graphOf(
  files: Readonly<Record<string, string>>,
  importMap: Readonly<Record<string, string>> = {},
): ModuleGraph {
  const modules = Object.entries(files).map(([path, text]): [string, Module] => {
    const source = readSource(text);
    const lineCount = text.trimEnd().split("\n").length;
    return [path, { path, imports: importsOf(source), lineCount, code: source.codeOnly }];
  });
  return { modules: new Map(modules), importMap };
}

/** The path inside the repository that an import leads to, `undefined` when it leads outside. */
export function targetOf(graph: ModuleGraph, from: string, specifier: string): string | undefined {
  const mapped = graph.importMap[specifier] ?? specifier;
  if (mapped.startsWith("./") && mapped !== specifier) return mapped.slice(2);
  if (!/^\.{1,2}\//.test(mapped)) return undefined;
  const path = new URL(mapped, `file:///${from}`).pathname.slice(1);
  return decodeURIComponent(path);
}

const FOLDERS = ["sqlcipher", "vault", "server", "ui", "tools", "tests"];

/** Reads every TypeScript file of the repository. */
export async function readRepository(root: URL): Promise<ModuleGraph> {
  const files: Record<string, string> = {};
  const read = async (folder: string): Promise<void> => {
    for await (const entry of Deno.readDir(new URL(folder, root))) {
      const path = `${folder}${entry.name}`;
      if (entry.isDirectory) await read(`${path}/`);
      else if (/\.tsx?$/.test(entry.name)) {
        files[path] = await Deno.readTextFile(new URL(path, root));
      }
    }
  };
  for await (const entry of Deno.readDir(root)) {
    if (entry.isFile && /\.tsx?$/.test(entry.name)) {
      files[entry.name] = await Deno.readTextFile(new URL(entry.name, root));
    } else if (entry.isDirectory && FOLDERS.includes(entry.name)) await read(`${entry.name}/`);
  }
  const config: { imports?: Record<string, string> } = JSON.parse(
    await Deno.readTextFile(new URL("deno.json", root)),
  );
  return graphOf(files, config.imports ?? {});
}
