/**
 * `POST /rpc/command` and `POST /rpc/query`: opens a request, has it done once, seals the answer.
 *
 * @module
 */
import { type CallResult } from "../keeper_api.ts";
import {
  httpStatusOf,
  sealEnvelope,
  sealEnvelopeInParts,
  type TextInParts,
  WireError,
} from "../wire/mod.ts";
import { errorAnswer, jsonAnswer } from "./answers.ts";
import { touchDevice } from "./device_contact.ts";
import {
  liveSessions,
  type OpenedRequest,
  openLargeRequest,
  openSmallRequest,
  type RequestKind,
} from "./open_request.ts";
import { peekClientId } from "./peek_client_id.ts";
import { perform } from "./perform.ts";
import type { PhoneContext } from "./phone_context.ts";
import { inParts, piecewiseAnswer } from "./piecewise_answer.ts";
import { readBody, type ReceivedBody } from "./read_body.ts";
import type { Answer, SealedBody } from "./replay_record.ts";
import type { Session } from "./session.ts";
import type { UnlockedHub } from "./unlocked_hub.ts";

const NONCE_BYTES = 12; // NIST SP 800-38D section 8.2
/** No longer JSON text is `null`, `false`, `0` or `""`. */
const MAX_FALSY_BYTES = 8;

/** Where a request comes from and what becomes of its answer. */
export interface Arrival {
  /** Address of the phone. */
  readonly address: string;
  /** Settles when the connection is done with the answer. */
  readonly written: Promise<void>;
}

/**
 * Answers a sealed request.
 *
 * @throws {WireError} when it cannot be opened; refusals of the procedure itself are answered.
 */
export async function answerRpc(
  context: PhoneContext,
  kind: RequestKind,
  request: Request,
  { address, written }: Arrival,
): Promise<Response> {
  const hub = context.hub();
  using received = await receive(context, request, address);
  hub.requireHeld();
  await using opened = received.bytes.length > context.limits.largeBodyBytes
    ? await openLargeRequest(context, kind, received.bytes)
    : await openSmallRequest(context, kind, received.bytes);
  const { session, identity } = opened;
  using _known = context.inFlight.belongsTo(session.deviceId);
  // The operator may have locked the hub or revoked the device while the keeper opened it.
  requireKey(context, hub, session);
  context.sessions.used(session);
  touchDevice(context, session.deviceId);
  const run = (repeated: boolean) => runOnce(context, hub, { kind, opened, address, repeated });
  const answer = kind === "command"
    ? await session.replay.command(identity, () => run(false))
    : await session.replay.query(identity, run);
  if (answer.kind === "refused") return errorAnswer(answer.code, answer);
  const body = answer.kind === "sealed"
    ? answer.body
    : await sealedBody(context, hub, session, kind, answer.result);
  const isPull = kind === "query" && opened.name === "sync_pull";
  if (typeof body === "string" && body.length <= context.limits.smallAnswerBytes) {
    if (isPull) noteWhenWritten(context, session.deviceId, written);
    return jsonAnswer(body);
  }
  const parts = typeof body === "string" ? inParts(body) : body;
  const { response, taken } = piecewiseAnswer(parts, context.limits.answerIdleMs);
  // What a command has done is always said: a phone that hears nothing does it again.
  if (kind === "query") context.leaving.add(session.deviceId, parts.length, taken);
  if (isPull) noteWhenWritten(context, session.deviceId, taken);
  return response;
}

/** Whether a phone could have taken an answer in depends on whether it left (phones rule 7). */
function noteWhenWritten(context: PhoneContext, deviceId: string, written: Promise<void>): void {
  written.then(() => context.keeper.answerWritten(deviceId)).catch(() => {});
}

