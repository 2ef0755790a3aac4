/**
 * Asks a cloud who a key belongs to, apart from any run: for a registration, and when a person
 * wants to know.
 *
 * @module
 */

import type { CloudAccess } from "../../../vault/mod.ts";
import { boundedText } from "../bounded_text.ts";
import { type CloudDevice, readCloudDevice } from "../cloud_device.ts";
import { readCloudUrl } from "../cloud_url.ts";
import type { RelayProblem } from "../relay_status.ts";
import { connectionProblemOf, relayProblemOf } from "./relay_problem.ts";

/** How long the cloud may take to answer, ms. */
const TIMEOUT_MS = 30_000;
/** The answer is one row. */
const MAX_ANSWER_BYTES = 262_144;

/** What the cloud said. */
export type KeyCheck =
  | {
    readonly problem: null;
    /** With the address as it is kept. */
    readonly access: CloudAccess;
    readonly device: CloudDevice;
    /** The whole answer. */
    readonly info: unknown;
  }
  | { readonly problem: RelayProblem };

/** Asks. Never rejects; never longer than 30 seconds. */
export async function checkKey(access: CloudAccess, signal?: AbortSignal): Promise<KeyCheck> {
  let url: string;
  try {
    url = readCloudUrl(access.url);
  } catch (error) {
    return { problem: relayProblemOf(error) };
  }
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let status: number | null = null;
  let text: string;
  try {
    const response = await fetch(`${url}/api/hub/verify-key`, {
      method: "POST",
      // A key sent on to wherever a sign-in page points would be lost.
      redirect: "manual",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ api_key: access.apiKey }),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    status = response.status;
    text = await boundedText(response, MAX_ANSWER_BYTES);
  } catch (error) {
    if (signal?.aborted === true) return { problem: "CANCELLED" };
    if (timeout.aborted) return { problem: "STALLED" };
    return { problem: status === null ? connectionProblemOf(error) : "BROKEN_ANSWER" };
  }
  const answer = parse(text);
  const problem = statusProblem(status, answer);
  if (problem !== null) return { problem };
  const device = readCloudDevice(answer);
  if (device === null) return { problem: "NOT_A_CLOUD" };
  return { problem: null, access: { url, apiKey: access.apiKey }, device, info: answer };
}

function statusProblem(status: number, answer: unknown): RelayProblem | null {
  const saysError = typeof answer === "object" && answer !== null && "error" in answer;
  if (status === 200) return null;
  if (status === 429) return "TOO_MANY";
  if (status === 410 || status === 426) return "CLOUD_TOO_NEW";
  if (status >= 502 && status <= 504) return "CLOUD_FAILED";
  // A page of a hotel answers 401 and 403 too, but not in the cloud's way.
  if (!saysError) return status === 500 && answer !== null ? "CLOUD_FAILED" : "NOT_A_CLOUD";
  if (status === 400 || status === 401 || status === 403) return "KEY_REFUSED";
  if (status === 404) return "CLOUD_TOO_NEW";
  return status >= 500 ? "CLOUD_FAILED" : "NOT_A_CLOUD";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
