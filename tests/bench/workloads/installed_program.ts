/**
 * P1: the package: how large it is, how soon its window can be used, what it takes of memory.
 *
 * @module
 */

import { join } from "node:path";
import { buildPackages } from "../../../tools/package/build_packages.ts";
import { folderBytes } from "../../../tools/package/debian_package.ts";
import { noDisplayReason, VirtualDisplay } from "../../ui/window/virtual_display.ts";
import { WindowDirectory, WindowHub } from "../../ui/window/window_hub.ts";
import { type BenchLine, inMib, median } from "../bench_line.ts";
import type { BenchPlan } from "./bench_plan.ts";

const TITLE = "Hikma Health Sync Hub";

/** P1. Without a display only the size. */
export async function installedProgram(plan: BenchPlan): Promise<BenchLine[]> {
  const work = await Deno.makeTempDir({ prefix: "hub-bench-" });
  try {
    const assets = await buildPackages({ target: work, kinds: ["archive"] });
    const archive = assets.find(({ kind }) => kind === "archive");
    if (archive === undefined) return [];
    const folder = await unpack(archive.path, join(work, "unpacked"));
    const unpacked = megabytes(folderBytes(folder));
    const files = assets.map(({ kind, bytes }) => `${kind} ${megabytes(bytes)}`).join(", ");
    return [
      line("P1", "the installed program on disk", `${unpacked} (${files})`),
      ...await startLines(plan, join(folder, "bin", "hikma-hub"), join(work, "home")),
    ];
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function startLines(plan: BenchPlan, launcher: string, home: string): Promise<BenchLine[]> {
  const reason = noDisplayReason();
  if (reason !== null) {
    plan.note(`the window left out: ${reason}`);
    return [];
  }
  await using display = await VirtualDisplay.start();
  const env = { ...display.env, HOME: home, XDG_CACHE_HOME: "", XDG_DATA_HOME: "" };
  const starts: number[] = [];
  const memory: number[] = [];
  // The first one is cold: the runtime has not yet kept anything of the program.
  for (let run = 0; run <= plan.sizes.runs; run++) {
    using directory = new WindowDirectory();
    directory.command = [launcher];
    const startedMs = performance.now();
    await using hub = new WindowHub(directory, env);
    await display.waitDrawn(TITLE);
    starts.push(performance.now() - startedMs);
    await hub.setUp();
    memory.push(await memoryKib(home));
    await hub.ask("/api/stop", {});
    await hub.ended();
  }
  const [coldMs = NaN, ...warm] = starts;
  return [
    line("", "from the icon to a drawn window, first start", seconds(coldMs)),
    line("", "the same, later starts", seconds(median(warm))),
    line("", "memory with the window, unlocked, web view included", inMib(median(memory))),
  ];
}

/** Shared pages counted once: the processes with this home folder, web view and all. */
async function memoryKib(home: string): Promise<number> {
  let kib = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const env = await Deno.readTextFile(`/proc/${name}/environ`);
      if (!env.includes(`HOME=${home}`)) continue;
      const rollup = await Deno.readTextFile(`/proc/${name}/smaps_rollup`);
      kib += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      // It has ended, or is another person's.
    }
  }
  return kib;
}

async function unpack(archive: string, folder: string): Promise<string> {
  await Deno.mkdir(folder);
  await new Deno.Command("tar", { args: ["-xzf", archive, "-C", folder] }).output();
  return join(folder, [...Deno.readDirSync(folder)][0]?.name ?? "");
}

function line(id: string, workload: string, measured: string): BenchLine {
  return { id, workload, measured, limit: "", ratio: null, aim: "", met: null };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
