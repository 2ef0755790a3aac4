/**
 * The vault as the listener sees it: new, locked or open, and the steps between.
 *
 * @module
 */

import type { KeeperControl, OpenedHub, OpenRequest } from "../keeper/keeper_control.ts";
import type { ClosedVault } from "../keeper/people/vault_actions.ts";
import {
  type NewVault,
  OperatorError,
  type OperatorVault,
  type RestoreReport,
  type SnapshotSource,
  type VaultKey,
  type VaultStep,
  type WorkStatus,
} from "../operator/mod.ts";

import { restoreStartError } from "./restore_start_error.ts";

/** What a start says of the hub to open; without a passphrase the operator is asked for it. */
export type HubPlace = Omit<OpenRequest, "passphrase"> & {
  readonly passphrase: string | null;
  /** Folder of a copy to restore first, at the start or when the operator has said with what. */
  readonly restore?: string | null;
};

/** What the door asks of the keeper. */
export type DoorKeeper = Pick<
  KeeperControl,
  | "open"
  | "close"
  | "look"
  | "restoreVault"
  | "checkSecret"
  | "changePassphrase"
  | "newRecoveryKey"
  | "workProgress"
  | "checkCopySecret"
  | "restore"
  | "reopened"
>;

/** What the door needs. */
export interface VaultDoorParts {
  readonly keeper: DoorKeeper;
  readonly place: HubPlace;
  /** Begins to serve phones from the open hub. */
  readonly onOpened: (opened: OpenedHub) => Promise<void>;
  /** Stops serving; keys are dropped next. */
  readonly onClosing: () => Promise<void>;
  /** Told when the operator has put a copy in the place of the data. */
  readonly onRestored: (report: RestoreReport) => void;
  /** Told whenever the state may have changed. */
  readonly onChange: () => void;
}

/** A change of the hub's files. */
export interface ShutWork {
  readonly step: VaultStep;
  /** What opens the vault, before and after. */
  readonly key: VaultKey;
  /** What comes first. */
  readonly prepare: () => Promise<void>;
  /**
   * Whether phones are cut off before the preparation and not after it: what one of them hands over
   * during a copy that precedes a removal would be in neither.
   */
  readonly alone: boolean;
  /** The change. */
  readonly work: () => Promise<void>;
}

/** Failures of a start that the recovery screen explains. */
const RECOVERED: ReadonlySet<unknown> = new Set(["DAMAGED", "NEWER_SCHEMA", "LIBRARY", "STORAGE"]);

/** How often somebody who watches is told how far it is, ms. */
const PROGRESS_MS = 500;

/** See the module. One step at a time. */
export class VaultDoor implements OperatorVault {
  readonly #parts: VaultDoorParts;
  #step: VaultStep | null = null;
  #isOpen = false;
  #wasOpen = false;
  #restored: RestoreReport | null = null;
  #work: WorkStatus | null = null;
  /** As it was when the step began. */
  #before: ClosedVault | null = null;

  constructor(parts: VaultDoorParts) {
    this.#parts = parts;
  }

  /** Where the hub's files are. */
  get directory(): string {
    return this.#parts.place.directory;
  }

  /** The step under way. */
  get step(): VaultStep | null {
    return this.#step;
  }

  /** How far it is, when it takes long. */
  get work(): WorkStatus | null {
    return this.#work;
  }

  /** Whether phones are served. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Folder of the copy that the program was started to restore, until it was. */
  get restoreFrom(): string | null {
    return this.#restored === null ? this.#parts.place.restore ?? null : null;
  }

  /** What the last restore since the start did. */
  get restored(): RestoreReport | null {
    return this.#restored;
  }

  /** What can be said while the hub is not open. */
  async look(): Promise<ClosedVault> {
    const { keeper, place } = this.#parts;
    return this.#before ?? await keeper.look(place.directory);
  }

  /**
   * Opens or makes the hub at the start, as {@linkcode openWith}.
   *
   * @param mayRecover There is a page: what no passphrase opens is said there, and null answered
   */
  async openAtStart(passphrase: string, mayRecover: boolean): Promise<OpenedHub | null> {
    try {
      return await this.openWith(passphrase);
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      const recovers = mayRecover && this.restoreFrom === null && RECOVERED.has(code);
      if (!recovers || (await this.look()).state !== "damaged") throw error;
      return null;
    }
  }

