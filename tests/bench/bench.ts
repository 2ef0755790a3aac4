/**
 * Measures a real hub over HTTP, and beside each figure what the same machine can do at most.
 *
 * `deno task bench`, or some workloads with `--only B1,B4`; `--quick` for small sizes, to see
 * whether everything works; `--runs N`. The table goes to stdout, details to stderr.
 * `docs/performance.md` says what the figures mean.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { sayErr, sayOut } from "../../tools/terminal.ts";
import { type BenchLine, inMs, tableOf } from "./bench_line.ts";
import { machineFacts } from "./machine.ts";
import { measureBulkUpsert } from "./sqlcipher_bulk.ts";
import { BenchPlan, FULL, QUICK, type Workload, WORKLOADS } from "./workloads/mod.ts";

const HELP = "bench [--only B1,B4] [--quick] [--runs N]";

/** The binding of the database, beside the rest: what it costs is in every other figure. */
const BINDING: Workload = {
  ids: ["B0"],
  run: async ({ sizes }) => {
    const { rows, cMs, oursMs, ratio } = await measureBulkUpsert(sizes.pullRows, sizes.runs);
    return [{
      id: "B0",
      workload: `the binding alone: ${rows} upserts of 20 columns`,
      measured: inMs(oursMs),
      limit: inMs(cMs),
      ratio,
      aim: "",
      met: null,
    }];
  },
};

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      quick: { type: "boolean" },
      runs: { type: "string" },
      help: { type: "boolean" },
    },
  });
  const all = [BINDING, ...WORKLOADS];
  const wanted = values.only?.split(",") ?? all.flatMap(({ ids }) => ids);
  const unknown = wanted.filter((id) => !all.some(({ ids }) => ids.includes(id)));
  const runs = Number(values.runs ?? (values.quick === true ? QUICK : FULL).runs);
  if (values.help === true || unknown.length > 0 || !(runs >= 1)) {
    sayErr(`${unknown.length > 0 ? `No workload ${unknown.join(", ")}. ` : ""}${HELP}`);
    return values.help === true ? 0 : 2;
  }
  const sizes = { ...(values.quick === true ? QUICK : FULL), runs };
  sayOut(`${new Date().toISOString().slice(0, 10)}, ${machineFacts()}\n`);
  const lines: BenchLine[] = [];
  const disturbed: string[] = [];
  for (const { ids, run } of all.filter(({ ids }) => ids.some((id) => wanted.includes(id)))) {
    const startedMs = performance.now();
    sayErr(ids.join(", "));
    const plan = new BenchPlan(sizes, sayErr);
    lines.push(...await run(plan));
    if (plan.disturbed) disturbed.push(...ids);
    plan.note(`took ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  }
  sayErr("");
  sayOut(tableOf(lines));
  if (disturbed.length > 0) {
    sayOut(`\nOther programs kept the machine busy during ${disturbed.join(", ")}.`);
  }
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
