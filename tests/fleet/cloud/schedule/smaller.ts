/**
 * Smaller schedules than one: without some steps, with simpler ones, with fewer hubs.
 *
 * @module
 */

import { fewerPhones, fewerSteps, simplerSteps as simplerOnHub } from "../../schedule/minimise.ts";
import type { CloudSchedule, CloudStep, RelayDone } from "./step.ts";

/** Candidates, the boldest first. */
export function* smallerCloudSchedules(schedule: CloudSchedule): Iterable<CloudSchedule> {
  const { steps, hubs } = schedule;
  for (const fewer of fewerSteps(steps)) yield { ...schedule, steps: fewer };
  if (hubs.length > 1) {
    for (const hub of hubs) yield { ...schedule, hubs: [hub] };
  }
  if (schedule.pageRows !== 0) yield { ...schedule, pageRows: 0 };
  if (schedule.skewMs !== 0) yield { ...schedule, skewMs: 0 };
  if (schedule.timeZone !== "UTC") yield { ...schedule, timeZone: "UTC" };
  if (schedule.reportsRejected) yield { ...schedule, reportsRejected: false };
  if (schedule.generation !== "older") yield { ...schedule, generation: "older" };
  for (const [at, hub] of hubs.entries()) {
    for (const phones of fewerPhones(hub.phones)) {
      yield { ...schedule, hubs: hubs.with(at, { ...hub, phones }) };
    }
  }
  for (const [at, step] of steps.entries()) {
    for (const simpler of simplerSteps(step, schedule)) {
      yield { ...schedule, steps: steps.toSpliced(at, 1, ...simpler) };
    }
  }
}

function* simplerSteps(step: CloudStep, schedule: CloudSchedule): Iterable<readonly CloudStep[]> {
  const { hubs } = schedule;
  if ("hub" in step && step.hub >= hubs.length) yield [{ ...step, hub: step.hub % hubs.length }];
  if (step.do === "at") {
    const phones = hubs[step.hub % hubs.length]?.phones.length ?? 1;
    for (const simpler of simplerOnHub(step.step, phones)) {
      yield simpler.map((inner) => ({ ...step, step: inner }));
    }
  } else if (step.do === "relay") {
    yield* simplerRelays(step, schedule);
  } else if (step.do === "cloudEdits" && step.late === true) {
    const { late: _late, ...plain } = step;
    yield [plain];
  }
  for (const name of ["table", "row", "column", "n", "units", "user", "clinic"]) {
    const value = (step as unknown as Record<string, unknown>)[name];
    if (typeof value !== "number" || value === 0) continue;
    yield [{ ...step, [name]: 0 } as CloudStep];
    if (value > 1) yield [{ ...step, [name]: value - 1 } as CloudStep];
  }
}

function* simplerRelays(
  step: RelayDone,
  schedule: CloudSchedule,
): Iterable<readonly CloudStep[]> {
  const { faults, during, dies, cancel, ...plain } = step;
  const parts = [faults, during, dies, cancel].filter((part) => part !== undefined).length;
  if (parts > 0) yield [plain];
  if (parts > 1) {
    if (faults !== undefined) yield [{ ...plain, faults }];
    if (during !== undefined) yield [{ ...plain, during }];
  }
  if (faults !== undefined && faults.length > 1) {
    for (const at of faults.keys()) yield [{ ...step, faults: faults.toSpliced(at, 1) }];
  }
  if (during === undefined) return;
  yield [...during.steps, plain];
  yield [plain, ...during.steps];
  for (const at of during.steps.keys()) {
    if (during.steps.length === 1) break;
    yield [{ ...step, during: { ...during, steps: during.steps.toSpliced(at, 1) } }];
  }
  for (const [at, inner] of during.steps.entries()) {
    for (const simpler of simplerSteps(inner, schedule)) {
      const steps = during.steps.toSpliced(at, 1, ...simpler);
      yield [{ ...step, during: { ...during, steps } }];
    }
  }
}
