/**
 * What the operator has chosen about the machine, in a small file beside the vault.
 *
 * @module
 */

import { join } from "node:path";
import { MachineChange } from "../operator/operator_program.ts";
import { WireError } from "../wire/errors.ts";

/** Name of the file. It holds no secret and may be removed at any time. */
export const MACHINE_FILE = "hub.machine";

/** Whether the machine is kept awake; it is, as long as nobody says otherwise. */
export class MachineChoices {
  readonly #path: string;
  #keepAwake: boolean;

  private constructor(path: string, keepAwake: boolean) {
    this.#path = path;
    this.#keepAwake = keepAwake;
  }

  /** Reads what is there; a file that cannot be read counts as none. */
  static read(directory: string): MachineChoices {
    const path = join(directory, MACHINE_FILE);
    try {
      const { keepAwake } = MachineChange.parse(JSON.parse(Deno.readTextFileSync(path)));
      return new MachineChoices(path, keepAwake ?? true);
    } catch {
      return new MachineChoices(path, true);
    }
  }

  /** The choice. */
  get keepAwake(): boolean {
    return this.#keepAwake;
  }

  /** @throws {WireError} `STORAGE`: then nothing has changed */
  choose(keepAwake: boolean): void {
    const temporary = `${this.#path}.${crypto.randomUUID()}`;
    try {
      Deno.writeTextFileSync(temporary, `${JSON.stringify({ keepAwake })}\n`, { mode: 0o600 });
      Deno.renameSync(temporary, this.#path);
    } catch (error) {
      throw new WireError("STORAGE", { cause: error });
    }
    this.#keepAwake = keepAwake;
  }
}
