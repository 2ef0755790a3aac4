/**
 * The vault as the listener sees it: new, locked or open, and the steps between.
 *
 * @module
 */

import type { KeeperControl, OpenedHub, OpenRequest } from "../keeper/keeper_control.ts";
import type { ClosedVault } from "../keeper/vault_actions.ts";
import {
  type NewVault,
  OperatorError,
  type OperatorVault,
  type VaultKey,
  type VaultStep,
} from "../operator/mod.ts";

/** What a start says of the hub to open; without a passphrase the operator is asked for it. */
export type HubPlace = Omit<OpenRequest, "passphrase"> & { readonly passphrase: string | null };

/** What the door asks of the keeper. */
export type DoorKeeper = Pick<
  KeeperControl,
  "open" | "close" | "look" | "restoreVault" | "checkSecret" | "changePassphrase" | "newRecoveryKey"
>;

/** What the door needs. */
export interface VaultDoorParts {
  readonly keeper: DoorKeeper;
  readonly place: HubPlace;
  /** Begins to serve phones from the open hub. */
  readonly onOpened: (opened: OpenedHub) => Promise<void>;
  /** Stops serving; keys are dropped next. */
  readonly onClosing: () => Promise<void>;
  /** Told whenever the state may have changed. */
  readonly onChange: () => void;
}

/** See the module. One step at a time. */
export class VaultDoor implements OperatorVault {
  readonly #parts: VaultDoorParts;
  #step: VaultStep | null = null;
  #isOpen = false;
  #wasOpen = false;
  /** As it was when the step began. */
  #before: ClosedVault | null = null;

  constructor(parts: VaultDoorParts) {
    this.#parts = parts;
  }

  /** The step under way. */
  get step(): VaultStep | null {
    return this.#step;
  }

  /** Whether phones are served. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What can be said while the hub is not open. */
  async look(): Promise<ClosedVault> {
    const { keeper, place } = this.#parts;
    return this.#before ?? await keeper.look(place.directory);
  }

  /** Opens or makes the hub at the start. @throws {StartError} by its code */
  async openWith(passphrase: string): Promise<OpenedHub> {
    return await this.#open({ ...this.#parts.place, passphrase });
  }

  async setUp({ passphrase, hubName }: NewVault): Promise<string | null> {
    return await this.#run("setting_up", async () => {
      await this.#require("new");
      const { place } = this.#parts;
      const giveRecoveryKey = place.recoveryKeyFile === null;
      const how = { passphrase, newHubName: hubName, giveRecoveryKey };
      return (await this.#open({ ...place, ...how })).recoveryKey;
    });
  }

  async unlock(key: VaultKey): Promise<void> {
    await this.#run("unlocking", async () => {
      await this.#require("locked");
      await this.#open({ ...this.#parts.place, passphrase: "", ...key });
    });
  }

  async lock(): Promise<void> {
    if (!this.#isOpen) return;
    await this.#run("locking", async () => {
      this.#isOpen = false;
      await this.#parts.onClosing();
      await this.#parts.keeper.close();
    });
  }

  confirm(passphrase: string): Promise<void> {
    return this.#parts.keeper.checkSecret({ passphrase });
  }

  changePassphrase(key: VaultKey, next: string): Promise<void> {
    return this.#parts.keeper.changePassphrase(key, next);
  }

  newRecoveryKey(passphrase: string): Promise<string> {
    return this.#parts.keeper.newRecoveryKey(passphrase);
  }

  async restore(): Promise<void> {
    const closed = this.#isOpen ? null : await this.look();
    const possible = closed?.state === "locked" && closed.problem !== null &&
      closed.keptCopyAtMs !== null && closed.problem !== "NEWER_VERSION";
    if (!possible) throw new OperatorError("WRONG_STATE");
    await this.#parts.keeper.restoreVault(this.#parts.place.directory);
    this.#parts.onChange();
  }

  async #open(request: OpenRequest): Promise<OpenedHub> {
    const { keeper, onOpened } = this.#parts;
    // Flags say how the program starts; what the operator has changed since stays.
    const opened = await keeper.open(
      this.#wasOpen ? { ...request, cloud: null, provision: null } : request,
    );
    try {
      await onOpened(opened);
    } catch (error) {
      await keeper.close();
      throw error;
    }
    this.#isOpen = true;
    this.#wasOpen = true;
    return opened;
  }

  async #require(state: ClosedVault["state"]): Promise<void> {
    if (this.#isOpen) throw new OperatorError("WRONG_STATE");
    const { keeper, place } = this.#parts;
    // What is shown during a set-up stays: the vault is there before the hub is open.
    this.#before = await keeper.look(place.directory);
    if (this.#before.state !== state) throw new OperatorError("WRONG_STATE");
  }

  async #run<T>(step: VaultStep, work: () => Promise<T>): Promise<T> {
    if (this.#step !== null) throw new OperatorError("BUSY");
    this.#step = step;
    this.#parts.onChange();
    try {
      return await work();
    } finally {
      this.#step = null;
      this.#before = null;
      this.#parts.onChange();
    }
  }
}
