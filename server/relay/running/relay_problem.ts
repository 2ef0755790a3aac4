/**
 * What a failure on the way to the cloud means for a person.
 *
 * @module
 */

import { type CloudDevice, planRun, type RunLimit } from "../cloud_device.ts";
import { CloudUrlError } from "../cloud_url.ts";
import type { RelayProblem } from "../relay_status.ts";
import { RelayError, type RelayErrorCode } from "../run/cloud_client.ts";

/** `NO_CONNECTION` is looked into. */
const BY_CODE: Record<Exclude<RelayErrorCode, "NO_CONNECTION">, RelayProblem> = {
  KEY_REFUSED: "KEY_REFUSED",
  NOT_THE_CLOUD: "NOT_A_CLOUD",
  CLOUD_FAILED: "CLOUD_FAILED",
  TOO_NEW: "CLOUD_TOO_NEW",
  TOO_MANY: "TOO_MANY",
  STALLED: "STALLED",
  BROKEN_ANSWER: "BROKEN_ANSWER",
  CANCELLED: "CANCELLED",
};

/** The problem that an error of a run stands for. */
export function relayProblemOf(error: unknown): RelayProblem {
  if (error instanceof CloudUrlError) {
    return error.code === "NOT_HTTPS" ? "NOT_HTTPS" : "NOT_A_URL";
  }
  if (error instanceof RelayError) {
    return error.code === "NO_CONNECTION" ? connectionProblemOf(error) : BY_CODE[error.code];
  }
  // What the keeper answers over the port.
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "LOCKED") return "LOCKED";
  // Something else has begun a run: a provisioning file, or another key.
  if (code === "SUPERSEDED") return "CANCELLED";
  return code === "STORAGE" || code === "BUSY" ? "STORAGE" : "DEFECT";
}

/** Why the hub does not relay although the cloud answered; null when it does. */
export function deviceProblem(
  known: CloudDevice | null,
  device: CloudDevice,
): RelayProblem | null {
  const plan = planRun(known, device);
  return plan.relay ? null : limitProblem(plan.reason, device);
}

/** What a limit means. */
export function limitProblem(limit: RunLimit, device: CloudDevice | null): RelayProblem {
  if (limit !== "NOT_ACTIVE") return limit;
  const gone = device?.status === "decommissioned" || device?.status === "deleted";
  return gone ? "DECOMMISSIONED" : "SUSPENDED";
}

/** Part of the runtime's words, and nothing that they say. */
const ADDRESS = /https?:\/\/[^\s)]*/gi;

/**
 * Why there is no connection. The runtime says so in words only, in the chain of causes; words it
 * does not know mean no connection.
 */
export function connectionProblemOf(error: unknown): RelayProblem {
  const words: string[] = [];
  for (let at = error; at instanceof Error && words.length < 8; at = at.cause) {
    words.push(at.message);
  }
  const text = words.join("\n").replaceAll(ADDRESS, "");
  if (/dns error|failed to lookup address|name or service not known|no such host/i.test(text)) {
    return "NAME_NOT_FOUND";
  }
  if (/certificate|tls|handshake|corrupt message|unknownissuer/i.test(text)) return "TLS";
  return "NO_INTERNET";
}
