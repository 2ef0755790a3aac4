/**
 * A hub that takes pushes and pulls while its disk is recorded, and what must be left of it.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Cut, CutCount } from "./cut_everywhere.ts";
import type { DiskRecording } from "./disk_recording.ts";
import type { FatesAt, FaultBench } from "./fault_bench.ts";
import { patient } from "../open_engine.ts";
import { contentDigest, StoredHub } from "./stored_hub.ts";

/** What the machine's clock shows while a run is recorded, epoch ms. */
const WALL_MS = 1_700_000_000_000;
/** What it shows afterwards: a cut may cost a machine its clock. */
const WALL_AFTERWARDS_MS = WALL_MS - 86_400_000;

/** What was known of the hub when something was reported as done. */
interface Done {
  /** Digest of everything in the database after a step; null in the middle of one. */
  readonly content: string | null;
  /** The newest value of the hub's clock that was given out. */
  readonly clock: number;
}

/** What a reopened hub shows. */
interface Reopened {
  readonly content: string;
  /** What its clock gives out next. */
  readonly nextClock: number;
  /** Whether all rows of the pushes are there when they have been pushed once more. */
  readonly complete: boolean;
}

/** What happens while the disk is recorded. */
export interface PushRun {
  /** Changes of one push after the other, by phone "a". */
  readonly pushes: readonly unknown[];
  /** Settings of the connection that writes. */
  readonly pragmas?: string;
  /** True when phone "b" pulls while pushes are being stored, which must then be long ones. */
  readonly pullsMeanwhile?: boolean;
  /** True for a disk that says "synced" and did nothing. */
  readonly lyingDisk?: boolean;
  /** How a push is stored. Default: as the hub does. */
  readonly push?: (hub: StoredHub, changes: unknown) => Promise<unknown>;
  /** Where to cut and how when the run is not full; default everywhere, with every fate. */
  readonly fatesAt?: FatesAt;
}

/** A hub with rows from two phones, as it is before the recorded run. */
export async function makeHub(folder: string): Promise<void> {
  using hub = new StoredHub(folder, WALL_MS, false);
  hub.addUser();
  await hub.admit("a");
  await hub.admit("b");
  await hub.push("b", { patients: { created: patients("known", 40), updated: [], deleted: [] } });
  await hub.push("a", { patients: { created: patients("own", 10), updated: [], deleted: [] } });
  await hub.pull("a", (await hub.pull("a", 0)).timestamp);
}

/** Opens the hub that {@linkcode makeHub} made. */
export function openHub(folder: string): StoredHub {
  return new StoredHub(folder, WALL_MS, true);
}

/** So many new patients. */
export function patients(name: string, count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, no) => patient(`${name}-${no}`, { surname: name }));
}

/** Surname of one patient in each {@linkcode mixedPush}. */
export const ODD = "odd";

/**
 * A push of `count` new patients and an odd one, some changed and deleted ones, a table the hub does
 * not know and one that phones may not write.
 */
export function mixedPush(name: string, count: number): unknown {
  const changed = [0, 1, 2, 3].map((no) =>
    patient(`known-${no}`, { surname: name, _status: "updated", _changed: "surname" })
  );
  return {
    patients: {
      created: [...patients(name, count), patient(`odd-${name}`, { surname: ODD })],
      updated: changed,
      deleted: ["own-1", "own-2"],
    },
    beyond_the_hub: { created: [{ id: `beyond-${name}`, note: name }], updated: [], deleted: [] },
    users: { created: [{ id: `user-${name}`, name }], updated: [], deleted: [] },
  };
}

