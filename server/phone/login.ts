/**
 * The command `login`: e-mail and password for a token, and the admission of a new device.
 *
 * @module
 */
import type { CallResult, LoginCandidate, LoginFacts } from "../keeper_api.ts";
import { WireError } from "../wire/mod.ts";
import type { PhoneContext } from "./phone_context.ts";
import { type LoginOrigin, storeLogin } from "./store_login.ts";
import type { UnlockedHub } from "./unlocked_hub.ts";

/**
 * Two generations of phones cannot renew a token and do not read its end, so the hub decides at
 * each call instead whether it still holds.
 */
/** No hub of this kind is older: 2026-01-01. */
const EARLIEST_SECONDS = Date.UTC(2026, 0, 1) / 1000;
const TOKEN_LIFE_SECONDS = 10 * 365 * 86_400;
/** RFC 5321 section 4.5.3.1 allows 254. */
const MAX_EMAIL_CHARS = 320;
/** bcrypt reads 72 bytes. */
const MAX_PASSWORD_CHARS = 1024;

/**
 * Checks the password within the limits, stores the login, and answers with a token bound to the
 * device. A wrong e-mail, a wrong password and a user without a clinic look the same to the phone.
 *
 * @throws {WireError} `AUTH_FAILED`, `TOO_MANY`, `LOCKED`, `DEVICE_REVOKED`, `UNKNOWN_SESSION`, and
 * what the keeper refuses.
 */
export async function login(
  context: PhoneContext,
  hub: UnlockedHub,
  origin: LoginOrigin,
  args: unknown,
): Promise<CallResult> {
  const credentials = readCredentials(args);
  if (credentials === null) return { ok: false, code: "INVALID" };
  const candidate = await authenticate(context, origin, credentials);
  if (candidate.clinicId === null || candidate.clinicId === "") {
    const { userId } = candidate;
    context.events.notice({ code: "USER_WITHOUT_CLINIC", userId, deviceId: origin.deviceId });
    context.events.refusal({ at: "login", code: "AUTH_FAILED", userId, ...origin });
    throw new WireError("AUTH_FAILED");
  }
  const facts = await storeLogin(context, hub, origin, candidate.userId);
  return { ok: true, result: await loginResult(context, hub, origin.deviceId, facts) };
}

interface Credentials {
  readonly email: string;
  readonly password: string;
}

function readCredentials(args: unknown): Credentials | null {
  if (typeof args !== "object" || args === null) return null;
  if (!("email" in args) || !("password" in args)) return null;
  const { email, password } = args;
  if (typeof email !== "string" || typeof password !== "string") return null;
  if (email.length > MAX_EMAIL_CHARS || password.length > MAX_PASSWORD_CHARS) return null;
  return { email, password };
}

async function authenticate(
  context: PhoneContext,
  origin: LoginOrigin,
  { email, password }: Credentials,
): Promise<LoginCandidate> {
  const { keeper, passwords, loginLimits, events } = context;
  const { deviceId } = origin;
  const found = await keeper.loginCandidate(email);
  const passwordHash = found?.hashedPassword ?? null;
  using turn = await loginLimits.takeTurn({ email, deviceId, passwordHash });
  const candidate = turn.waited ? await keeper.loginCandidate(email) : found;
  const right = await passwords.verify(password, candidate?.hashedPassword ?? null);
  if (!right || candidate === null) {
    turn.failed();
    const userId = candidate?.userId ?? null;
    events.refusal({ at: "login", code: "AUTH_FAILED", userId, ...origin });
    throw new WireError("AUTH_FAILED");
  }
  turn.succeeded();
  return candidate;
}

async function loginResult(
  context: PhoneContext,
  hub: UnlockedHub,
  deviceId: string,
  facts: LoginFacts,
): Promise<Uint8Array<ArrayBuffer>> {
  // A dead battery must not make tokens that are over when the clock is right again.
  const iat = Math.max(Math.floor(context.clock.wallMs() / 1000), EARLIEST_SECONDS);
  const token = await hub.signToken({
    sub: facts.userId,
    clinic_id: facts.clinicId,
    role: facts.role,
    iat,
    exp: iat + TOKEN_LIFE_SECONDS,
    device: deviceId,
  });
  const result = {
    token,
    user_id: facts.userId,
    clinic_id: facts.clinicId,
    role: facts.role,
    // Phones count as signed in only with a name.
    provider_name: facts.name.trim() === "" ? facts.email : facts.name,
    clinic_name: facts.clinicName,
    email: facts.email,
  };
  return new TextEncoder().encode(JSON.stringify(result));
}
