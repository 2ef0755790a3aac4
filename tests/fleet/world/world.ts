/**
 * A hub, its phones, and everything the checks have to know about them.
 *
 * @module
 */

import type { PhoneFetch } from "../../support/phone/mod.ts";
import type { FleetHub } from "../hub/fleet_hub.ts";
import type { FleetUser } from "../hub/fleet_clinic.ts";
import type { Schedule } from "../schedule/step.ts";
import { Tokens } from "./columns.ts";
import { DeviceModel } from "./device_model.ts";
import type { FleetFailure } from "./failure.ts";
import { FleetPhone } from "./fleet_phone.ts";
import { Ledger } from "./ledger.ts";
import { NAMED_PLACES, type Places } from "./places.ts";
import { Tally } from "./tally.ts";

/** The clinic's network as one phone has it. */
export type Network = (world: World, phone: FleetPhone, inner: PhoneFetch) => PhoneFetch;

/** What worlds of several hubs have in common. */
export interface Shared {
  /** Begins the names of the world's phones. */
  readonly name: string;
  readonly places: Places;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly tally: Tally;
}

/** One run of a schedule. */
export class World {
  readonly hub: FleetHub;
  readonly places: Places;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly phones: FleetPhone[] = [];
  readonly tally: Tally;
  /** Rows of one pull answer; 0 means no limit. */
  pageRows: number;
  /** The first broken promise: checks also run where nothing may be thrown. */
  failure: FleetFailure | null = null;
  /** Writes the hub has taken. */
  writes = 0;
  /** The hub was killed: it may have forgotten cursors it had issued. */
  hasHubDied = false;
  /** How often the hub was killed. */
  deaths = 0;
  /** A sync was cut short: a phone may hold what its cursor does not say. */
  hadTrouble = false;
  /** Several phones are syncing at this moment. */
  isTogether = false;
  /** Stock rows somebody counted by hand. */
  readonly recounted = new Set<string>();
  /** Steps until the hub is started again, and until there is room on its disk again. */
  hubDownFor = 0;
  diskFullFor = 0;
  readonly #devices = new Map<string, DeviceModel>();

  private constructor(hub: FleetHub, pageRows: number, shared: Shared) {
    this.hub = hub;
    this.places = shared.places;
    this.ledger = shared.ledger;
    this.tokens = shared.tokens;
    this.tally = shared.tally;
    hub.onKilled = () => this.#noteHubKilled();
    this.pageRows = pageRows;
  }

  /** A hub with phones that are paired and logged in. */
  static async open(
    hub: FleetHub,
    { phones, pageRows }: Pick<Schedule, "phones" | "pageRows">,
    network: Network,
    shared: Shared = {
      ...{ name: "", places: NAMED_PLACES, ledger: new Ledger(), tokens: new Tokens() },
      tally: new Tally(),
    },
  ): Promise<World> {
    const world = new World(hub, pageRows, shared);
    await hub.setPageRows(pageRows);
    for (const [at, { generation, user, clockMs, synced }] of phones.entries()) {
      const phone = await FleetPhone.install({
        name: `${shared.name}phone${at}`,
        generation,
        user: world.userAt(user),
        clockMs,
        nowMs: () => hub.trueNowMs(),
        fetch: (installed) => network(world, installed, hub.fetch),
      });
      world.phones.push(phone);
      await phone.signIn(hub.qr);
      if (synced === true) await phone.phone.sync();
    }
    return world;
  }

  /** The user with this number, whatever the number. */
  userAt(number: number): FleetUser {
    const { users } = this.places;
    const user = users[number % users.length];
    if (user === undefined) throw new RangeError(`no user ${number}`);
    return user;
  }

  phoneAt(number: number): FleetPhone {
    const phone = this.phones[number % this.phones.length];
    if (phone === undefined) throw new RangeError("a fleet without phones");
    return phone;
  }

  /** What the hub may know of the device a phone is at present. */
  deviceOf(phone: FleetPhone): DeviceModel {
    const known = this.#devices.get(phone.clientId) ?? new DeviceModel();
    this.#devices.set(phone.clientId, known);
    return known;
  }

  /** The hub has committed something. */
  committed(): void {
    this.writes++;
    for (const device of this.#devices.values()) device.committed();
  }

  /** Kills the hub. */
  async killHub(): Promise<void> {
    await this.hub.kill();
  }

  #noteHubKilled(): void {
    this.hasHubDied = true;
    this.deaths++;
    this.tally.count("hub killed");
    for (const device of this.#devices.values()) device.hubDied();
  }

  /** Fails with what a check found where it could not throw. */
  throwFailure(): void {
    if (this.failure !== null) throw this.failure;
  }
}
