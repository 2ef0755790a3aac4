import { type Module, type ModuleGraph, targetOf } from "./module_graph.ts";

/** A rule broken somewhere: `path: what is wrong`. */
export type Complaint = string;

/** Checks one thing about the whole repository; no complaint means it holds. */
export type Rule = (graph: ModuleGraph) => Complaint[];

/** Code that ships, as against tools and tests. */
function isProduct(path: string): boolean {
  return !path.startsWith("tests/") && !path.startsWith("tools/");
}

function productModules(graph: ModuleGraph): Module[] {
  return [...graph.modules.values()].filter(({ path }) => isProduct(path));
}

interface Layer {
  /** Paths that begin so belong to the layer; the first layer that fits counts. */
  readonly start: string;
  /** What its files may import of ours, by the beginning of the path. */
  readonly mayImport: readonly string[];
  /** What they may import types from, besides. */
  readonly mayImportTypes?: readonly string[];
}

const LAYERS: readonly Layer[] = [
  { start: "sqlcipher/", mayImport: ["sqlcipher/"] },
  { start: "vault/", mayImport: ["vault/", "sqlcipher/"] },
  { start: "server/wire/", mayImport: ["server/wire/"] },
  { start: "server/", mayImport: ["server/", "vault/", "sqlcipher/"] },
  { start: "ui/", mayImport: ["ui/"], mayImportTypes: ["server/operator/"] },
  {
    start: "tools/",
    mayImport: [
      ...["tools/", "tests/support/", "sqlcipher/", "vault/", "server/", "ui/", "main.ts"],
      "deno.json",
    ],
  },
  { start: "tests/", mayImport: [""] },
  { start: "", mayImport: ["main.ts", "deno.json", "ui/", "server/", "vault/", "sqlcipher/"] },
];

/** Imports go one way: sqlcipher, vault, server, main; ui and server know only types. */
export const importsGoOneWay: Rule = (graph) =>
  [...graph.modules.values()].flatMap(({ path, imports }) => {
    const layer = LAYERS.find(({ start }) => path.startsWith(start));
    return imports.flatMap(({ specifier, typeOnly }) => {
      const target = targetOf(graph, path, specifier);
      if (layer === undefined || target === undefined) return [];
      const allowed = [...layer.mayImport, ...(typeOnly ? layer.mayImportTypes ?? [] : [])];
      if (allowed.some((start) => target.startsWith(start))) return [];
      return [`${path}: may not import ${target}`];
    });
  });

/** Every import of ours leads to a file that is there. */
export const importsLeadSomewhere: Rule = (graph) =>
  [...graph.modules.values()].flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      const target = targetOf(graph, path, specifier);
      if (target === undefined || !/\.tsx?$/.test(target) || graph.modules.has(target)) return [];
      return [`${path}: imports ${target}, which is not there`];
    })
  );

/** Packages are named in deno.json, where their versions are pinned, and nowhere else. */
export const packagesArePinned: Rule = (graph) => {
  const names = Object.keys(graph.importMap);
  return [...graph.modules.values()].flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) => {
      if (/^\.{1,2}\//.test(specifier) || specifier.startsWith("node:")) return [];
      if (names.some((name) => specifier === name || specifier.startsWith(`${name}/`))) return [];
      return [`${path}: imports "${specifier}", which deno.json does not name`];
    })
  );
};

/** No file needs itself, however long the way round. Types count: they tie files together too. */
export const noCycles: Rule = (graph) => {
  const complaints: Complaint[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      complaints.push(`${path}: cycle ${[...trail.slice(start), path].join(" > ")}`);
      return;
    }
    const module = graph.modules.get(path);
    if (module === undefined || finished.has(path)) return;
    trail.push(path);
    for (const { specifier } of module.imports) {
      const target = targetOf(graph, path, specifier);
      if (target !== undefined) visit(target);
    }
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.modules.keys()) visit(path);
  return complaints;
};

/** Lines above which a file has more than one subject. */
const MAX_LINES = 400;

/** Product files stay short enough to read in one go. */
export const filesAreShort: Rule = (graph) =>
  productModules(graph).filter(({ lineCount }) => lineCount > MAX_LINES)
    .map(({ path, lineCount }) => `${path}: ${lineCount} lines, more than ${MAX_LINES}`);

/** Product code never writes to the console: what it says goes through its events and errors. */
export const noConsole: Rule = (graph) =>
  productModules(graph).filter(({ code }) => /\bconsole\s*[.?[]/.test(code))
    .map(({ path }) => `${path}: uses console`);

/** What a folder shows is listed name by name. */
export const exportsAreNamed: Rule = (graph) =>
  productModules(graph).filter(({ code }) => /^export\s+\*/m.test(code))
    .map(({ path }) => `${path}: exports everything of another file`);

const VAGUE = /(?:^|_)(?:utils?|helpers?|common|misc|managers?|services?)(?:_|$)/;

/** File and folder names are snake_case and say what is inside. */
export const namesSayWhatIsInside: Rule = (graph) =>
  [...graph.modules.keys()].flatMap((path) => {
    const parts = path.replace(/\.tsx?$/, "").split("/");
    const wrong = parts.find((part) => !/^[a-z][a-z0-9_]*$/.test(part) || VAGUE.test(part));
    return wrong === undefined ? [] : [`${path}: "${wrong}" does not say what is inside`];
  });
