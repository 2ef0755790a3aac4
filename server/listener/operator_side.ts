/**
 * The operator's loopback server, joined to the hub.
 *
 * @module
 */

import type { KeeperControl } from "../keeper/hub_keeper.ts";
import type { PhoneGate } from "../phone/phone_gate.ts";
import { StartError } from "../start_error.ts";

/** What the operator side is made of. */
export interface OperatorPlace {
  /** 0 means any free port. */
  readonly port: number;
  /** Where to write a lasting token for scripts, or null. */
  readonly tokenFile: string | null;
  readonly version: string;
  readonly identity: { readonly id: string; readonly name: string; readonly publicKey: string };
  readonly startedAtMs: number;
  readonly keeper: KeeperControl;
  readonly gate: PhoneGate;
  readonly lanUrl: () => string;
  readonly pairingText: () => string;
  readonly isLocked: () => boolean;
  readonly lock: () => Promise<void>;
  readonly stop: () => void;
}

/** The running loopback server. */
export class OperatorSide {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(server: Deno.HttpServer<Deno.NetAddr>) {
    this.#server = server;
  }

  /** @throws {StartError} `PORT`, `STORAGE` */
  static start(place: OperatorPlace): Promise<OperatorSide> {
    try {
      const server = Deno.serve(
        { hostname: "127.0.0.1", port: place.port, onListen: () => {} },
        () => new Response("soon"),
      );
      return Promise.resolve(new OperatorSide(server));
    } catch (error) {
      throw new StartError("PORT", { detail: "the operator port", cause: error });
    }
  }

  /** The URL for a browser, with a fresh one-use token in its fragment. */
  startUrl(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/#token=x`;
  }

  /** Something has changed that an open page shows. */
  notify(): void {}

  /** Closes the port. */
  async stop(): Promise<void> {
    await this.#server.shutdown();
  }
}
