/**
 * The operator's loopback server, joined to the hub.
 *
 * @module
 */

import type { ListenerNote } from "../audit/mod.ts";
import type { KeeperControl } from "../keeper/keeper_control.ts";
import {
  createOperatorApp,
  type DrainStatus,
  OperatorGuard,
  type OperatorHealth,
  type OperatorServing,
  type OperatorStatus,
  operatorUrl,
  type OperatorWindow,
  StatusFeed,
  unlockedStatus,
  type WindowState,
  writeTokenFile,
} from "../operator/mod.ts";
import type { PhoneGate } from "../phone/mod.ts";
import { StartError } from "../start_error.ts";
import { WireError } from "../wire/errors.ts";
import type { CloudLink } from "./cloud_link.ts";
import { copiesOf } from "./copies.ts";
import { custodyOf } from "./custody.ts";
import type { LanPlace } from "./lan_place.ts";
import type { ProgramSide } from "./program_side.ts";
import type { ScreenChoices } from "./screen_choices.ts";
import { type ServeParts, SteadyServer } from "./steady_server.ts";
import type { VaultDoor } from "./vault_door.ts";

const MINUTE_MS = 60_000;

/** Identity of the hub as anyone may see it. */
export interface HubIdentity {
  readonly id: string;
  readonly name: string;
  /** 32 raw X25519 bytes. */
  readonly publicKey: Uint8Array;
}

/** What the operator side is made of. */
export interface OperatorPlace {
  /** 0 means any free port. */
  readonly port: number;
  /** Where to write a lasting token for scripts, or null. */
  readonly tokenFile: string | null;
  readonly version: string;
  readonly machineName: string;
  readonly startedAtMs: number;
  readonly keeper: KeeperControl;
  readonly door: VaultDoor;
  readonly window: OperatorWindow & { readonly state: WindowState };
  /** Who the hub is, null before it was open. */
  readonly identity: () => HubIdentity | null;
  /** The phone side, open or not. */
  readonly gate: () => PhoneGate;
  /** Takes a note for the audit log. */
  readonly noteAudit: (note: ListenerNote) => void;
  /** How the hub is. */
  readonly health: OperatorHealth;
  /** Serving phones. */
  readonly serving: OperatorServing;
  /** What is left to be answered while it locks or stops. */
  readonly draining: () => DrainStatus | null;
  /** The program is stopping. */
  readonly stopping: () => boolean;
  /** The cloud, and what is known of it. */
  readonly cloud: CloudLink;
  readonly program: ProgramSide;
  readonly lan: LanPlace;
  readonly choices: ScreenChoices;
  readonly renameHub: (name: string) => Promise<void>;
  readonly stop: () => void;
  /** Told of a defect of the operator side. */
  readonly onDefect: () => void;
}

/** The running loopback server. */
export class OperatorSide {
  readonly #server: SteadyServer;
  readonly #guard: OperatorGuard;
  readonly #feed: StatusFeed;

  private constructor(
    server: SteadyServer,
    guard: OperatorGuard,
    feed: StatusFeed,
  ) {
    this.#server = server;
    this.#guard = guard;
    this.#feed = feed;
  }

