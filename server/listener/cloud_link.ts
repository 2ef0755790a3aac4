/**
 * The cloud as the listener sees it: what the relay's worker tells, what the keeper counts, and what
 * the operator asks of both.
 *
 * @module
 */

import type { KeeperControl } from "../keeper/keeper_control.ts";
import type {
  CloudCheck,
  CloudStatus,
  NotTakenContent,
  NotTakenPage,
  OperatorCloud,
  ProvisionMaking,
  ProvisionProblem,
  ProvisionResult,
  RegistrationResult,
} from "../operator/mod.ts";
import { provisionProblemOf } from "../provision/provision_error.ts";
import type { RelayProgress, RowsByTable } from "../relay/relay_status.ts";
import { EMPTY_TALLY } from "../relay/running/relay_keeper.ts";
import {
  IDLE_RELAY,
  type RelayEvent,
  type RelayState,
  type RelayWorkerControl,
} from "../relay/running/relay_worker_control.ts";
import { OperatorError } from "../operator/mod.ts";
import type { Announce } from "./announcer.ts";

/** How long a run may take to come to a place where it can stop, ms. */
const STOP_MS = 5_000;

/** What the link needs. */
export interface CloudLinkParts {
  readonly keeper: KeeperControl;
  readonly relay: RelayWorkerControl;
  readonly announce: Announce;
  /** The cloud's name of the hub is stored: phones are told it from now on. */
  readonly onHubName: (name: string) => void;
  /** An open page may show something new. */
  readonly onChange: () => void;
}

/** See the module. */
export class CloudLink implements OperatorCloud {
  readonly #parts: CloudLinkParts;
  #state: RelayState = IDLE_RELAY;
  #hadAccounts = true;
  readonly #lost = Promise.withResolvers<void>();

  constructor(parts: CloudLinkParts) {
    this.#parts = parts;
  }

  /** The hub is open. A worker that does not answer keeps nobody waiting. */
  opened({ hasAccounts }: { readonly hasAccounts: boolean }): void {
    this.#hadAccounts = hasAccounts;
    this.#ask(this.#parts.relay.open(), undefined).catch(() => {});
  }

  /** The hub is about to lock: ends the run under way, or leaves it behind after some seconds. */
  async closing(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<void>((resolve) => timer = setTimeout(resolve, STOP_MS + 1_000));
    const closed = this.#ask(this.#parts.relay.close(STOP_MS), undefined).catch(() => {});
    await Promise.race([closed, deadline]);
    clearTimeout(timer);
  }

