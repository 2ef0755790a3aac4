/**
 * The hub's health: problems come with the status, everything that was measured is asked for.
 *
 * @module
 */
/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";
import type { HealthProblem, HealthReport } from "../../../server/operator/mod.ts";
import { link, status } from "./hub.ts";
import { maybe, size, t } from "./language.ts";
import { api, call, read, Refused } from "./requests.ts";

export type { HealthProblem, HealthReport };

/** The newest report; null before the first. */
export const health = signal<HealthReport | null>(null);
/** True when the report could not be had. */
export const healthMissing = signal(false);

/** Figures older than this are measured again when the hub tells of something, ms: as often as it looks. */
const OLD_MS = 20_000;

/**
 * Reads the report now, whenever other problems are told, when the hub tells of anything and the
 * figures are old, and until it is had. Returns how to stop.
 */
export function followHealth(): () => void {
  let seen = "";
  let readAtMs = 0;
  return effect(() => {
    const hub = status.value;
    if (hub === null || link.value !== "live") return;
    const key = `${hub.state} ${hub.problems.map(({ code }) => code)}`;
    const isOld = Math.abs(Date.now() - readAtMs) >= OLD_MS;
    if (key === seen && !healthMissing.peek() && !isOld) return;
    seen = key;
    readAtMs = Date.now();
    void readHealth();
  });
}

/** Measures anew. Never rejects. */
export async function readHealth(): Promise<void> {
  try {
    health.value = await read(() => api.health.$get());
    healthMissing.value = false;
  } catch (error) {
    healthMissing.value = error instanceof Refused;
  }
}

/** Checks the database; resolves when the check has ended. */
export async function checkDatabase(): Promise<void> {
  await call(() => api.health.check.$post());
  await readHealth();
}

/** What a problem is, and what to do, in words. */
export function problemWords({ code, values }: HealthProblem): { title: string; text: string } {
  const shown = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, shownValue(name, value)]),
  );
  // What is counted in a text chooses its plural form.
  const n = values["days"] ?? values["hours"] ?? values["minutes"];
  const all = n === undefined ? shown : { ...shown, n };
  return { title: t(`health.${code}.title`, all), text: t(`health.${code}.text`, all) };
}

function shownValue(name: string, value: string | number): string | number {
  if (name === "bytes") return size(Number(value));
  if (name === "problem") return maybe(`relay.${value}`) ?? value;
  return value;
}
