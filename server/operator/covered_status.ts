/**
 * What a window is told while the screen is hidden.
 *
 * @module
 */
import type { HealthProblem } from "../health/mod.ts";
import type { OperatorPhone, OperatorStatus } from "./operator_status.ts";

/**
 * The status as anyone may see it who passes a hidden screen: how things stand, and neither who uses
 * which phone nor the code that lets phones in. The status itself while nothing is hidden.
 */
export function coveredStatus(status: OperatorStatus): OperatorStatus {
  if (!status.hidden || status.state !== "unlocked") return status;
  const copies = { ...status.copies, restored: null };
  const devices = status.devices.map(nameless);
  const problems = status.problems.map(aboutNobody);
  return { ...status, pairingText: null, copies, devices, problems };
}

function nameless(phone: OperatorPhone): OperatorPhone {
  return { ...phone, name: "", address: "", userId: null, userName: null };
}

/** A problem of one phone names it. */
function aboutNobody(problem: HealthProblem): HealthProblem {
  if (!("phone" in problem.values)) return problem;
  return { ...problem, values: { ...problem.values, phone: "" } };
}
