/** A hub's engine with a phone, and a simulated cloud it relays to. */

import type { CloudOptions } from "../support/cloud/mod.ts";
import { TestEngine } from "../support/open_engine.ts";
import { CloudClinic } from "../support_tests/cloud/plain_hub.ts";
import { RequestPace } from "../../server/relay/pace.ts";
import type { ClientOptions } from "../../server/relay/run/cloud_client.ts";
import { runRelay, type RunResult } from "../../server/relay/run/relay_run.ts";
import { RelayStore } from "../../server/relay/store/relay_store.ts";

/** Both, open. */
export class RelayClinic implements AsyncDisposable {
  readonly hub = new TestEngine();
  readonly clinic: CloudClinic;
  store = new RelayStore(this.hub.engine);

  private constructor(clinic: CloudClinic) {
    this.clinic = clinic;
  }

  /** Opens both; a phone `phone` is admitted. */
  static async open(options: CloudOptions = {}): Promise<RelayClinic> {
    const opened = new RelayClinic(await CloudClinic.open(options));
    await opened.hub.admit("phone");
    return opened;
  }

  get cloud() {
    return this.clinic.cloud;
  }

  /** One run. */
  relay(options: ClientOptions = {}, signal = new AbortController().signal): Promise<RunResult> {
    const access = { url: this.cloud.url, apiKey: this.clinic.hub.apiKey };
    return runRelay(this.store, access, signal, { pace: new RequestPace(1_000_000), ...options });
  }

  /** States of the rows of a table in `cloud_row`, with their reasons. */
  states(tableNo: number): [string, string | null][] {
    return this.hub.database.reader.prepare(
      "SELECT state, reason FROM cloud_row WHERE table_no = ? ORDER BY hub_row",
    ).values<[string, string | null]>(tableNo);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hub[Symbol.dispose]();
    await this.clinic[Symbol.asyncDispose]();
  }
}
