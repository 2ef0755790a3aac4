/**
 * From the body of a command or query to an opened envelope.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { KeeperApi, OpenedLarge } from "../keeper_api.ts";
import {
  couldBeJsonUnder,
  openEnvelope,
  parseCommand,
  parseEnvelopeRequest,
  parseQuery,
  payloadNonce,
  WireError,
} from "../wire/mod.ts";
import type { PhoneContext } from "./phone_context.ts";
import type { RequestIdentity } from "./replay_memory.ts";
import type { Session } from "./session.ts";

/** The two kinds of sealed request, each with its own route and label. */
export type RequestKind = "command" | "query";

/** The arguments: here, or in the keeper under a ticket. */
export type RequestInput = { readonly args: unknown } | { readonly ticket: number };

/** A request that one of the device's keys has opened. Dispose it when it is answered. */
export interface OpenedRequest extends AsyncDisposable {
  /** The key that opened it, kept alive: the answer is sealed with it. */
  readonly session: Session;
  readonly identity: RequestIdentity;
  /** Command or query name. */
  readonly name: string;
  readonly token: string | null;
  /** The arguments if they are here, otherwise undefined. */
  readonly args: unknown;
  /** Hands the arguments over; those in the keeper are dropped if nobody takes them. */
  takeInput(): RequestInput;
}

/**
 * The live keys of a device, newest first.
 *
 * @throws {WireError} `DEVICE_REVOKED`; `UNKNOWN_SESSION` when it has none.
 */
export function liveSessions(context: PhoneContext, deviceId: string): readonly Session[] {
  if (context.admission.stateOf(deviceId) === "revoked") throw new WireError("DEVICE_REVOKED");
  const sessions = context.sessions.of(deviceId);
  if (sessions.length === 0) throw new WireError("UNKNOWN_SESSION");
  return sessions;
}

/**
 * Opens a small body here.
 *
 * @throws {WireError} `MALFORMED`, `DEVICE_REVOKED`, `UNKNOWN_SESSION`.
 */
export async function openSmallRequest(
  context: PhoneContext,
  kind: RequestKind,
  body: Uint8Array,
): Promise<OpenedRequest> {
  const { clientId, payload } = parseEnvelopeRequest(body);
  const candidates = liveSessions(context, clientId);
  await using stack = new AsyncDisposableStack();
  for (const session of candidates) {
    if (session.wiped) continue;
    if (candidates.length > 1 && !couldBeJsonUnder(session.key, payload)) continue;
    stack.use(session.lease());
    const plain = await openOrNull(session.key, kind, payload);
    if (plain === null) continue;
    const { name, args, token } = kind === "command" ? parseCommand(plain) : parseQuery(plain);
    const held = stack.move();
    return {
      session,
      identity: identityOf(payload),
      name,
      token,
      args,
      takeInput: () => ({ args }),
      [Symbol.asyncDispose]: () => held.disposeAsync(),
    };
  }
  throw new WireError("MALFORMED");
}

/**
 * Has the keeper open a large body, which is transferred to it.
 *
 * @throws {WireError} as {@linkcode openSmallRequest}, and what the keeper refuses.
 */
export async function openLargeRequest(
  context: PhoneContext,
  kind: RequestKind,
  body: Uint8Array<ArrayBuffer>,
): Promise<OpenedRequest> {
  const { keeper } = context;
  await using stack = new AsyncDisposableStack();
  const { clientId, ticket } = await keeper.unwrapLarge(body);
  let ticketHeld = true;
  stack.defer(async () => {
    if (!ticketHeld) return;
    // Its failure must not take the place of the answer.
    await keeper.dropLarge(ticket).catch(() => context.events.error("HANDLER_FAILED", kind));
  });
  const candidates = liveSessions(context, clientId);
  for (const session of candidates) stack.use(session.lease());
  const opened = await openInKeeper(keeper, ticket, candidates, kind).catch((error: unknown) => {
    ticketHeld = false; // a body that no key opens is dropped by the keeper itself
    throw error;
  });
  const session = candidates[opened.keyIndex];
  if (session === undefined) throw new WireError("INTERNAL");
  const held = stack.move();
  return {
    session,
    identity: { nonce: opened.nonce, digest: opened.digest },
    name: opened.name,
    token: opened.token,
    args: undefined,
    takeInput: () => {
      ticketHeld = false;
      return { ticket };
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** The keeper gets copies and zeroes them: the keys themselves have one owner. */
async function openInKeeper(
  keeper: KeeperApi,
  ticket: number,
  candidates: readonly Session[],
  kind: RequestKind,
): Promise<OpenedLarge> {
  const keys = candidates.map((session) => session.key.slice());
  try {
    return await keeper.openLarge(ticket, keys, kind);
  } finally {
    for (const key of keys) key.fill(0);
  }
}

async function openOrNull(
  key: Uint8Array,
  kind: RequestKind,
  payload: string,
): Promise<Uint8Array | null> {
  try {
    return await openEnvelope(key, kind, payload);
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

/** The keeper computes the same for a large body: a repetition may be padded from small to large. */
function identityOf(payload: string): RequestIdentity {
  return {
    nonce: payloadNonce(payload).toHex(),
    digest: createHash("sha256").update(payload).digest("hex"),
  };
}
