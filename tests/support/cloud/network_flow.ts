/**
 * Copying bytes from one connection to another, not always faithfully.
 *
 * @module
 */

import type { NetworkFault } from "./network_fault.ts";

/** What happens to bytes that go one way. */
export interface FlowRules {
  readonly fault: Extract<NetworkFault, { kind: "cut" | "stall" | "slow" }> | null;
}

/** Nothing happens to them. */
export const FREE_FLOW: FlowRules = { fault: null };

/** The line was cut on purpose. */
export class CutConnection extends Error {}

/** Bytes that are passed on at once by a slow line, so that it sleeps twenty times a second. */
const SLOW_STEPS_PER_SECOND = 20;

/**
 * Copies until the source ends, then ends the target's input.
 *
 * @param already bytes that come first
 * @param counts told how many bytes were passed on
 * @throws {CutConnection} where the fault cuts
 */
export async function copyBytes(
  from: Deno.Conn,
  to: Deno.Conn,
  { fault }: FlowRules,
  stop: AbortSignal,
  already: readonly Uint8Array[],
  counts: (bytes: number) => void = () => {},
): Promise<void> {
  let passed = 0;
  let stalled = false;
  const pass = async (bytes: Uint8Array): Promise<void> => {
    await writeAll(to, bytes);
    passed += bytes.length;
    counts(bytes.length);
  };
  const breakAt = fault === null || fault.kind === "slow" ? Infinity : fault.afterBytes;
  const handle = async (bytes: Uint8Array): Promise<void> => {
    let rest = bytes;
    if (fault !== null && fault.kind !== "slow" && !stalled && passed + rest.length >= breakAt) {
      const before = rest.subarray(0, breakAt - passed);
      rest = rest.subarray(before.length);
      await pass(before);
      if (fault.kind === "cut") throw new CutConnection();
      stalled = true;
      await pause(fault.forMs, stop);
    }
    const step = fault?.kind === "slow"
      ? Math.max(1, Math.floor(fault.bytesPerSecond / SLOW_STEPS_PER_SECOND))
      : Math.max(1, rest.length);
    for (let at = 0; at < rest.length; at += step) {
      await pass(rest.subarray(at, at + step));
      if (fault?.kind === "slow") await pause(1000 / SLOW_STEPS_PER_SECOND, stop);
    }
  };
  if (breakAt === 0 && fault?.kind === "cut" && already.length > 0) throw new CutConnection();
  for (const bytes of already) await handle(bytes);
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await from.read(buffer);
    if (count === null) break;
    await handle(buffer.subarray(0, count));
  }
  await to.closeWrite();
}

/** Writes all of it. */
export async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await to.write(bytes.subarray(at));
}

function pause(forMs: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = forMs === Infinity ? undefined : setTimeout(resolve, forMs);
  const stopped = () => resolve();
  stop.addEventListener("abort", stopped);
  return promise.finally(() => {
    clearTimeout(timer);
    stop.removeEventListener("abort", stopped);
  });
}
