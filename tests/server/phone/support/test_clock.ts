/** Clocks that stand still until a test moves them. */
import type { PhoneClock } from "../../../../server/phone/phone_clock.ts";

interface Sleeper {
  readonly wakeAtMs: number;
  readonly wake: () => void;
}

export class TestClock implements PhoneClock {
  #wallMs = 1_780_000_000_000;
  #steadyMs = 5_000;
  readonly #sleepers = new Set<Sleeper>();

  wallMs(): number {
    return this.#wallMs;
  }

  steadyMs(): number {
    return this.#steadyMs;
  }

  get sleeping(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = {
        wakeAtMs: this.#steadyMs + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
      if (signal?.aborted === true) sleeper.wake();
    });
  }

  /** Someone sets the machine's clock. */
  setWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  /** Moves both clocks, waking sleepers in their order and letting each do its work. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#steadyMs + ms;
    for (;;) {
      await settle();
      const next = [...this.#sleepers].sort((a, b) => a.wakeAtMs - b.wakeAtMs)[0];
      const atMs = Math.min(next?.wakeAtMs ?? untilMs, untilMs);
      this.#wallMs += atMs - this.#steadyMs;
      this.#steadyMs = atMs;
      if (next === undefined || next.wakeAtMs > untilMs) break;
      next.wake();
    }
    await settle();
  }
}

/** Lets everything that can go on without time passing go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Long enough for two busy cores, ms. */
const PATIENCE_MS = 60_000;

/** Waits for something that real work, not time, brings about. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`Cannot go on: ${what} did not happen`);
}
