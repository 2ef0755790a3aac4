/**
 * Who has which phone in the demo.
 *
 * @module
 */

import { DemoPhone, DemoPhoneError } from "./demo_phone.ts";
import type { HubAccount } from "./hub_process.ts";

/** The phones, and those of them whose owners may write. */
export interface HandedOut {
  readonly all: readonly DemoPhone[];
  readonly writers: readonly DemoPhone[];
}

/**
 * Phones of all three generations: three whose owners write, one of them at the other clinic, and
 * one whose owner may only look.
 *
 * @param accounts in their fixed order
 * @throws {DemoPhoneError} when there are fewer than four
 */
export async function handOutPhones(accounts: readonly HubAccount[]): Promise<HandedOut> {
  const [nurse, viewer, other, admin] = accounts;
  if (!nurse || !viewer || !other || !admin) {
    throw new DemoPhoneError("cannot join: the hub names fewer than four accounts");
  }
  const march = await DemoPhone.install({
    name: "the March phone",
    generation: "march",
    account: nurse,
  });
  const may = await DemoPhone.install({
    name: "the May phone",
    generation: "may",
    account: admin,
  });
  const august = await DemoPhone.install({
    name: "the August phone",
    generation: "august",
    account: viewer,
  });
  const away = await DemoPhone.install({
    name: "the August phone of the other clinic",
    generation: "august",
    account: other,
  });
  return { all: [march, may, august, away], writers: [march, may, away] };
}
