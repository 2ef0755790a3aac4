/**
 * A phone that has scanned and signed in, as most tests need it.
 *
 * @module
 */

import { type Generation, type PhoneOptions, SimulatedPhone } from "../../support/phone/mod.ts";
import type { TinyHub } from "./tiny_hub.ts";

/** A settable clock. */
export interface TestClock {
  nowMs: number;
}

/** A phone paired and signed in with `hub`, and its clock, which stands still. */
export async function pairedPhone(
  hub: TinyHub,
  generation: Generation,
  options: Partial<PhoneOptions> = {},
): Promise<{ phone: SimulatedPhone; clock: TestClock }> {
  const clock = { nowMs: 5_000 };
  const phone = await SimulatedPhone.create({ generation, clock: () => clock.nowMs, ...options });
  const scanned = await phone.scan(hub.qr);
  const login = await phone.login("nurse@example.org", "correct horse");
  if (!scanned.ok || !login.ok) throw new Error("Cannot pair the test phone");
  return { phone, clock };
}
