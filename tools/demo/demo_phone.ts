/**
 * A simulated phone in someone's hand.
 *
 * @module
 */

import {
  type Generation,
  RowMaker,
  SimulatedPhone,
  type SyncOutcome,
  totalRows,
} from "../../tests/support/phone/mod.ts";
import type { HubAccount } from "./hub_process.ts";

/** Something a phone could not do. The message is in plain words. */
export class DemoPhoneError extends Error {
  override readonly name = "DemoPhoneError";
}

/** Who has which phone. */
export interface DemoPhoneOwner {
  /** In plain words, with "the": "the May phone". */
  readonly name: string;
  readonly generation: Generation;
  readonly account: HubAccount;
}

/** What one sync moved. */
export interface RowsMoved {
  /** Rows the phone gave to the hub. */
  readonly up: number;
  /** Rows it got. */
  readonly down: number;
}

/** One phone, its owner, and rows made up in the owner's name. */
export class DemoPhone {
  /** In plain words, with "the". */
  readonly name: string;
  /** The app and its database. */
  readonly app: SimulatedPhone;
  /** Clinic in which the owner works. */
  readonly clinicId: string;
  readonly #account: HubAccount;
  #userId = "";
  #userName = "";

  private constructor(owner: DemoPhoneOwner, app: SimulatedPhone) {
    this.name = owner.name;
    this.app = app;
    this.clinicId = owner.account.clinic_id;
    this.#account = owner.account;
  }

  /** Installs the app. */
  static async install(owner: DemoPhoneOwner): Promise<DemoPhone> {
    return new DemoPhone(owner, await SimulatedPhone.create({ generation: owner.generation }));
  }

  /** The name of who is logged in, empty before. */
  get userName(): string {
    return this.#userName;
  }

  /**
   * Scans the QR code and logs in.
   *
   * @throws {DemoPhoneError}
   */
  async join(qrText: string): Promise<void> {
    const scanned = await this.app.scan(qrText);
    if (!scanned.ok) throw new DemoPhoneError(`could not pair: ${scanned.error}`);
    const { email, password } = this.#account;
    const login = await this.app.login(email, password);
    if (!login.signedIn) throw new DemoPhoneError(`could not log in: ${login.error}`);
    this.#userId = textOf(login.answer, "user_id");
    this.#userName = textOf(login.answer, "provider_name");
  }

  /**
   * Syncs once, as the app does after a login or when someone presses the button.
   *
   * @throws {DemoPhoneError}
   */
  async sync(): Promise<RowsMoved> {
    return rowsMoved(await this.app.sync());
  }

  /** Makes up rows as if the owner had typed them now. */
  rowMaker(): RowMaker {
    const place = { clinicId: this.clinicId, userId: this.#userId, userName: this.#userName };
    return new RowMaker(Math.floor(Math.random() * 2 ** 32), place, Date.now());
  }
}

function rowsMoved({ ok, error, pushed, pulled }: SyncOutcome): RowsMoved {
  if (!ok) throw new DemoPhoneError(`could not sync: ${error?.message ?? "no reason given"}`);
  return { up: totalRows(pushed), down: totalRows(pulled) };
}

function textOf(answer: unknown, key: string): string {
  if (typeof answer !== "object" || answer === null) return "";
  const value = Object.entries(answer).find(([name]) => name === key)?.[1];
  return typeof value === "string" ? value : "";
}
