/**
 * Days that pass in a moment: the clock of a hub's process, moved from outside (Linux only).
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** See the module. */
export class DayShift {
  /** What the hub's process is started with. */
  readonly env: Record<string, string>;
  readonly #path: string;
  #shiftMs = 0;

  private constructor(path: string, library: string) {
    this.#path = path;
    this.env = { LD_PRELOAD: library, HUB_DAY_SHIFT: path };
    this.#write();
  }

  /** Compiles what moves the clocks, into a folder that somebody else removes. */
  static async make(folder: string): Promise<DayShift> {
    const source = fileURLToPath(new URL("./day_shift.c", import.meta.url));
    const library = join(folder, "day_shift.so");
    const args = ["-O2", "-Wall", "-shared", "-fPIC", source, "-o", library, "-ldl"];
    const { success, stderr } = await new Deno.Command("cc", { args }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return new DayShift(join(folder, "day_shift"), library);
  }

  /** The time in the clinic, epoch ms. */
  readonly nowMs = (): number => Date.now() + this.#shiftMs;

  /** Lets this much time pass, as for a machine that sleeps. */
  pass(ms: number): void {
    this.#shiftMs += ms;
    this.#write();
  }

  #write(): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt(this.#shiftMs), true);
    // In place: the process has it mapped. Eight bytes at once are never seen half written.
    using file = Deno.openSync(this.#path, { write: true, create: true });
    file.writeSync(bytes);
  }
}
