/**
 * What went wrong with the cloud, for whoever reads a terminal. The page has words of its own.
 *
 * @module
 */

import type { RelayProblem } from "../relay_status.ts";

/** By code. */
export const RELAY_PROBLEM_WORDS: Readonly<Record<RelayProblem, string>> = {
  NOT_A_URL: "this is not the address of a server",
  NOT_HTTPS: "the address must begin with https://, else the key travels in clear",
  NO_INTERNET: "there is no connection: check the internet",
  NAME_NOT_FOUND: "the name of the cloud leads nowhere: check the internet and the address",
  TLS: "the server could not prove who it is: check this machine's clock, and for a sign-in page",
  STALLED: "nothing arrived for two minutes",
  BROKEN_ANSWER: "the answer broke off or was damaged, again and again",
  NOT_A_CLOUD: "something answered that is not a cloud: a sign-in page, or another address",
  CLOUD_FAILED: "the cloud met an error or is down",
  CLOUD_TOO_NEW: "the cloud needs a newer version of the hub",
  TOO_MANY: "the cloud asked to wait",
  KEY_REFUSED: "the cloud does not know this key",
  SUSPENDED: "this hub is suspended in the cloud",
  DECOMMISSIONED: "this hub was retired in the cloud",
  NO_CLINICS: "the cloud has given this hub no clinic",
  OTHER_DEVICE: "the key belongs to another hub",
  OTHER_CLOUD: "this hub holds the records of another cloud: remove everything first",
  DEMO: "this hub holds the demo clinic, which must never reach a cloud",
  CANCELLED: "somebody stopped it",
  LOCKED: "the hub is locked",
  STORAGE: "the disk is full or failing",
  DEFECT: "the hub met an error",
};

/** As a sentence. */
export function relayProblemText(problem: RelayProblem): string {
  return `Cannot reach the cloud: ${RELAY_PROBLEM_WORDS[problem]}`;
}
