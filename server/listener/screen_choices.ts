/**
 * What the operator has chosen about screen and network, in a small file beside the vault: the
 * language has to be known before anything is unlocked.
 *
 * @module
 */

import { join } from "node:path";
import { z } from "zod";
import { preferencesOf, type ScreenPreferences } from "../operator/mod.ts";
import type { StartOptions } from "../start_options.ts";
import { WireError } from "../wire/errors.ts";

/** Name of the file. It holds no secret and may be removed at any time. */
const FILE = "hub.screen";

const Address = z.ipv4().nullable();
const Port = z.int().min(1_024).max(65_535).nullable();

/** Choices of one hub. A file that cannot be read counts as none: the defaults are good. */
export class ScreenChoices {
  readonly #directory: string;
  #preferences: ScreenPreferences;
  #address: string | null;
  #port: number | null;
  /** The last store asked for: each is of what the one before has left. */
  #stored: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, stored: Readonly<Record<string, unknown>>) {
    this.#directory = directory;
    this.#preferences = preferencesOf(stored);
    const { success, data } = Address.safeParse(stored["address"]);
    this.#address = success ? data : null;
    this.#port = Port.safeParse(stored["port"]).data ?? null;
  }

  /** Reads what is there. */
  static read(directory: string): ScreenChoices {
    try {
      const stored: unknown = JSON.parse(Deno.readTextFileSync(join(directory, FILE)));
      if (typeof stored === "object" && stored !== null) {
        return new ScreenChoices(directory, { ...stored });
      }
    } catch {
      // Nobody has chosen anything yet, or the file is of no use.
    }
    return new ScreenChoices(directory, {});
  }

  /** How the screen looks. */
  get preferences(): ScreenPreferences {
    return this.#preferences;
  }

  /** The address for phones; null means the likeliest. */
  get address(): string | null {
    return this.#address;
  }

  /** The port for phones from the next start on; null means the usual one. */
  get port(): number | null {
    return this.#port;
  }

  /** The port to listen on: what the command line says goes first. */
  portFor({ port, portGiven }: Pick<StartOptions, "port" | "portGiven">): number {
    return portGiven ? port : this.#port ?? port;
  }

  /** @throws {WireError} `STORAGE`: then nothing has changed */
  async change(change: Partial<ScreenPreferences>): Promise<void> {
    await this.#inTurn(async () => {
      const preferences = { ...this.#preferences, ...change };
      await this.#store({ ...preferences, address: this.#address, port: this.#port });
      this.#preferences = preferences;
    });
  }

  /** @throws {WireError} `STORAGE`: then nothing has changed */
  async chooseAddress(address: string | null): Promise<void> {
    await this.#inTurn(async () => {
      await this.#store({ ...this.#preferences, address, port: this.#port });
      this.#address = address;
    });
  }

  /** @throws {WireError} `STORAGE`: then nothing has changed */
  async choosePort(port: number | null): Promise<void> {
    await this.#inTurn(async () => {
      await this.#store({ ...this.#preferences, address: this.#address, port });
      this.#port = port;
    });
  }

  /** Two windows may choose at the same time: neither undoes the other. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#stored.then(work);
    this.#stored = done.catch(() => {});
    await done;
  }

  async #store(choices: Readonly<Record<string, unknown>>): Promise<void> {
    const path = join(this.#directory, FILE);
    const temporary = `${path}.${crypto.randomUUID()}`;
    try {
      await Deno.mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await Deno.writeTextFile(temporary, `${JSON.stringify(choices)}\n`, {
        createNew: true,
        mode: 0o600,
      });
      await Deno.rename(temporary, path);
    } catch (error) {
      await Deno.remove(temporary).catch(() => {});
      throw new WireError("STORAGE", { cause: error });
    }
  }
}
