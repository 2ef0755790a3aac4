/** A real hub process at a simulated cloud, with what a person or a script does on its operator port. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { OperatorStatus, UnlockedStatus } from "../../../server/operator/mod.ts";
import type { CloudUser, SimulatedCloud } from "../../support/cloud/mod.ts";
import { HubDirectory, HubProcess } from "../../support/hub_process.ts";
import { type Generation, SimulatedPhone } from "../../support/phone/mod.ts";
import { until } from "../../support/until.ts";

/** Files and flags of one hub, and the process while there is one. */
export class RelayedHub implements AsyncDisposable {
  readonly directory = new HubDirectory();
  readonly #tokenFile = join(this.directory.root, "operator-token");
  readonly #keyFile = join(this.directory.root, "cloud-key");
  #process: HubProcess | null = null;

  /** The running process. */
  get process(): HubProcess {
    assert(this.#process !== null, "the hub is not running");
    return this.#process;
  }

  /** Flags that register the hub. */
  cloudFlags(cloud: { readonly url: string }, apiKey: string): string[] {
    // Saved by hand, with what nobody sees at its end.
    Deno.writeTextFileSync(this.#keyFile, `\u200f${apiKey}\u200e \r\n\n`);
    return ["--cloud-url", cloud.url, "--cloud-key-file", this.#keyFile];
  }

  /** Starts the process. */
  async start(...flags: string[]): Promise<void> {
    const all = ["--pairing-open", "--operator-token-file", this.#tokenFile, ...flags];
    this.#process = await HubProcess.start(this.directory.flags(...all));
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    await this.process.kill();
    this.#process = null;
  }

  /** Stops it. */
  async stop(): Promise<number> {
    const code = await this.process.stop();
    this.#process = null;
    return code;
  }

  /** What the operator's port answers to a script. */
  async ask(path: string, body?: unknown): Promise<Response> {
    const token = (await Deno.readTextFile(this.#tokenFile)).trim();
    return await fetch(new URL(path, this.process.ready.operator_url), {
      method: body === undefined ? "GET" : "POST",
      headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** The same, as JSON of a success. */
  async json<T>(path: string, body?: unknown): Promise<T> {
    const answer = await this.ask(path, body);
    const text = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${text}`);
    return JSON.parse(text);
  }

  /** The status of an unlocked hub. */
  async status(): Promise<UnlockedStatus> {
    const status = await this.json<OperatorStatus>("/api/status");
    assert(status.state === "unlocked", `the hub is ${status.state}`);
    return status;
  }

  /** Lines of the relay so far. */
  get lines(): Record<string, unknown>[] {
    return this.process.events.filter(({ event }) => event === "relay");
  }

  /** Waits for a line of the relay from `from` on; gives its place. */
  async line(test: (line: Record<string, unknown>) => boolean, from = 0): Promise<number> {
    await until(
      () => this.lines.slice(from).some(test),
      () => JSON.stringify(this.process.events.slice(-8)),
    );
    return from + this.lines.slice(from).findIndex(test);
  }

  /** Waits for the next run from `from` on that ends with all done. */
  async done(from = 0): Promise<number> {
    return await this.line(({ state }) => state === "done", from);
  }

  /** Begins a run and waits until one has done everything. */
  async sync(): Promise<void> {
    const from = this.lines.length;
    await this.json("/api/cloud/sync", {});
    await this.done(from);
  }

  /** A phone on which the user has logged in. */
  async phone(user: CloudUser, generation: Generation = "may"): Promise<SimulatedPhone> {
    const phone = await SimulatedPhone.create({ generation });
    assert.ok((await phone.scan(this.process.qr)).ok);
    const login = await phone.login(user.email, user.password);
    assert.ok(login.signedIn, String(login.error));
    return phone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
    this.directory[Symbol.dispose]();
  }
}

/** A cloud with a clinic, a nurse, a patient and a hub that is registered there. */
export async function furnish(cloud: SimulatedCloud) {
  const clinicId = cloud.people.clinic({ name: "Olive Hill" });
  const nurse = await cloud.people.user({ clinic_id: clinicId });
  const hub = cloud.people.hub([clinicId], { name: "Hub of Olive Hill" });
  const patientId = cloud.people.patient({ primary_clinic_id: clinicId, phone: "010" });
  return { clinicId, nurse, hub, patientId };
}