/** Records the run, cuts it everywhere and looks at what every cut leaves. */
export async function cutPushes(bench: FaultBench, run: PushRun): Promise<CutCount> {
  await makeHub(bench.folder);
  const recording = bench.record<Done>();
  bench.vfs.lying = run.lyingDisk ?? false;
  {
    using hub = openHub(bench.folder);
    const done = () =>
      recording.acknowledge({
        content: contentDigest(hub.database.reader),
        clock: hub.engine.clock.last,
      });
    if (run.pragmas !== undefined) hub.database.writer.exec(run.pragmas);
    done();
    // As the hub does at its start; a pull then commits once at most.
    await hub.engine.write(() => hub.engine.devices.pruneCursors());
    done();
    let cursorOfB = 0;
    // The first cursor after its push is recorded; later ones wait for no write.
    for (let pulls = 0; pulls < 2 && run.pullsMeanwhile === true; pulls++) {
      cursorOfB = (await hub.pull("b", cursorOfB)).timestamp;
      done();
    }
    let cursor = 0;
    for (const push of run.pushes) {
      cursor = (await hub.pull("a", cursor)).timestamp;
      done();
      const pushing = run.push?.(hub, push) ?? hub.push("a", push);
      if (run.pullsMeanwhile === true) await pullMeanwhile(hub, cursorOfB, recording);
      await pushing;
      done();
    }
  }
  bench.vfs.lying = false;
  const recorded = recording.finish();
  const contents = recorded.acknowledged.map(({ what }) => what.content)
    .filter((content) => content !== null);
  const ids = run.pushes.flatMap(createdIds);
  return await bench.cut(recorded, {
    reopen: () => reopen(bench.left, run.pushes, ids),
    judge: (found, cut) => judge(found, cut, contents),
    ...run.fatesAt === undefined ? {} : { fatesAt: run.fatesAt },
  });
}

async function pullMeanwhile(
  hub: StoredHub,
  cursor: number,
  recording: DiskRecording<Done>,
): Promise<void> {
  for (let pulls = 0; pulls < 3; pulls++) {
    const { timestamp, changes } = await hub.pull("b", cursor);
    assert.equal(changes.patients?.created.length ?? 0, 0, "the push is not done");
    recording.acknowledge({ content: null, clock: timestamp });
  }
}

async function reopen(
  folder: string,
  pushes: readonly unknown[],
  ids: readonly string[],
): Promise<Reopened> {
  using hub = new StoredHub(folder, WALL_AFTERWARDS_MS, true);
  hub.database.checkIntegrity();
  const content = contentDigest(hub.database.reader);
  await hub.push("a", { patients: { created: [patient("next")], updated: [], deleted: [] } });
  const nextClock =
    hub.engine.read((statements) =>
      statements.get("SELECT hub_stamp FROM patients WHERE id = 'next'").value<[number]>()?.[0]
    ) ?? 0;
  // The phone has had no answer, or does not remember it.
  for (const push of pushes) await hub.push("a", push);
  const present = new Set(
    hub.engine.read((statements) =>
      statements.get("SELECT id FROM patients").values<[string]>().map(([id]) => id)
    ),
  );
  return { content, nextClock, complete: ids.every((id) => present.has(id)) };
}

function judge(found: Reopened, cut: Cut<Done>, contents: readonly string[]): void {
  const { acknowledged } = cut;
  const steps = Math.max(acknowledged.filter(({ content }) => content !== null).length, 1);
  // As after the last step that was reported, or after the one under way, and nothing between.
  const allowed = contents.slice(steps - 1, steps + 1);
  if (!allowed.includes(found.content)) {
    const at = contents.indexOf(found.content);
    assert.fail(
      at < 0
        ? "part of a push is there, and part of it is not"
        : `the hub is as after step ${at}, and step ${steps - 1} had been acknowledged`,
    );
  }
  const highest = Math.max(0, ...acknowledged.map(({ clock }) => clock));
  assert.ok(found.nextClock > highest, `clock: ${found.nextClock} comes after ${highest}`);
  assert.ok(found.complete, "a row is missing when its push has been repeated");
}

function createdIds(push: unknown): string[] {
  const { patients } = push as { patients: { created: { id: string }[] } };
  return patients.created.map(({ id }) => id);
}
