/**
 * Where phones find the hub: the port, the addresses of this machine, and the operator's choice.
 *
 * @module
 */

import type { NetworkStatus } from "../operator/mod.ts";
import { type InterfaceAddress, lanAddresses, lanUrl } from "./lan_address.ts";

/** What a {@linkcode LanPlace} is made of. */
export interface LanPlaceParts {
  /** The address the listener is bound to; `0.0.0.0` for all. */
  readonly host: string;
  /** The port the listener is bound to. */
  readonly port: () => number;
  /** The operator's choice; null means the likeliest. */
  readonly choice: () => string | null;
  /** Those of the machine by default. */
  readonly interfaces?: () => readonly InterfaceAddress[];
}

/** Looks at the network anew each time: addresses come and go. */
export class LanPlace {
  readonly #parts: Required<LanPlaceParts>;

  constructor(parts: LanPlaceParts) {
    this.#parts = { interfaces: () => Deno.networkInterfaces(), ...parts };
  }

  /** The port the listener is bound to. */
  get port(): number {
    return this.#parts.port();
  }

  /** The URL for phones; loopback while there is no network. */
  url(): string {
    const { host, port, choice, interfaces } = this.#parts;
    const chosen = choice();
    const present = chosen !== null && this.#bindsAll &&
      lanAddresses(interfaces()).some(({ address }) => address === chosen);
    return lanUrl(present ? chosen : host, port(), interfaces());
  }

  /** As {@linkcode url}, or null while no phone could use it. */
  reachableUrl(): string | null {
    return this.#bindsAll && lanAddresses(this.#parts.interfaces()).length === 0
      ? null
      : this.url();
  }

  /** What the operator may choose from. */
  status(): Omit<NetworkStatus, "portChoice"> {
    const { host, choice, interfaces } = this.#parts;
    const addresses = lanAddresses(interfaces())
      .map(({ address, name }) => ({ address, interfaceName: name }))
      .filter(({ address }) => this.#bindsAll || address === host);
    return { addresses, choice: choice() };
  }

  get #bindsAll(): boolean {
    const { host } = this.#parts;
    return host === "0.0.0.0" || host === "::";
  }
}
