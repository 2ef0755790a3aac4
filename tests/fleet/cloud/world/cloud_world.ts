/**
 * A cloud, the hubs that relay to it, and their phones.
 *
 * @module
 */

import { type CloudRow, SimulatedCloud } from "../../../support/cloud/mod.ts";
import type { MemoryHub, MemoryHubs } from "../../hub/memory_hub.ts";
import { Tokens } from "../../world/columns.ts";
import { Ledger } from "../../world/ledger.ts";
import { Tally } from "../../world/tally.ts";
import { tapped } from "../../world/tap.ts";
import { World } from "../../world/world.ts";
import type { CloudSchedule } from "../schedule/step.ts";
import { clinicsOf, placesOf, uuidOf } from "./cloud_places.ts";
import { fillCloud } from "./fill_cloud.ts";
import { relayOnce } from "./relay_once.ts";

/** A hub in its clinic. */
export interface Site {
  readonly number: number;
  readonly hub: MemoryHub;
  readonly world: World;
  /** As the cloud knows it. */
  readonly deviceId: string;
  readonly apiKey: string;
  /** A run is going on. */
  isRelaying: boolean;
}

/** An edit in the cloud that is not visible yet. */
export interface LateEdit {
  readonly commit: () => void;
  steps: number;
}

/** Requests per minute that nobody reaches. */
export const NO_LIMIT = 1_000_000;

/** One run of a schedule. */
export class CloudWorld implements AsyncDisposable {
  readonly hubs: MemoryHubs;
  readonly cloud: SimulatedCloud;
  readonly sites: Site[] = [];
  readonly ledger = new Ledger();
  readonly tokens = new Tokens(uuidOf);
  readonly tally = new Tally();
  /** Edits that were begun and are not visible. */
  readonly late: LateEdit[] = [];
  /** Somebody in the cloud counted the stock. */
  readonly recounted = new Set<string>();

  private constructor(hubs: MemoryHubs, cloud: SimulatedCloud) {
    this.hubs = hubs;
    this.cloud = cloud;
  }

  /** A filled cloud, hubs that have relayed once, phones that are signed in. */
  static async open(hubs: MemoryHubs, schedule: CloudSchedule): Promise<CloudWorld> {
    const { generation, timeZone, reportsRejected, skewMs } = schedule;
    hubs.resetClock();
    const now = () => hubs.trueNowMs();
    const cloud = await SimulatedCloud.start({
      ...{ generation, timeZone, reportsRejected, now, requestsPerMinute: NO_LIMIT },
    });
    const world = new CloudWorld(hubs, cloud);
    try {
      cloud.clocks.skewMs = skewMs;
      fillCloud(cloud);
      for (const at of schedule.hubs.keys()) await world.#addSite(schedule, at);
      return world;
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #addSite({ hubs, pageRows }: CloudSchedule, number: number): Promise<void> {
    const { clinics: bits, phones } = hubs[number] ?? { clinics: 1, phones: [] };
    const clinics = clinicsOf(bits);
    const { id: deviceId, apiKey } = this.cloud.people.hub(clinics);
    const hub = await this.hubs.openBeside();
    await using undo = new AsyncDisposableStack();
    undo.use(hub);
    await relayOnce({ hub, cloud: this.cloud, apiKey });
    const world = await World.open(hub, { phones, pageRows }, tapped, {
      ...{ name: `hub${number} `, places: placesOf(clinics) },
      ...{ ledger: this.ledger, tokens: this.tokens, tally: this.tally },
    });
    this.sites.push({ number, hub, world, deviceId, apiKey, isRelaying: false });
    undo.move();
  }

  siteAt(number: number): Site {
    const site = this.sites[number % this.sites.length];
    if (site === undefined) throw new RangeError("a cloud without hubs");
    return site;
  }

  /** Clinics the cloud says a hub serves. */
  clinicsOf({ deviceId }: Site): readonly string[] {
    const ids: unknown = this.cloud.row("devices", deviceId)?.clinic_ids;
    return Array.isArray(ids) ? ids.map(String) : [];
  }

  /** Rows of a table that are not deleted, oldest first. */
  live(table: string): CloudRow[] {
    return this.cloud.rows(table).filter(({ is_deleted }) => is_deleted !== true);
  }

  /** Everything that was begun in the cloud is done. */
  commitLate(): void {
    for (const { commit } of this.late.splice(0)) commit();
  }

  /** Late edits become visible when their time has come. */
  passStep(): void {
    for (const edit of [...this.late]) {
      if (--edit.steps > 0) continue;
      this.late.splice(this.late.indexOf(edit), 1);
      edit.commit();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cloud.onStep = null;
    for (const { hub } of this.sites) await hub[Symbol.asyncDispose]();
    await this.cloud[Symbol.asyncDispose]();
  }
}
