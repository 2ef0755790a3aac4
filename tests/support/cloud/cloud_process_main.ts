/**
 * The process of a `CloudProcess`: a line of JSON in, a line of JSON out. Ends with its input.
 *
 * @module
 */

import { isPull, isPush, type NetworkFault } from "./network_fault.ts";
import { type CloudOptions, SimulatedCloud } from "./simulated_cloud.ts";

/** What the first line says. */
export interface CloudReady {
  /** At the end of a line that can break. */
  readonly url: string;
  readonly apiKey: string;
  readonly clinicId: string;
  readonly nurseId: string;
}

/** What can be asked, and what is answered. */
export interface CloudAsked {
  /** Plans a fault for requests of a kind, until the line heals. */
  readonly fail: {
    readonly ask: {
      readonly fault: NetworkFault;
      readonly on: "pull" | "push" | "any";
      /** Requests of the kind that pass before. */
      readonly after: number;
    };
    readonly answer: null;
  };
  /** Forgets every planned fault. */
  readonly heal: { readonly ask: null; readonly answer: null };
  /** Rows by table, deleted ones too. */
  readonly count: { readonly ask: readonly string[]; readonly answer: readonly number[] };
  /** What came so far. */
  readonly seen: { readonly ask: null; readonly answer: CloudSeen };
}

/** What a cloud has seen. */
export interface CloudSeen {
  readonly requests: number;
  readonly inserted: number;
  readonly updated: number;
  readonly dropped: number;
  readonly answerBytes: number;
}

/** One line. */
export type CloudAsk = {
  readonly [Name in keyof CloudAsked]: {
    readonly number: number;
    readonly name: Name;
    readonly ask: CloudAsked[Name]["ask"];
  };
}[keyof CloudAsked];

const TESTS = { pull: isPull, push: isPush, any: () => true };

async function main(options: CloudOptions): Promise<void> {
  await using cloud = await SimulatedCloud.start({ requestsPerMinute: 1_000_000_000, ...options });
  const clinicId = cloud.people.clinic();
  const { id: nurseId } = await cloud.people.user({ clinic_id: clinicId });
  const { apiKey } = cloud.people.hub([clinicId]);
  say(0, { url: cloud.url, apiKey, clinicId, nurseId } satisfies CloudReady);
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const asked = JSON.parse(line) as CloudAsk;
      say(asked.number, answer(cloud, asked));
    }
  }
}

function answer(cloud: SimulatedCloud, { name, ask }: CloudAsk): unknown {
  switch (name) {
    case "fail": {
      const passes = TESTS[ask.on];
      let left = ask.after;
      cloud.network.fail(ask.fault, (request) => passes(request) && left-- <= 0, Infinity);
      return null;
    }
    case "heal":
      cloud.network.heal();
      return null;
    case "count":
      return ask.map((table) => cloud.count(table));
    case "seen": {
      const { inserted, updated, dropped } = cloud.record;
      const { requests, network: { answerBytes } } = cloud;
      return {
        ...{ requests: requests.length, inserted, updated, dropped: dropped.length, answerBytes },
      } satisfies CloudSeen;
    }
  }
}

function say(number: number, answer: unknown): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify({ number, answer })}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

if (import.meta.main) await main(JSON.parse(Deno.args[0] ?? "{}"));
