/**
 * When devices were last heard, gathered in memory so that no handshake costs a write.
 *
 * @module
 */
import type { DeviceSeen } from "../keeper_api.ts";

/** Times not stored yet. */
export class LastSeen {
  readonly #atMs = new Map<string, number>();

  /** Notes that a device was heard. */
  touch(deviceId: string, atMs: number): void {
    this.#atMs.set(deviceId, atMs);
  }

  /** Stores what was noted since; what could not be stored is kept for the next time. */
  async flush(store: (seen: readonly DeviceSeen[]) => Promise<void>): Promise<void> {
    if (this.#atMs.size === 0) return;
    const seen = [...this.#atMs].map(([deviceId, atMs]) => ({ deviceId, atMs }));
    this.#atMs.clear();
    try {
      await store(seen);
    } catch (error) {
      for (const { deviceId, atMs } of seen) {
        if (!this.#atMs.has(deviceId)) this.#atMs.set(deviceId, atMs);
      }
      throw error;
    }
  }
}
