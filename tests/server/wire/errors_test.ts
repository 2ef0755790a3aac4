import assert from "node:assert/strict";
import {
  errorEnvelope,
  httpStatusOf,
  WireError,
  type WireErrorCode,
} from "../../../server/wire/mod.ts";

/** `docs/protocol.md` section 5. */
const STATUSES: Readonly<Record<WireErrorCode, number>> = {
  AUTH_FAILED: 401,
  MALFORMED: 400,
  DEVICE_NOT_ADMITTED: 403,
  DEVICE_REVOKED: 403,
  UNKNOWN_SESSION: 409,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA: 415,
  TOO_MANY: 429,
  INTERNAL: 500,
  LOCKED: 503,
  STORAGE: 503,
  BUSY: 503,
  NOT_FOUND: 200,
  NOT_PERMITTED: 200,
  INVALID: 200,
  UNKNOWN_PROCEDURE: 200,
  METHOD_NOT_ALLOWED: 405,
};
const CODES = Object.keys(STATUSES) as WireErrorCode[];

Deno.test("httpStatusOf() gives the status of the protocol for every code", () => {
  for (const code of CODES) assert.equal(httpStatusOf(code), STATUSES[code], code);
});

Deno.test("errorEnvelope() writes its keys in wire order and nothing more", () => {
  for (const code of CODES) {
    const { error } = errorEnvelope(code);
    assert.equal(
      JSON.stringify(errorEnvelope(code)),
      `{"payload":"","success":false,"error":${JSON.stringify(error)},"error_code":"${code}"}`,
    );
    assert.match(error, /^Cannot [A-Za-z ,:-]+[A-Za-z]$/, code);
  }
  assert.equal(new Set(CODES.map((code) => errorEnvelope(code).error)).size, CODES.length);
});

Deno.test("WireError has the fixed text of its code and keeps the cause to itself", () => {
  const cause = new Error("row 17 of patients");
  const error = new WireError("INTERNAL", { cause });
  assert.ok(error instanceof Error);
  assert.equal(error.name, "WireError");
  assert.equal(error.code, "INTERNAL");
  assert.equal(error.message, errorEnvelope("INTERNAL").error);
  assert.equal(error.cause, cause);
  assert.equal(error.retryAfterSeconds, undefined);
  assert.ok(!JSON.stringify(errorEnvelope(error.code)).includes("17"));
});

Deno.test("WireError carries the seconds to wait", () => {
  assert.equal(new WireError("TOO_MANY", { retryAfterSeconds: 7 }).retryAfterSeconds, 7);
  assert.ok(!("cause" in new WireError("TOO_MANY", { retryAfterSeconds: 7 })));
});
