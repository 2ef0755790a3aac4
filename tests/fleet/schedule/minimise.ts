/**
 * Makes a failing schedule small: leaves out what is not needed and simplifies what is.
 *
 * Better than shrinking the random draw: a step is tried without its troubles, and only the same
 * kind of failure counts.
 *
 * @module
 */

import type { PhoneAtStart, Schedule, Step } from "./step.ts";

/** Whether a schedule still fails in the same way. */
export type StillFails<S> = (schedule: S) => Promise<boolean>;

/** The smallest schedule found; tries end when `isOver`. */
export async function minimise<S>(
  schedule: S,
  candidates: (schedule: S) => Iterable<S>,
  stillFails: StillFails<S>,
  isOver: () => boolean,
): Promise<S> {
  let best = schedule;
  for (let improved = true; improved && !isOver();) {
    improved = false;
    for (const smaller of candidates(best)) {
      if (isOver()) break;
      if (!await stillFails(smaller)) continue;
      best = smaller;
      improved = true;
      break;
    }
  }
  return best;
}

/** Lists without some of their members, the shortest first. */
export function* fewerSteps<S>(steps: readonly S[]): Iterable<readonly S[]> {
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = steps.length - size; at >= 0; at -= size) yield steps.toSpliced(at, size);
  }
}

/** Smaller schedules, the boldest first. */
export function* smallerSchedules(schedule: Schedule): Iterable<Schedule> {
  const { steps, phones } = schedule;
  for (const fewer of fewerSteps(steps)) yield { ...schedule, steps: fewer };
  if (schedule.pageRows !== 0) yield { ...schedule, pageRows: 0 };
  for (const fewer of fewerPhones(phones)) yield { ...schedule, phones: fewer };
  for (const [at, step] of steps.entries()) {
    for (const simpler of simplerSteps(step, phones.length)) {
      yield { ...schedule, steps: steps.toSpliced(at, 1, ...simpler) };
    }
  }
}

/** Fewer or simpler phones. */
export function* fewerPhones(
  phones: readonly PhoneAtStart[],
): Iterable<readonly PhoneAtStart[]> {
  if (phones.length > 1) yield phones.slice(0, -1);
  for (const [at, phone] of phones.entries()) {
    if (phone.clockMs !== 0) yield phones.with(at, { ...phone, clockMs: 0 });
    if (phone.synced === true) {
      const { synced: _synced, ...fresh } = phone;
      yield phones.with(at, fresh);
    }
    if (phone.generation !== "march") yield phones.with(at, { ...phone, generation: "march" });
    if (phone.user !== 0) yield phones.with(at, { ...phone, user: 0 });
  }
}

/** What a step can be replaced by. */
export function* simplerSteps(step: Step, phones: number): Iterable<readonly Step[]> {
  if (step.do === "sync") {
    const { trouble: _trouble, crashAt: _crashAt, during: _during, ...plain } = step;
    if (Object.keys(step).length > Object.keys(plain).length) yield [plain];
    const { during } = step;
    if (during !== undefined) {
      yield [...during.steps, plain];
      yield [plain, ...during.steps];
      for (const at of during.steps.keys()) {
        yield [{ ...step, during: { ...during, steps: during.steps.toSpliced(at, 1) } }];
      }
      for (const [at, inner] of during.steps.entries()) {
        for (const simpler of simplerSteps(inner, phones)) {
          const steps = during.steps.toSpliced(at, 1, ...simpler);
          yield [{ ...step, during: { ...during, steps } }];
        }
      }
    }
  }
  if (step.do === "together" && step.hubDies === true) yield [{ do: "together" }];
  if (step.do === "online" && step.trouble !== undefined) {
    const { trouble: _trouble, ...plain } = step;
    yield [plain];
  }
  if ("phone" in step && step.phone >= phones) yield [{ ...step, phone: step.phone % phones }];
  for (
    const name of ["n", "row", "columns", "units", "user", "clinic", "column", "steps", "rows"]
  ) {
    const value = (step as unknown as Record<string, unknown>)[name];
    const least = name === "columns" || name === "units" ? 1 : 0;
    if (typeof value !== "number" || value <= least) continue;
    yield [{ ...step, [name]: least } as Step];
    if (value - 1 > least) yield [{ ...step, [name]: value - 1 } as Step];
  }
}
