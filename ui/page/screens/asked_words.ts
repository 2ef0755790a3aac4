/**
 * Why the cloud did not answer what somebody has just asked it.
 *
 * @module
 */
import { maybe, t } from "../state/language.ts";
import type { RelayProblem } from "../../../server/operator/mod.ts";

/** The words for a problem. A sync is tried again by itself; what was asked by hand is not. */
export function askedWords(problem: RelayProblem): string {
  return maybe(`asked.${problem}`) ?? t(`relay.${problem}`);
}
