/**
 * What pushed rows say of the clocks of phones. Phones send no time of their own; every row they
 * write has one.
 *
 * @module
 */

import type { PhoneClockFacts } from "./health_facts.ts";

const DAY_MS = 86_400_000;
/** Phones remembered; beyond that the one heard longest ago is forgotten. */
const MAX_PHONES = 256;
/** Columns that the app sets from its own clock whenever it writes a row. */
const TIMES = ["updated_at", "created_at"] as const;

/** The newest time a phone has put on a row of this push, epoch ms; null without any. */
export function newestRowMs(args: unknown): number | null {
  let newest: number | null = null;
  for (const table of valuesOf(memberOf(args, "changes"))) {
    for (const list of [memberOf(table, "created"), memberOf(table, "updated")]) {
      if (!Array.isArray(list)) continue;
      for (const row of list) {
        for (const name of TIMES) {
          const ms = memberOf(row, name);
          if (typeof ms === "number" && Number.isFinite(ms) && ms > (newest ?? 0)) newest = ms;
        }
      }
    }
  }
  return newest;
}

interface Heard extends PhoneClockFacts {
  /** Epoch ms of the first push of this day. */
  readonly fromMs: number;
}

/** Remembers for a day how far each phone's rows were ahead. */
export class PhoneClocks {
  readonly #heard = new Map<string, Heard>();

  /**
   * A phone has pushed.
   *
   * @param phone Its three-word name
   * @param args Arguments of the push
   * @param nowMs Epoch ms as the system says
   */
  note(phone: string, args: unknown, nowMs: number): void {
    const newestMs = newestRowMs(args);
    if (newestMs === null) return;
    const leadMs = newestMs - nowMs;
    const before = this.#heard.get(phone);
    // A clock that was set right is believed at once: an old lead must not outlive it.
    const isSameDay = before !== undefined && Math.abs(nowMs - before.fromMs) < DAY_MS;
    this.#heard.delete(phone);
    this.#heard.set(
      phone,
      isSameDay
        ? {
          ...before,
          pushes: before.pushes + 1,
          leadMs: before.leadMs > 0 ? leadMs : Math.max(before.leadMs, leadMs),
          atMs: nowMs,
        }
        : { phone, pushes: 1, leadMs, atMs: nowMs, fromMs: nowMs },
    );
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > MAX_PHONES && oldest !== undefined) this.#heard.delete(oldest);
  }

  /** Phones that pushed within a day. */
  facts(nowMs: number): PhoneClockFacts[] {
    return [...this.#heard.values()].filter(({ atMs }) => Math.abs(nowMs - atMs) < DAY_MS)
      .map(({ phone, pushes, leadMs, atMs }) => ({ phone, pushes, leadMs, atMs }));
  }

  /** Forgets all: the clock of this computer was set. */
  clear(): void {
    this.#heard.clear();
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}
