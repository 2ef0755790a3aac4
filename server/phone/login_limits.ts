/**
 * How fast passwords may be tried (W-S9). Only failures cost time, so that nobody who knows the
 * password is ever slowed down by someone else on another phone.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { WireError } from "../wire/mod.ts";
import { FailureWindow } from "./failure_window.ts";
import type { PhoneClock } from "./phone_clock.ts";
import type { Notice } from "./phone_events.ts";
import type { PhoneLimits } from "./phone_limits.ts";

const HOUR_MS = 3_600_000;

/** The bounds that matter here. */
export type LoginBounds = Pick<
  PhoneLimits,
  "firstBackOffMs" | "maxBackOffMs" | "maxWaitingLogins" | "maxAccountFailures" | "maxHubFailures"
>;

/** Whose login it is. */
export interface LoginAttempt {
  /** The e-mail as typed. */
  readonly email: string;
  readonly deviceId: string;
  /** The stored password hash, null for a user that does not exist. */
  readonly passwordHash: string | null;
}

/** The right to try one password. Dispose it in every case; say how it ended if it did. */
export interface LoginTurn extends Disposable {
  /** True when it had to wait: what was read before may be old. */
  readonly waited: boolean;
  /** The password was wrong. */
  failed(): void;
  /** The password was right. */
  succeeded(): void;
}

/** One account on one device. */
interface Account {
  readonly failures: FailureWindow;
  /** Digest of the password hash at the last attempt. */
  hashMark: string;
  failuresInRow: number;
  /** Steady ms before which no attempt is made. */
  notBeforeMs: number;
  /** Attempts that wait for their turn. */
  waiting: number;
  /** Attempts that wait or run. */
  present: number;
  /** Resolves when all attempts so far are over. */
  tail: Promise<unknown>;
}

/** Back-off per account and device, and hourly bounds per account and device and per hub. */
export class LoginLimits {
  readonly #clock: PhoneClock;
  readonly #bounds: LoginBounds;
  readonly #notice: (notice: Notice) => void;
  readonly #accounts = new Map<string, Account>();
  readonly #hubFailures = new FailureWindow(HOUR_MS);
  /** Attempts under way: each may become a failure. */
  #running = 0;

  constructor(clock: PhoneClock, bounds: LoginBounds, notice: (notice: Notice) => void) {
    this.#clock = clock;
    this.#bounds = bounds;
    this.#notice = notice;
  }

  /** Accounts remembered: those with a failure in the last hour or an attempt under way. */
  get size(): number {
    return this.#accounts.size;
  }

  /**
   * Waits until this attempt may be made; attempts of one account on one device go one by one.
   *
   * @throws {WireError} `TOO_MANY` when too many wait already or have failed within the hour.
   */
  async takeTurn(attempt: LoginAttempt): Promise<LoginTurn> {
    const id = digest(`${attempt.deviceId}\n${attempt.email}`);
    const account = this.#accountFor(id, attempt.passwordHash);
    const waited = account.present > 0 || account.notBeforeMs > this.#clock.steadyMs();
    const over = Promise.withResolvers<void>();
    const previous = account.tail;
    account.tail = Promise.all([previous, over.promise]);
    account.present++;
    const leave = () => {
      account.present--;
      over.resolve();
      this.#forgetIfIdle(id, account);
    };
    try {
      this.#requireFewFailures(account, attempt.deviceId);
      if (waited) {
        await this.#wait(account, previous);
        this.#requireFewFailures(account, attempt.deviceId);
      }
    } catch (error) {
      leave();
      throw error;
    }
    return this.#turn(account, waited, leave);
  }

  /** Forgets accounts without a failure in the last hour. */
  sweep(): void {
    for (const [id, account] of this.#accounts) this.#forgetIfIdle(id, account);
  }

  #turn(account: Account, waited: boolean, leave: () => void): LoginTurn {
    this.#running++;
    let ended = false;
    return {
      waited,
      failed: () => {
        const nowMs = this.#clock.steadyMs();
        account.failuresInRow++;
        account.notBeforeMs = nowMs + this.#backOffMs(account);
        account.failures.add(nowMs);
        this.#hubFailures.add(nowMs);
      },
      succeeded: () => reset(account),
      [Symbol.dispose]: () => {
        if (ended) return;
        ended = true;
        this.#running--;
        leave();
      },
    };
  }

  async #wait(account: Account, previous: Promise<unknown>): Promise<void> {
    if (account.waiting >= this.#bounds.maxWaitingLogins) {
      throw new WireError("TOO_MANY", { retryAfterSeconds: this.#secondsToClear(account) });
    }
    account.waiting++;
    try {
      await previous;
      for (;;) {
        const waitMs = account.notBeforeMs - this.#clock.steadyMs();
        if (waitMs <= 0) return;
        await this.#clock.sleep(waitMs);
      }
    } finally {
      account.waiting--;
    }
  }

  #accountFor(id: string, passwordHash: string | null): Account {
    const hashMark = digest(passwordHash ?? "");
    const known = this.#accounts.get(id);
    if (known !== undefined) {
      if (known.hashMark !== hashMark) reset(known);
      known.hashMark = hashMark;
      if (known.failures.count(this.#clock.steadyMs()) === 0) known.failuresInRow = 0;
      return known;
    }
    const account: Account = {
      failures: new FailureWindow(HOUR_MS),
      hashMark,
      failuresInRow: 0,
      notBeforeMs: 0,
      waiting: 0,
      present: 0,
      tail: Promise.resolve(),
    };
    this.#accounts.set(id, account);
    return account;
  }

  #forgetIfIdle(id: string, account: Account): void {
    if (account.present > 0 || account.failures.count(this.#clock.steadyMs()) > 0) return;
    this.#accounts.delete(id);
  }

  #requireFewFailures(account: Account, deviceId: string): void {
    const nowMs = this.#clock.steadyMs();
    if (this.#hubFailures.count(nowMs) + this.#running >= this.#bounds.maxHubFailures) {
      this.#notice({ code: "LOGIN_LIMIT_HUB" });
      throw new WireError("TOO_MANY", {
        retryAfterSeconds: this.#hubFailures.secondsUntilLess(nowMs),
      });
    }
    if (account.failures.count(nowMs) >= this.#bounds.maxAccountFailures) {
      this.#notice({ code: "LOGIN_LIMIT_ACCOUNT", deviceId });
      throw new WireError("TOO_MANY", {
        retryAfterSeconds: account.failures.secondsUntilLess(nowMs),
      });
    }
  }

  #backOffMs(account: Account): number {
    const { firstBackOffMs, maxBackOffMs } = this.#bounds;
    return Math.min(firstBackOffMs * 2 ** (account.failuresInRow - 1), maxBackOffMs);
  }

  /** When those waiting will have had their turns, should they all fail. */
  #secondsToClear(account: Account): number {
    const nextMs = Math.max(0, account.notBeforeMs - this.#clock.steadyMs());
    const waitMs = nextMs + account.waiting * this.#backOffMs(account);
    return Math.max(1, Math.ceil(waitMs / 1000));
  }
}

function reset(account: Account): void {
  account.failures.clear();
  account.failuresInRow = 0;
  account.notBeforeMs = 0;
}

/** Neither e-mails nor password hashes are kept here. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
