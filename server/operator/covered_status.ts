/**
 * What a window is told while the screen is hidden.
 *
 * @module
 */
import type { OperatorPhone, OperatorStatus } from "./operator_status.ts";

/**
 * The status as anyone may see it who passes a hidden screen: how things stand, and neither who uses
 * which phone nor the code that lets phones in. The status itself while nothing is hidden.
 */
export function coveredStatus(status: OperatorStatus): OperatorStatus {
  if (!status.hidden || status.state !== "unlocked") return status;
  const copies = { ...status.copies, restored: null };
  return { ...status, pairingText: null, copies, devices: status.devices.map(nameless) };
}

function nameless(phone: OperatorPhone): OperatorPhone {
  return { ...phone, name: "", address: "", userId: null, userName: null };
}