  /** @throws {StartError} `PORT`, `STORAGE` */
  static async start(place: OperatorPlace): Promise<OperatorSide> {
    const { gate, keeper, door, window } = place;
    const guard = new OperatorGuard({ isOpen: () => door.isOpen });
    place.program.connect(() => gate().underWay.requests);
    const status = () => readStatus(place, guard.hidden);
    const feed = new StatusFeed({ status });
    const app = createOperatorApp({
      guard,
      feed,
      status,
      port: () => server.port,
      openPairing: (minutes) => {
        openGate(place).openPairing(minutes * MINUTE_MS);
        place.noteAudit({ kind: "pairing_opened", minutes });
      },
      closePairing: () => {
        gate().closePairing();
        place.noteAudit({ kind: "pairing_closed" });
      },
      undoDevice: async (deviceId) => found(await gate().undo(deviceId)),
      revokeDevice: async (deviceId) => found(await gate().revoke(deviceId)),
      reinstateDevice: async (deviceId) => found(await gate().reinstate(deviceId)),
      confirmClock: () => keeper.confirmClock(),
      settings: () => keeper.settings(),
      changeSettings: (change) => keeper.changeSettings(change),
      attention: {
        attention: () => keeper.attention(),
        conflict: (conflictNo) => keeper.conflict(conflictNo),
        resolveConflict: (conflictNo, choice) => keeper.resolveConflict(conflictNo, choice),
        retryQuarantined: (quarantineNo) => keeper.retryQuarantined(quarantineNo),
        dismissQuarantined: (quarantineNo) => keeper.dismissQuarantined(quarantineNo),
        quarantined: (after) => keeper.quarantined(after),
      },
      cloud: place.cloud,
      health: place.health,
      custody: custodyOf(keeper, door),
      recovery: {
        salvage: (passphrase) => keeper.salvage(door.directory, passphrase),
        salvagePart: (ticket) => keeper.salvagePart(ticket),
      },
      copies: copiesOf(keeper, door),
      audit: {
        entries: (query) => keeper.auditEntries(query),
        export: (ticket) => keeper.auditExport(ticket),
      },
      screen: {
        get preferences() {
          return place.choices.preferences;
        },
        changePreferences: (change) => place.choices.change(change),
        chooseAddress: (address) => place.choices.chooseAddress(address),
        choosePort: (port) => place.choices.choosePort(port),
        renameHub: place.renameHub,
        renameDevice: (deviceId, name) => keeper.renameDevice(deviceId, name),
        records: (days) => keeper.recordsGrowth(days),
      },
      program: place.program,
      vault: door,
      serving: place.serving,
      window,
      stop: place.stop,
      onDefect: place.onDefect,
    });
    const server = listen(place, (request) => app.fetch(request));
    const side = new OperatorSide(server, guard, feed);
    if (place.tokenFile === null) return side;
    try {
      await writeTokenFile(place.tokenFile, guard.newScriptToken());
      return side;
    } catch (error) {
      await side.stop();
      throw new StartError("STORAGE", { detail: "the operator token file", cause: error });
    }
  }

  /** The URL for a browser, with a fresh one-use token in its fragment. */
  startUrl(): string {
    return operatorUrl(this.#server.port, this.#guard.newStartToken());
  }

  /** The bound port. */
  get port(): number {
    return this.#server.port;
  }

  /** A token for second starts; see `second_start.ts`. */
  secondStartToken(): string {
    return this.#guard.newSecondStartToken();
  }

  /** A token for `--health`. */
  healthToken(): string {
    return this.#guard.newHealthToken();
  }

  /** Open pages may look and change nothing until the passphrase is entered again. */
  hide(): void {
    this.#guard.hide();
    this.notify();
  }

  /** Something has changed that an open page shows. */
  notify(): void {
    this.#feed.notify();
  }

  /** Ends open pages and closes the port. */
  async stop(): Promise<void> {
    this.#feed[Symbol.dispose]();
    await this.#server.stop();
  }
}

async function readStatus(place: OperatorPlace, hidden: boolean): Promise<OperatorStatus> {
  const { keeper, door, machineName } = place;
  const gate = place.gate();
  const running = {
    programVersion: place.version,
    startedAtMs: place.startedAtMs,
    lanUrl: place.lan.reachableUrl(),
    network: { ...place.lan.status(), portChoice: place.choices.port },
    preferences: place.choices.preferences,
    program: place.program.status,
    pairing: gate.pairing,
    window: place.window.state,
    hidden: hidden && door.isOpen,
    busy: door.step,
    work: door.work,
    servingStopped: place.serving.stopped,
    stopping: place.stopping(),
    draining: place.draining(),
    problems: place.health.problems,
    restoreFrom: door.restoreFrom,
  };
  const identity = place.identity();
  if (identity === null || !door.isOpen) {
    const closed = await door.look();
    return closed.state === "new"
      ? { ...running, ...closed, machineName }
      : { ...running, ...closed };
  }
  return unlockedStatus({
    running,
    hubId: identity.id,
    hubName: identity.name,
    identityPublicKey: identity.publicKey,
    keeper: await keeper.status(),
    cloud: await place.cloud.status(),
    copies: await keeper.snapshotStatus(),
    waiting: gate.waiting,
  });
}

function listen(place: OperatorPlace, handler: ServeParts["handler"]): SteadyServer {
  try {
    const { port, onDefect: onInterrupted } = place;
    return new SteadyServer({ hostname: "127.0.0.1", port, handler, onInterrupted });
  } catch (error) {
    throw new StartError("PORT", { detail: "the operator port", cause: error });
  }
}

/** Pairing opened on a locked hub would come as a surprise after the unlock. */
function openGate(place: OperatorPlace): PhoneGate {
  if (!place.door.isOpen) throw new WireError("LOCKED");
  return place.gate();
}

/** The operator named a phone for which the action makes no sense. */
function found(isFound: boolean): void {
  if (!isFound) throw new WireError("NOT_FOUND");
}
