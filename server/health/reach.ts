/**
 * Can a phone reach the hub? Asked at the address phones use, from this computer.
 *
 * @module
 */

import type { FirewallFacts, ReachFacts, ReachResult } from "./health_facts.ts";
import { FormerAddress } from "./former_address.ts";

/** An answer takes milliseconds; a hub under load some hundred. */
const ANSWER_MS = 3_000;
/** A single miss under load says nothing. */
const ATTEMPTS = 2;

/** Whether something answers like a hub at this URL. Never rejects. */
export type Probe = (url: string) => Promise<boolean>;

/** Asks for the heartbeat. */
export const heartbeatProbe: Probe = async (url) => {
  try {
    const response = await fetch(`${url}/rpc/heartbeat`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const answer: unknown = await response.json();
    return response.ok && typeof answer === "object" && answer !== null && "ready" in answer;
  } catch {
    return false;
  }
};

/** The network as the listener sees it. */
export interface ReachPlace {
  /** Where phones reach the hub, null while there is no network. */
  readonly url: string | null;
  /** IPv4 addresses of this computer. */
  readonly own: readonly string[];
  /** The address the operator has chosen, null without a choice. */
  readonly choice: string | null;
}

/** Remembers what came from other machines. */
export class Reach {
  readonly #place: () => ReachPlace;
  readonly #probe: Probe;
  readonly #former: FormerAddress;

  private constructor(place: () => ReachPlace, probe: Probe, former: FormerAddress) {
    this.#place = place;
    this.#probe = probe;
    this.#former = former;
  }

  /**
   * Reads what is remembered of last time.
   *
   * @param directory Where the address of last time is kept
   */
  static async open(
    directory: string,
    place: () => ReachPlace,
    probe: Probe = heartbeatProbe,
  ): Promise<Reach> {
    return new Reach(place, probe, await FormerAddress.read(directory));
  }

  /** A request of a phone came from this address. */
  heard(address: string, nowMs: number): void {
    const { url, own } = this.#place();
    // An IPv4 address as a socket of both kinds has it.
    const from = address.replace(/^::ffff:/, "");
    if (url === null || isLoopback(from) || own.includes(from)) return;
    void this.#former.heard(url, nowMs);
  }

  /** Asks at the address. Never rejects. */
  async look(firewall: FirewallFacts): Promise<ReachFacts> {
    const { url, own, choice } = this.#place();
    return {
      url,
      result: await this.#ask(url),
      heardMs: this.#former.heardMs(url),
      formerUrl: url === null ? null : this.#former.other(url),
      lostChoice: choice !== null && url !== null && !own.includes(choice) ? choice : null,
      firewall,
    };
  }

  async #ask(url: string | null): Promise<ReachResult> {
    if (url === null) return "none";
    if (isLoopback(new URL(url).hostname)) return "local";
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await this.#probe(url)) return "answers";
    }
    return "silent";
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1" || address === "[::1]" ||
    address === "localhost";
}
