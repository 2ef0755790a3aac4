/**
 * The operator's loopback server, joined to the hub.
 *
 * @module
 */

import type { KeeperControl } from "../keeper/hub_keeper.ts";
import {
  createOperatorApp,
  OperatorGuard,
  type OperatorStatus,
  operatorUrl,
  StatusFeed,
  unlockedStatus,
  writeTokenFile,
} from "../operator/mod.ts";
import type { PhoneGate } from "../phone/mod.ts";
import { StartError } from "../start_error.ts";
import { WireError } from "../wire/errors.ts";
import { type ServeParts, SteadyServer } from "./steady_server.ts";

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
  readonly identity: HubIdentity;
  readonly startedAtMs: number;
  readonly keeper: KeeperControl;
  readonly gate: PhoneGate;
  readonly lanUrl: () => string;
  readonly isLocked: () => boolean;
  readonly lock: () => Promise<void>;
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
    const { gate, keeper } = place;
    const guard = new OperatorGuard();
    const status = () => readStatus(place);
    const feed = new StatusFeed({ status });
    const app = createOperatorApp({
      guard,
      feed,
      status,
      port: () => server.port,
      openPairing: (minutes) => gate.openPairing(minutes * MINUTE_MS),
      closePairing: () => gate.closePairing(),
      undoDevice: async (deviceId) => found(await gate.undo(deviceId)),
      revokeDevice: async (deviceId) => found(await gate.revoke(deviceId)),
      reinstateDevice: async (deviceId) => found(await gate.reinstate(deviceId)),
      confirmClock: () => keeper.confirmClock(),
      settings: () => keeper.settings(),
      changeSettings: (change) => keeper.changeSettings(change),
      lock: place.lock,
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

async function readStatus(place: OperatorPlace): Promise<OperatorStatus> {
  const { gate, keeper, identity } = place;
  const running = {
    programVersion: place.version,
    startedAtMs: place.startedAtMs,
    lanUrl: place.lanUrl(),
    pairing: gate.pairing,
  };
  if (place.isLocked()) return { ...running, state: "locked" };
  return unlockedStatus({
    running,
    hubId: identity.id,
    hubName: identity.name,
    identityPublicKey: identity.publicKey,
    keeper: await keeper.status(),
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

/** The operator named a phone for which the action makes no sense. */
function found(isFound: boolean): void {
  if (!isFound) throw new WireError("NOT_FOUND");
}