  /** Takes what the worker tells. */
  hear(event: RelayEvent): void {
    const { announce, onChange } = this.#parts;
    switch (event.type) {
      case "state":
        this.#state = event.state;
        break;
      case "registered":
        if (event.name !== "") this.#parts.onHubName(event.name);
        announce({ event: "relay", state: "registered" });
        break;
      case "started":
        announce({ event: "relay", state: "started" });
        break;
      case "progress":
        announce({ event: "relay", state: "running", ...shown(event.progress) });
        break;
      case "ended": {
        const { problem, tally } = event.run;
        announce({
          event: "relay",
          state: problem === null ? "done" : "stopped",
          ...(problem === null ? {} : { code: problem }),
          sent: sum(tally.sent),
          received: sum(tally.received),
          refused: tally.refused,
          next_run_ms: event.nextRunMs,
        });
        if (problem === null) this.#lookForAccounts();
        break;
      }
      case "lost":
        this.#lost.resolve();
        this.#state = {
          ...IDLE_RELAY,
          lastRun: { endMs: Date.now(), problem: "DEFECT", tally: EMPTY_TALLY },
          failures: this.#state.failures + 1,
        };
        announce({ event: "error", code: "RELAY_FAILED" });
        break;
      case "defect":
        announce({ event: "error", code: "RELAY_FAILED" });
    }
    onChange();
  }

  /** Everything about the cloud, of an open hub. */
  async status(): Promise<CloudStatus> {
    return { ...await this.#parts.keeper.cloudFacts(), ...this.#state };
  }

  async register(
    access: { readonly url: string; readonly apiKey: string },
  ): Promise<RegistrationResult> {
    // What is wrong with the hub must not look like something wrong with the cloud.
    await this.#parts.keeper.cloudFacts();
    const lost = { registered: false, problem: "DEFECT" } as const;
    return await this.#ask<RegistrationResult>(this.#parts.relay.register(access), lost);
  }

  async deregister(): Promise<void> {
    const { keeper, relay } = this.#parts;
    await keeper.cloudFacts();
    // First, as a run under way could register what is being forgotten; and again, for one that began
    // in between.
    await this.#ask(relay.forget(), undefined);
    await keeper.deregisterCloud();
    await this.#ask(relay.forget(), undefined);
    this.#parts.announce({ event: "relay", state: "deregistered" });
  }

  async check(): Promise<CloudCheck> {
    const { registration } = await this.#parts.keeper.cloudFacts();
    if (registration === null) throw new OperatorError("WRONG_STATE");
    return { problem: await this.#ask(this.#parts.relay.check(), "DEFECT") };
  }

  async syncNow(): Promise<boolean> {
    await this.#parts.keeper.cloudFacts();
    return await this.#ask(this.#parts.relay.syncNow(), false);
  }

  cancel(): Promise<boolean> {
    return this.#ask(this.#parts.relay.cancel(), false);
  }

  notTaken(after: string | null): Promise<NotTakenPage> {
    return this.#parts.keeper.cloudNotTaken(after);
  }

  async retry(key: string | null): Promise<number> {
    const count = await this.#parts.keeper.sendAgain(key);
    if (count > 0) await this.#ask(this.#parts.relay.syncNow(), false);
    return count;
  }

  notTakenContent(after: string | null): Promise<readonly NotTakenContent[]> {
    return this.#parts.keeper.cloudNotTakenContent(after);
  }

  async makeProvision(filePassphrase: string): Promise<ProvisionMaking> {
    try {
      return { made: true, ...await this.#parts.keeper.makeProvision(filePassphrase) };
    } catch (error) {
      return { made: false, problem: problemOf(error) };
    }
  }

  async loadProvision(file: string, filePassphrase: string): Promise<ProvisionResult> {
    const { keeper, relay } = this.#parts;
    // Both keep arriving rows in the same place.
    await this.#ask(relay.cancel(), false);
    try {
      const loaded = await keeper.loadProvision(file, filePassphrase);
      this.#parts.announce({ event: "relay", state: "provisioned", rows: loaded.rows });
      this.#lookForAccounts();
      return { loaded: true, ...loaded };
    } catch (error) {
      return { loaded: false, problem: problemOf(error) };
    }
  }

  /** What the worker answers, or something else once it is gone. */
  #ask<T>(asked: Promise<T>, otherwise: T): Promise<T> {
    return Promise.race([asked, this.#lost.promise.then(() => otherwise)]);
  }

  /** Says once that somebody can log in now. */
  #lookForAccounts(): void {
    if (this.#hadAccounts) return;
    this.#parts.keeper.status().then(({ hasAccounts }) => {
      if (!hasAccounts || this.#hadAccounts) return;
      this.#hadAccounts = true;
      this.#parts.announce({ event: "relay", state: "accounts" });
      this.#parts.onChange();
    }, () => {});
  }
}

/** @throws whatever says nothing about a file */
function problemOf(error: unknown): ProvisionProblem {
  const problem = provisionProblemOf(error);
  if (problem === null) throw error;
  return problem;
}

function shown({ step, attempt, rows, ofRows, bytes }: RelayProgress): Record<string, unknown> {
  return { step, attempt, rows, ...(ofRows === null ? {} : { of_rows: ofRows }), bytes };
}

function sum(rows: RowsByTable): number {
  return Object.values(rows).reduce((total, count) => total + count, 0);
}