function receive(context: PhoneContext, request: Request, address: string): Promise<ReceivedBody> {
  const { clock, inFlight, limits, events } = context;
  return readBody(request, {
    clock,
    inFlight,
    maxBytes: limits.maxBodyBytes,
    idleMs: limits.bodyIdleMs,
    deadlineMs: limits.bodyDeadlineMs,
    minBytesPerSecond: limits.minBodyBytesPerSecond,
    largeBytes: limits.largeBodyBytes,
    onLarge: (start) => {
      // Strangers do not get to fill the memory: without a session no key would open it.
      const deviceId = peekClientId(start);
      if (deviceId !== null) liveSessions(context, deviceId);
    },
    onTooLarge: (start) => {
      const deviceId = peekClientId(start);
      events.notice({
        code: "BODY_TOO_LARGE",
        ...(deviceId === null ? {} : { deviceId }),
        address,
      });
    },
  });
}

interface Run {
  readonly kind: RequestKind;
  readonly opened: OpenedRequest;
  readonly address: string;
  readonly repeated: boolean;
}

/** Never rejects: what goes wrong is an answer too. */
async function runOnce(context: PhoneContext, hub: UnlockedHub, run: Run): Promise<Answer> {
  const { kind, opened: { session, name } } = run;
  try {
    const result = await perform(context, hub, run);
    if (!result.ok) return refusal(context, kind, name, result);
    if (isFalsyJson(result.result)) {
      context.events.error("RESULT_UNUSABLE", kind);
      return { kind: "refused", code: "INTERNAL" };
    }
    const body = await sealedBody(context, hub, session, kind, result.result);
    return { kind: "sealed", body, result: result.result };
  } catch (error) {
    if (error instanceof WireError) return refusal(context, kind, name, error);
    context.events.error("HANDLER_FAILED", kind);
    return { kind: "refused", code: "INTERNAL" };
  }
}

function refusal(
  context: PhoneContext,
  kind: RequestKind,
  name: string,
  { code, retryAfterSeconds }: Omit<Extract<CallResult, { ok: false }>, "ok">,
): Answer {
  // A phone marks everything as stored on a 2xx to a push, and reads no further.
  if (kind === "command" && name === "sync_push" && httpStatusOf(code) === 200) {
    context.events.error("PUSH_REFUSED", kind);
    return { kind: "refused", code: "INTERNAL" };
  }
  return {
    kind: "refused",
    code,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

async function sealedBody(
  context: PhoneContext,
  hub: UnlockedHub,
  session: Session,
  kind: RequestKind,
  result: Uint8Array,
): Promise<SealedBody> {
  requireKey(context, hub, session);
  const nonce = context.randomBytes(NONCE_BYTES);
  // Answers to queries are not kept: what is long need not stand there as text.
  const isLong = kind === "query" && result.length > context.limits.smallAnswerBytes;
  const seal = isLong ? sealEnvelopeInParts : sealEnvelope;
  const payload: SealedBody = await seal(session.key, `${kind}_response`, result, nonce);
  // Zeroed in the middle, the key would have sealed nothing: such an answer must not leave.
  requireKey(context, hub, session);
  return typeof payload === "string" ? START + payload + END : answerInParts(payload);
}

// base64url needs no escapes.
const START = '{"payload":"';
const END = '","success":true}';

function answerInParts(payload: TextInParts): TextInParts {
  return {
    length: START.length + payload.length + END.length,
    parts: function* () {
      yield START;
      yield* payload.parts();
      yield END;
    },
  };
}

function requireKey(context: PhoneContext, hub: UnlockedHub, session: Session): void {
  if (!session.wiped) return;
  hub.requireHeld();
  liveSessions(context, session.deviceId);
  throw new WireError("UNKNOWN_SESSION");
}

/** Whether phones would take the result for a failure, or could not read it at all. */
function isFalsyJson(result: Uint8Array): boolean {
  if (result.length > MAX_FALSY_BYTES) return false;
  try {
    return !JSON.parse(new TextDecoder().decode(result));
  } catch {
    return true;
  }
}
