/**
 * The program and its machine, as the operator sees and acts on them.
 *
 * @module
 */

import { z } from "zod";
import type { UpdateStatus } from "../updates/mod.ts";

/** What the operator may choose about the machine. */
export interface MachineChoices {
  /** Keep the machine from falling asleep while phones are served. */
  readonly keepAwake: boolean;
  /** Start the program when this person logs in to the machine. */
  readonly startAtLogin: boolean;
}

/** Checks {@linkcode MachineChoices}. */
export const MachineChange = z.strictObject({
  keepAwake: z.boolean().exactOptional(),
  startAtLogin: z.boolean().exactOptional(),
});

/** The machine. */
export interface MachineStatus extends MachineChoices {
  /** Whether the system has agreed to stay awake just now. */
  readonly isHeldAwake: boolean;
  /** Whether starting at login can be chosen here. */
  readonly canStartAtLogin: boolean;
}

/** Part of the status. */
export interface ProgramStatus {
  /** Newer versions. */
  readonly updates: UpdateStatus;
  /** The machine. */
  readonly machine: MachineStatus;
}

/** What the page may do. Updates never reject: what went wrong is in their status. */
export interface OperatorProgram {
  /** The present status. */
  readonly status: ProgramStatus;
  /** Looks for an update; resolves when it was looked. */
  check(): Promise<void>;
  /** Takes an update file. */
  takeFile(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Begins to install what is offered: the operator's word. */
  install(): void;
  /** Begins to go back to the version before: the operator's word. */
  goBack(): void;
  /** Stops fetching or waiting. */
  cancel(): void;
  /** Stores checked choices; rejects with `STORAGE`. */
  change(choices: Partial<MachineChoices>): Promise<void>;
  /** The report for whoever helps, without names, records and keys. */
  diagnose(): Promise<string>;
}
