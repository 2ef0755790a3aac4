/** A running demo hub and phones that are logged in to it. */

import assert from "node:assert/strict";
import { HubDirectory, HubProcess } from "./hub_process.ts";
import { type Generation, type PhoneOptions, RowMaker, SimulatedPhone } from "./phone/mod.ts";

/** A phone somebody has logged in on, and a maker of rows for its user. */
export interface WorkingPhone {
  readonly phone: SimulatedPhone;
  readonly rows: RowMaker;
  readonly userId: string;
}

/** A clinic in a process of its own. */
export class Clinic implements AsyncDisposable {
  readonly directory: HubDirectory;
  hub: HubProcess;
  #seed = 0;

  private constructor(directory: HubDirectory, hub: HubProcess) {
    this.directory = directory;
    this.hub = hub;
  }

  /** Starts a hub with the demo clinic and pairing open. */
  static async open(): Promise<Clinic> {
    const directory = new HubDirectory();
    return new Clinic(
      directory,
      await HubProcess.start(directory.flags("--pairing-open", "--demo")),
    );
  }

  get url(): string {
    return this.hub.ready.lan_url;
  }

  /** Scans and logs in, with the account at this place in the demo clinic's list. */
  async phone(
    generation: Generation = "may",
    options: Omit<PhoneOptions, "generation"> & { readonly account?: number } = {},
  ): Promise<WorkingPhone> {
    const { account: at = 0, ...rest } = options;
    const account = this.hub.ready.accounts?.[at];
    assert.ok(account !== undefined);
    const phone = await SimulatedPhone.create({ generation, ...rest });
    const scan = await phone.scan(this.hub.qr);
    assert.ok(scan.ok);
    const login = await phone.login(account.email, account.password);
    assert.ok(login.signedIn, String(login.error));
    const { user_id: userId } = login.answer as { user_id: string };
    const rows = new RowMaker(++this.#seed, { clinicId: account.clinic_id, userId });
    return { phone, rows, userId };
  }

  /** Pulls the plug and starts again on the same port. */
  async crash(...flags: string[]): Promise<void> {
    const { port } = new URL(this.url);
    await this.hub.kill();
    this.hub = await HubProcess.start(this.directory.flags("--port", port, "--demo", ...flags));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hub[Symbol.asyncDispose]();
    this.directory[Symbol.dispose]();
  }
}
