/**
 * Serving phones, stopped and started by the operator while the hub stays open.
 *
 * @module
 */

import type { ListenerNote } from "../audit/mod.ts";
import type { OperatorServing } from "../operator/mod.ts";
import type { PhoneGate } from "../phone/mod.ts";
import { WireError } from "../wire/errors.ts";
import type { Drain } from "./drain.ts";

/** What a {@linkcode ServingSwitch} is made of. */
export interface ServingSwitchParts {
  /** The present phone side. */
  readonly gate: () => PhoneGate;
  /** Lets requests under way end. */
  readonly drain: Drain;
  /** Takes a note for the audit log. */
  readonly note: (note: ListenerNote) => void;
  /** Told when it may have changed. */
  readonly onChange: () => void;
}

/** Keys and sessions stay; phones are answered 503 and go on by themselves afterwards. */
export class ServingSwitch implements OperatorServing {
  readonly #parts: ServingSwitchParts;
  /** The phone side that is stopped: one of a later unlock serves again. */
  #stopped: PhoneGate | null = null;

  constructor(parts: ServingSwitchParts) {
    this.#parts = parts;
  }

  get stopped(): boolean {
    return this.#stopped !== null && this.#stopped === this.#parts.gate();
  }

  async stop(): Promise<void> {
    const { gate, drain, note, onChange } = this.#parts;
    const present = gate();
    if (this.stopped) return;
    if (!present.ready) throw new WireError("LOCKED");
    this.#stopped = present;
    note({ kind: "serving_stopped" });
    onChange();
    await drain.run(present);
  }

  /** Another phone side has taken the place of `before` without an unlock: stopped stays stopped. */
  replaced(before: PhoneGate): void {
    if (this.#stopped !== before) return;
    this.#stopped = this.#parts.gate();
    // Nothing is under way there yet.
    void this.#stopped.drain(0);
  }

  start(): void {
    const { gate, note, onChange } = this.#parts;
    if (!this.stopped) return;
    this.#stopped = null;
    gate().resume();
    note({ kind: "serving_started" });
    onChange();
  }
}
