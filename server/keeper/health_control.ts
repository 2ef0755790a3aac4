/**
 * What is asked of the keeper about the health of an open hub.
 *
 * @module
 */

import type { HubHealth, KeeperHealth } from "../health/hub_health.ts";

/** Rejects with `LOCKED` while no hub is open. */
export interface HealthControl {
  /** What the keeper knows. */
  health(): Promise<KeeperHealth>;
  /** Checks the database now; resolves when the check has ended. */
  checkDatabase(): Promise<void>;
}

/** Runs something on the open hub. */
type OnHealth = <T>(act: (health: HubHealth) => T | Promise<T>) => Promise<T>;

/** On the hub that `onHealth` gives. */
export function healthOf(onHealth: OnHealth): HealthControl {
  return {
    health: () => onHealth((health) => health.facts()),
    checkDatabase: () => onHealth((health) => health.checkNow()),
  };
}
