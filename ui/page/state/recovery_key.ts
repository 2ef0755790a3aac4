/**
 * The recovery key, shown one time. Until the operator says that it is on paper the hub remembers
 * that nobody has: a window that is closed or loaded again takes the key with it.
 *
 * @module
 */
import { signal } from "@preact/signals";
import { choose } from "./looks.ts";

/** A recovery key that has just been made: shown until the operator says it is on paper. */
export const freshRecoveryKey = signal<string | null>(null);

/** Shows a key. */
export function showRecoveryKey(recoveryKey: string): void {
  freshRecoveryKey.value = recoveryKey;
}

/**
 * The operator has it on paper.
 *
 * @throws {Refused} The key is still shown then
 */
export async function recoveryKeyIsOnPaper(): Promise<void> {
  await choose({ keyOnPaper: true });
  freshRecoveryKey.value = null;
}
