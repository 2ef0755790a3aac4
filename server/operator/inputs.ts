/**
 * What a route takes.
 *
 * @module
 */
import { validator } from "hono/validator";
import { z } from "zod";
import type { VaultKey } from "./vault_key.ts";
import { AUDIT_KINDS, MAX_AUDIT_ENTRIES } from "../audit/mod.ts";
import { OperatorError } from "./operator_error.ts";

const MAX_TOKEN_CHARS = 200;
/** As many as a handshake accepts. */
const MAX_DEVICE_ID_CHARS = 200;
const MAX_MINUTES = 60;

/** `POST /api/session` */
export const SESSION_INPUT = z.object({
  token: z.string("must be text").min(1, "must not be empty").max(MAX_TOKEN_CHARS, "is too long"),
});

/** `POST /api/pairing/open` */
export const PAIRING_INPUT = z.object({
  minutes: z.int("must be a whole number").min(1, "must be at least 1")
    .max(MAX_MINUTES, `must be at most ${MAX_MINUTES}`),
});

/** Whom the device routes are about. In the body: an id may be `""`, `.` or `..` (wire 3.1). */
export const DEVICE_INPUT = z.object({
  id: z.string("must be text").max(MAX_DEVICE_ID_CHARS, "is too long"),
});

const MAX_PASSPHRASE_CHARS = 4_096;
const MAX_RECOVERY_KEY_CHARS = 200;
const MAX_NAME_CHARS = 64;

/** A passphrase as it was typed. */
export const PASSPHRASE = z.string("must be text").max(MAX_PASSPHRASE_CHARS, "is too long");
/** A recovery key as it was typed. */
export const RECOVERY_KEY = z.string("must be text").max(MAX_RECOVERY_KEY_CHARS, "is too long");

/** A name of the hub or of a phone: one line wherever it is shown. */
export const NAME = z.string("must be text").trim().min(1, "must not be empty")
  .max(MAX_NAME_CHARS, "is too long")
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "must not hold control characters");

/** `POST /api/setup` */
export const SET_UP_INPUT = z.object({ passphrase: PASSPHRASE, hubName: NAME.optional() });

/** `POST /api/unlock`: exactly one of them. */
export const VAULT_KEY_INPUT = z.object({
  passphrase: PASSPHRASE.optional(),
  recoveryKey: RECOVERY_KEY.optional(),
});

/** `POST /api/confirm` and `POST /api/recovery-key` */
export const PASSPHRASE_INPUT = z.object({ passphrase: PASSPHRASE });

/** `POST /api/passphrase`: the new one, and what opens the vault now. */
export const NEW_PASSPHRASE_INPUT = z.object({
  current: PASSPHRASE.optional(),
  recoveryKey: RECOVERY_KEY.optional(),
  next: PASSPHRASE,
});

const MAX_WINDOW_ID_CHARS = 100;

/** `POST /api/here` and `POST /api/hide/idle`: the id a window has given itself. */
export const WINDOW_INPUT = z.object({
  window: z.string("must be text").min(1, "must not be empty").max(
    MAX_WINDOW_ID_CHARS,
    "is too long",
  ),
});

/** `POST /api/window/language` */
export const LANGUAGE_INPUT = z.object({
  language: z.enum(["en", "es", "ar"], "must be en, es or ar"),
});

/**
 * Exactly one of passphrase and recovery key.
 *
 * @throws {OperatorError} `INVALID`
 */
export function vaultKey(
  passphrase: string | undefined,
  recoveryKey: string | undefined,
): VaultKey {
  if (passphrase !== undefined && recoveryKey === undefined) return { passphrase };
  if (passphrase === undefined && recoveryKey !== undefined) return { recoveryKey };
  throw new OperatorError("INVALID", { detail: "either a passphrase or a recovery key" });
}

/** `GET /api/audit` */
export const AUDIT_INPUT = z.object({
  before: z.coerce.number("must be a number").int("must be a whole number").exactOptional(),
  limit: z.coerce.number("must be a number").int("must be a whole number").min(1).max(
    MAX_AUDIT_ENTRIES,
    `must be at most ${MAX_AUDIT_ENTRIES}`,
  ).exactOptional(),
  // Repeated, as typed clients send a list, or with commas.
  kinds: z.union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((text) => text.split(",")).filter(Boolean))
    .pipe(z.array(z.enum(AUDIT_KINDS, "must be kinds of entries"))).exactOptional(),
});

/**
 * Reads what follows the path.
 *
 * @throws {OperatorError} `INVALID`, as {@linkcode jsonInput}
 */
export function queryInput<T extends z.ZodObject>(schema: T) {
  return validator("query", (value: unknown) => parse(schema, value));
}

/**
 * Reads a JSON body.
 *
 * @throws {OperatorError} `INVALID`, naming the inputs that are wrong but not their values
 */
export function jsonInput<T extends z.ZodObject>(schema: T) {
  return validator("json", (value: unknown) => parse(schema, value));
}

function parse<T extends z.ZodObject>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const detail = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? "the body must be a JSON object" : `${path.join(".")} ${message}`
  );
  throw new OperatorError("INVALID", { detail: detail.join("; ") });
}
