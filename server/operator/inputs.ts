/**
 * What a route takes.
 *
 * @module
 */
import { validator } from "hono/validator";
import { z } from "zod";
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
