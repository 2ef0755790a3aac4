/**
 * Weeks offline: everything that waits is relayed in bounded memory although the line and the hub
 * break off all the time. `RELAY_ROWS=500000` plays it in full; `docs/performance.md` has figures.
 */

import assert from "node:assert/strict";
import type { NetworkFault } from "../support/cloud/mod.ts";
import { RequestPace } from "../../server/relay/pace.ts";
import { runRelay } from "../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";
import { SeededRandom } from "../support/phone/made_up_people.ts";
import { WaitingRows } from "./waiting_rows.ts";

const ROWS = Number(Deno.env.get("RELAY_ROWS") ?? 1_000);
const INTERRUPTIONS = 50;
const ROWS_PER_REQUEST = 500;
/** So many requests that all rows are not sent long before the last interruption. */
const REQUESTS_PER_RUN = Math.ceil(ROWS / ROWS_PER_REQUEST / INTERRUPTIONS);
/** What the hub's database is asked for each of them. */
const CALLS_PER_REQUEST = 3;
const BYTES_PER_ROW = 700;
/** From here on a copy of everything that waits would show. */
const MANY_ROWS = 200_000;
const MAX_GROWTH_MIB = 400;
const MIB = 2 ** 20;

/** What comes between; what breaks stays broken until the run has given up. */
type Interruption =
  | { readonly kind: "line"; readonly fault: NetworkFault; readonly after: number }
  | { readonly kind: "restart" | "stop"; readonly afterCalls: number };

/** Memory of this process, with the hub's part of the relay in it. */
class MemoryWatch {
  readonly startMib = rssMib();
  peakMib = this.startMib;

  look(): void {
    this.peakMib = Math.max(this.peakMib, rssMib());
  }
}

function say(what: Readonly<Record<string, number>>): void {
  const rounded = Object.entries(what).map(([name, value]) => [name, Math.round(value * 10) / 10]);
  const text = `${JSON.stringify(Object.fromEntries(rounded))}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

function rssMib(): number {
  return Deno.memoryUsage().rss / MIB;
}

/** @param isShort Hardly anything is left to be sent */
function draw(random: SeededRandom, isShort: boolean): Interruption {
  const after = random.between(0, isShort ? 1 : 2 * REQUESTS_PER_RUN);
  const afterCalls = random.between(0, isShort ? 2 : 2 * REQUESTS_PER_RUN * CALLS_PER_REQUEST);
  const afterBytes = random.between(0, ROWS_PER_REQUEST * BYTES_PER_ROW);
  return random.pick<Interruption>([
    { kind: "line", after, fault: { kind: "refuse" } },
    { kind: "line", after, fault: { kind: "cut", direction: "request", afterBytes: 300 } },
    { kind: "line", after, fault: { kind: "cut", direction: "answer", afterBytes: 20 } },
    { kind: "line", after, fault: { kind: "cut", direction: "answer", afterBytes } },
    { kind: "line", after, fault: { kind: "truncate", bodyBytes: 9 } },
    { kind: "restart", afterCalls },
    { kind: "stop", afterCalls },
  ]);
}

/** A run that is broken off; true when it came to its end all the same. */
async function run(
  waiting: WaitingRows,
  memory: MemoryWatch,
  interruption: Interruption | null,
): Promise<boolean> {
  const { hub, cloud } = waiting;
  if (interruption?.kind === "line") {
    const { fault, after } = interruption;
    await cloud.ask("fail", { fault, on: "any", after });
  }
  const stop = new AbortController();
  let calls = 0;
  const store = new Proxy(new RelayStore(hub.engine), {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        memory.look();
        if (interruption !== null && interruption.kind !== "line") {
          const isNow = calls++ === interruption.afterCalls;
          if (isNow && interruption.kind === "stop") stop.abort();
          if (isNow && interruption.kind === "restart") hub.restart();
        }
        return value.apply(target, args);
      };
    },
  });
  try {
    const { url, apiKey } = cloud.ready;
    const pace = new RequestPace(1_000_000_000);
    const pause = () => Promise.resolve();
    const result = await runRelay(store, { url, apiKey }, stop.signal, { pace, pause });
    return result.relayed;
  } catch {
    return false;
  } finally {
    await cloud.ask("heal", null);
  }
}

Deno.test(`${ROWS} rows that waited for weeks are relayed in bounded memory, broken off ${INTERRUPTIONS} times`, async () => {
  await using waiting = await WaitingRows.open(ROWS);
  const { hub, cloud } = waiting;
  const random = new SeededRandom(20_261_123);
  const memory = new MemoryWatch();
  const startedMs = performance.now();
  let broken = 0;
  let isShort = false;
  for (let tries = 0; broken < INTERRUPTIONS && tries < 4 * INTERRUPTIONS; tries++) {
    if (await run(waiting, memory, draw(random, isShort))) isShort = true;
    else broken++;
    if (ROWS >= MANY_ROWS) say({ broken, peakMib: memory.peakMib });
  }
  for (let tries = 0; tries < 5 && !await run(waiting, memory, null); tries++);
  assert.equal(await run(waiting, memory, null), true);
  assert.deepEqual(await waiting.countInCloud(), waiting.counts);
  const left = hub.database.reader.prepare(
    "SELECT state, count(*) FROM cloud_row WHERE state <> 'clean' GROUP BY state",
  ).values();
  assert.deepEqual(left, []);
  assert.equal(broken, INTERRUPTIONS);
  const growthMib = memory.peakMib - memory.startMib;
  if (ROWS >= MANY_ROWS) {
    const seen = await cloud.ask("seen", null);
    say({
      rows: ROWS,
      minutes: (performance.now() - startedMs) / 60_000,
      startMib: memory.startMib,
      peakMib: memory.peakMib,
      ...seen,
    });
    assert.ok(growthMib < MAX_GROWTH_MIB, `memory grew by ${growthMib.toFixed(0)} MiB`);
  }
});
