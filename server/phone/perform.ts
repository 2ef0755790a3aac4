/**
 * Does what an opened request asks for, in the order of gates that phones know.
 *
 * @module
 */
import type { CallResult } from "../keeper_api.ts";
import { authoriseToken } from "./authorise_token.ts";
import { login } from "./login.ts";
import type { OpenedRequest, RequestKind } from "./open_request.ts";
import type { PhoneContext } from "./phone_context.ts";
import type { UnlockedHub } from "./unlocked_hub.ts";

/** An opened request and how it came. */
export interface Performance {
  readonly kind: RequestKind;
  readonly opened: OpenedRequest;
  readonly address: string;
  /** True for a query that was or is being answered. */
  readonly repeated: boolean;
}

/**
 * Answers `ping`, `heartbeat` and `login`, which need no token; has the keeper do everything else
 * for the user of the token. Whether a procedure exists is said only to those who have one.
 *
 * @throws {WireError} `AUTH_FAILED`, those of a login, and what the keeper refuses.
 */
export async function perform(
  context: PhoneContext,
  hub: UnlockedHub,
  { kind, opened, address, repeated }: Performance,
): Promise<CallResult> {
  const { name, session: { deviceId } } = opened;
  if (name === "ping") return json({ pong: true });
  if (kind === "query" && name === "heartbeat") return json({ status: "ok" });
  if (kind === "command" && name === "login") {
    return await login(context, hub, { deviceId, address }, opened.args);
  }
  const userId = await authoriseToken(context, hub, deviceId, opened.token);
  const input = opened.takeInput();
  // Deeper than any form: the message to the keeper could not be copied.
  if ("args" in input && isDeeperThan(input.args, MAX_DEPTH)) return { ok: false, code: "INVALID" };
  const result = await context.keeper.call({ kind, name, ...input, deviceId, userId, repeated });
  if (!result.ok && result.code === "DEVICE_REVOKED") {
    context.admission.setStatus(deviceId, "revoked", "device_revoked");
  }
  return result;
}

/** Arguments nested deeper than this cannot be used by any procedure. */
const MAX_DEPTH = 1_000;

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1));
}

function json(value: unknown): CallResult {
  return { ok: true, result: new TextEncoder().encode(JSON.stringify(value)) };
}