  /** Opens or makes the hub at the start. @throws {StartError} by its code */
  async openWith(passphrase: string): Promise<OpenedHub> {
    const { place } = this.#parts;
    const folder = this.restoreFrom;
    if (folder === null) return await this.#open({ ...place, passphrase });
    const { recoveryKey } = place;
    const key = recoveryKey === undefined ? { passphrase } : { recoveryKey };
    try {
      return await this.#restore({ folder }, key, true);
    } catch (error) {
      throw restoreStartError(error);
    }
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
      await this.#require("locked", "damaged");
      await this.#open({ ...this.#parts.place, passphrase: "", ...key });
    });
  }

  async lock(): Promise<void> {
    // What is under way might open it again.
    if (!this.#isOpen && (this.#step === null || this.#step === "locking")) return;
    await this.#run("locking", async () => {
      await this.#cutOff();
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
    await this.#run("restoring", async () => {
      const closed = this.#isOpen ? null : await this.look();
      const possible = closed?.state === "damaged" && closed.keptCopyAtMs !== null;
      if (!possible) throw new OperatorError("WRONG_STATE");
      await this.#parts.keeper.restoreVault(this.#parts.place.directory);
    });
  }

  /**
   * Shuts the open hub, changes its files, and opens it again, also when the change was refused.
   *
   * @throws {Error} of the preparation, after which phones are served as before; of the work; or of
   * the opening, after which the hub is locked
   */
  async whileShut({ step, key, prepare, alone, work }: ShutWork): Promise<void> {
    const { keeper, place } = this.#parts;
    await this.#run(step, async () => {
      if (!this.#isOpen) throw new OperatorError("WRONG_STATE");
      await keeper.checkSecret(key);
      using _watch = this.#watch();
      if (!alone) await prepare();
      this.#before = await keeper.look(place.directory);
      await this.#cutOff();
      await this.#orServe(async () => {
        if (alone) await prepare();
        // Somebody may have changed it meanwhile, and nothing else opens the hub again.
        await keeper.checkSecret(key);
      });
      this.#work = { phase: "work", done: 0, total: 0 };
      await keeper.close(true);
      const failure = await work().then(() => null, (error: unknown) => ({ error }));
      if (step !== "resetting" || failure !== null) {
        await this.#open({ ...place, passphrase: "", ...key });
      }
      if (failure !== null) throw failure.error;
    });
  }

  /** Does something to the files of a hub that nothing opens. */
  async whileDamaged(step: VaultStep, work: () => Promise<void>): Promise<void> {
    await this.#run(step, async () => {
      await this.#require("damaged");
      await work();
    });
  }

  /**
   * Puts a copy in the place of what is here, and opens it. When it is refused, a hub that was open
   * goes on as before.
   *
   * @throws {Error} With a code of `SnapshotError`
   */
  async restoreCopy(source: SnapshotSource, key: VaultKey): Promise<RestoreReport> {
    const { keeper, place } = this.#parts;
    return await this.#run("restoring", async () => {
      this.#before = await keeper.look(place.directory);
      const { directory } = place;
      // A slip of the finger cuts no phone off.
      await keeper.checkCopySecret({ directory, source, secret: key });
      this.#work = { phase: "work", done: 0, total: 0 };
      const restore = () => this.#restore(source, key, false);
      if (this.#isOpen) {
        await this.#cutOff();
        await this.#orServe(restore);
      } else await restore();
      if (this.#restored === null) throw new OperatorError("INTERNAL");
      this.#parts.onRestored(this.#restored);
      return this.#restored;
    });
  }

  /** Serves no phone any more; the hub stays open. */
  async #cutOff(): Promise<void> {
    this.#isOpen = false;
    await this.#parts.onClosing();
  }

  /** Phones are served as before when it fails and the hub is still open. */
  async #orServe(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const opened = await this.#parts.keeper.reopened().catch(() => null);
      if (opened !== null) await this.#serve(opened);
      throw error;
    }
  }

  async #restore(source: SnapshotSource, key: VaultKey, onlyOnce: boolean): Promise<OpenedHub> {
    const { keeper, place } = this.#parts;
    const { directory } = place;
    // Of the flags only the machine's name is for another hub than the one they were given for.
    const { machineName, program } = place;
    const open = {
      ...{ directory, passphrase: "", ...key, machineName },
      ...{ recoveryKeyFile: null, cloud: null, provision: null, demo: false },
      ...(program === undefined ? {} : { program }),
    };
    const request = { directory, source, secret: key, onlyOnce, open };
    const { opened, report } = await keeper.restore(request);
    this.#restored = report;
    await this.#serve(opened);
    return opened;
  }

  async #open(request: OpenRequest): Promise<OpenedHub> {
    const { keeper } = this.#parts;
    // Flags say how the program starts; what the operator has changed since stays.
    const opened = await keeper.open(
      this.#wasOpen ? { ...request, cloud: null, provision: null } : request,
    );
    await this.#serve(opened);
    return opened;
  }

  async #serve(opened: OpenedHub): Promise<void> {
    const { keeper, onOpened } = this.#parts;
    try {
      await onOpened(opened);
    } catch (error) {
      await keeper.close();
      throw error;
    }
    this.#isOpen = true;
    this.#wasOpen = true;
  }

  async #require(...states: readonly ClosedVault["state"][]): Promise<void> {
    if (this.#isOpen) throw new OperatorError("WRONG_STATE");
    const { keeper, place } = this.#parts;
    // What is shown during a set-up stays: the vault is there before the hub is open.
    this.#before = await keeper.look(place.directory);
    if (!states.includes(this.#before.state)) throw new OperatorError("WRONG_STATE");
  }

  /** Tells how far the step is, until it is disposed. */
  #watch(): Disposable {
    const { keeper, onChange } = this.#parts;
    this.#work = { phase: "copy", done: 0, total: 0 };
    onChange();
    const timer = setInterval(async () => {
      const progress = await keeper.workProgress().catch(() => null);
      if (this.#work !== null && progress !== null) this.#work = { ...this.#work, ...progress };
      onChange();
    }, PROGRESS_MS);
    return { [Symbol.dispose]: () => clearInterval(timer) };
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
      this.#work = null;
      this.#parts.onChange();
    }
  }
}
