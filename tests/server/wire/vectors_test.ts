/**
 * Every vector of the file, in both directions. One table says how each group is exercised and how
 * many vectors it has, so that none is skipped in silence.
 */
import assert from "node:assert/strict";
import { x25519 } from "@noble/curves/ed25519.js";
import { extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import {
  couldBeJsonUnder,
  decodeBase64url,
  deriveSessionKey,
  encodeBase64url,
  handshakeResponse,
  importIdentityKey,
  openEnvelope,
  pairingText,
  parseCommand,
  parseEnvelopeRequest,
  parseHandshakeRequest,
  parseQuery,
  payloadNonce,
  sealEnvelope,
  signToken,
  successEnvelope,
  verifyToken,
} from "../../../server/wire/mod.ts";
import {
  type BadPublicKeyVector,
  type EnvelopeVector,
  fromHex,
  fromUtf8,
  type InnerPayloadVector,
  type JwtVector,
  type NegativeEnvelopeVector,
  readWireVectors,
  type SessionVector,
  toUtf8,
  wireError,
  type WireVectors,
} from "./wire_vectors.ts";

const NOW_SECONDS = 1_800_000_000;

/** What the file holds, in this project's hands: vectors per group, and who exercises them. */
const EXERCISED_HERE: Readonly<Record<string, number>> = {
  sessions: 2,
  envelopes: 17,
  negative_envelopes: 8,
  bad_public_keys: 7,
  handshake: 3,
  jwt: 13,
  inner_payloads: 13,
  qr: 1,
};
/** The phone's own parsing and judgement, played by `tests/support`; bcrypt, tested with login. */
const EXERCISED_ELSEWHERE: Readonly<Record<string, number>> = {
  qr: 8,
  client_classification: 5,
  bcrypt: 6,
};
const NOT_VECTORS = ["format", "generator", "constants", "client_id"];

/** How many vectors a group of the file has; the handshake has one per member. */
function size(group: unknown): number {
  if (Array.isArray(group)) return group.length;
  assert.ok(typeof group === "object" && group !== null);
  return "cases" in group ? size(group.cases) : Object.keys(group).length;
}

/** Runs `exercise` on each vector and checks that the group was as large as stated above. */
async function exerciseAll<V>(
  group: string,
  vectors: readonly V[],
  exercise: (vector: V) => Promise<void> | void,
): Promise<void> {
  let exercised = 0;
  for (const vector of vectors) {
    await exercise(vector);
    exercised++;
  }
  assert.equal(exercised, EXERCISED_HERE[group]);
}

function sessionOf(vectors: WireVectors, id: string): SessionVector {
  const session = vectors.sessions.find((candidate) => candidate.id === id);
  assert.ok(session);
  return session;
}

Deno.test("wire_vectors.json has no vector that nobody exercises", () => {
  const counted: Record<string, number> = {};
  for (const table of [EXERCISED_HERE, EXERCISED_ELSEWHERE]) {
    for (const [group, count] of Object.entries(table)) {
      counted[group] = (counted[group] ?? 0) + count;
    }
  }
  const found = Object.entries(readWireVectors()).filter(([key]) => !NOT_VECTORS.includes(key));
  assert.deepEqual(Object.fromEntries(found.map(([key, group]) => [key, size(group)])), counted);
});

Deno.test("wire_vectors.json labels are the labels of EnvelopeLabel", () => {
  assert.deepEqual(Object.values(readWireVectors().constants.aad).sort(), [
    "command",
    "command_response",
    "query",
    "query_response",
  ]);
});

Deno.test("deriveSessionKey() gives the key of every session vector", async () => {
  await exerciseAll("sessions", readWireVectors().sessions, async (vector) => {
    const identity = await importIdentityKey(fromHex(vector.hub_private_hex));
    assert.deepEqual(identity.publicKey, fromHex(vector.hub_public_hex));
    assert.equal(encodeBase64url(identity.publicKey), vector.hub_public_b64url);

    const clientPublicKey = decodeBase64url(vector.client_public_b64url);
    assert.deepEqual(clientPublicKey, fromHex(vector.client_public_hex));
    const sessionKey = await deriveSessionKey(identity, clientPublicKey);
    assert.deepEqual(sessionKey, fromHex(vector.session_key_hex));
    assert.equal(encodeBase64url(sessionKey), vector.session_key_b64url);

    // The steps in between, from the phone's side of the agreement.
    const shared = x25519.getSharedSecret(
      fromHex(vector.client_private_hex),
      fromHex(vector.hub_public_hex),
    );
    assert.deepEqual(shared, fromHex(vector.ecdh_shared_hex));
    const prk = extract(sha256, shared, toUtf8("hikma-health-pairing-v1"));
    assert.deepEqual(prk, fromHex(vector.hkdf_prk_hex));
  });
});

Deno.test("openEnvelope() and sealEnvelope() agree with every envelope vector", async () => {
  const vectors = readWireVectors();
  await exerciseAll("envelopes", vectors.envelopes, async (vector: EnvelopeVector) => {
    const key = fromHex(sessionOf(vectors, vector.session).session_key_hex);
    const plaintext = await openEnvelope(key, vector.aad, vector.payload_b64url);
    assert.equal(plaintext.length, vector.plaintext_len);
    assert.equal(fromUtf8(plaintext), vector.plaintext_utf8);

    const nonce = fromHex(vector.nonce_hex);
    const payload = await sealEnvelope(key, vector.aad, toUtf8(vector.plaintext_utf8), nonce);
    assert.equal(payload, vector.payload_b64url);
    assert.equal(payload.length, vector.payload_chars);
    assert.deepEqual(decodeBase64url(payload), fromHex(vector.sealed_hex));
    assert.deepEqual(payloadNonce(payload), nonce);
    assert.equal(couldBeJsonUnder(key, payload), vector.plaintext_utf8.startsWith("{"));

    if (vector.http.status === undefined) {
      assert.deepEqual(parseEnvelopeRequest(toUtf8(vector.http.body)), {
        clientId: vectors.client_id,
        payload,
      });
      checkCall(vector, plaintext);
    } else {
      assert.equal(vector.http.status, 200);
      assert.equal(JSON.stringify(successEnvelope(payload)), vector.http.body);
    }
  });
});

/** The request inside an envelope is read as the JSON it is. */
function checkCall(vector: EnvelopeVector, plaintext: Uint8Array): void {
  const sent = JSON.parse(vector.plaintext_utf8);
  assert.equal(vector.http.path, `/rpc/${vector.aad}`);
  if (vector.aad === "command") {
    const { name, args, token } = parseCommand(plaintext);
    assert.deepEqual({ command: name, data: args, token }, sent);
    assert.throws(() => parseQuery(plaintext), wireError("MALFORMED"));
  } else {
    const { name, args, token } = parseQuery(plaintext);
    assert.deepEqual({ query: name, params: args, token }, sent);
    assert.throws(() => parseCommand(plaintext), wireError("MALFORMED"));
  }
}

Deno.test("openEnvelope() refuses every negative envelope vector", async () => {
  const { negative_envelopes } = readWireVectors();
  await exerciseAll(
    "negative_envelopes",
    negative_envelopes,
    (vector: NegativeEnvelopeVector) =>
      assert.rejects(
        openEnvelope(fromHex(vector.key_hex), vector.aad, vector.payload_b64url),
        wireError("MALFORMED"),
        vector.id,
      ),
  );
});

Deno.test("deriveSessionKey() refuses every bad public key vector", async () => {
  const { bad_public_keys } = readWireVectors();
  await exerciseAll("bad_public_keys", bad_public_keys, async (vector: BadPublicKeyVector) => {
    const identity = await importIdentityKey(fromHex(vector.hub_private_hex));
    const derive = async () =>
      await deriveSessionKey(identity, decodeBase64url(vector.client_public_key));
    await assert.rejects(derive, wireError("MALFORMED"), vector.id);
  });
});

Deno.test("parseHandshakeRequest() and handshakeResponse() agree with the handshake vectors", async () => {
  const { client_id, handshake, sessions } = readWireVectors();
  const keys = sessions.find((session) => session.id === "s2-sequential");
  assert.ok(keys);
  const request = { clientId: client_id, clientPublicKey: keys.client_public_b64url };
  await exerciseAll("handshake", [
    () =>
      assert.deepEqual(parseHandshakeRequest(toUtf8(handshake.request.body)), {
        ...request,
      }),
    () =>
      assert.deepEqual(parseHandshakeRequest(toUtf8(handshake.request_with_device_name)), {
        ...request,
        deviceName: "Nurse tablet 3",
      }),
    () =>
      assert.equal(
        JSON.stringify(handshakeResponse({
          hubPublicKey: keys.hub_public_b64url,
          hubId: "0197a1de-0000-7000-8000-000000000001",
          hubName: "Clinic Hub",
        })),
        handshake.response.body,
      ),
  ], (exercise) => exercise());
});

Deno.test("verifyToken() accepts and refuses as every jwt vector says", async () => {
  const { jwt } = readWireVectors();
  const key = fromHex(jwt.key_hex);
  let accepted = 0;
  let signed = 0;
  await exerciseAll("jwt", jwt.cases, async (vector: JwtVector) => {
    const verified = verifyToken(key, vector.token, NOW_SECONDS);
    if (vector.expect === "ok") {
      accepted++;
      const claims = JSON.parse(fromUtf8(decodeBase64url(vector.token.split(".")[1] ?? "")));
      delete claims.extra;
      assert.deepEqual(await verified, claims);
    } else {
      await assert.rejects(verified, wireError("AUTH_FAILED"), vector.id);
    }
    if (vector.sign_claims !== undefined) {
      signed++;
      assert.equal(await signToken(key, vector.sign_claims), vector.token);
    }
  });
  assert.deepEqual({ accepted, signed }, { accepted: 3, signed: 1 });
});

Deno.test("parse functions accept and refuse as every inner payload vector says", async () => {
  const parsers = {
    command: parseCommand,
    query: parseQuery,
    envelope: parseEnvelopeRequest,
    handshake: parseHandshakeRequest,
  };
  const { inner_payloads } = readWireVectors();
  await exerciseAll("inner_payloads", inner_payloads, (vector: InnerPayloadVector) => {
    assert.ok(vector.json !== undefined || vector.bytes_hex !== undefined);
    const bytes = vector.json === undefined ? fromHex(vector.bytes_hex ?? "") : toUtf8(vector.json);
    const parse = () => parsers[vector.kind](bytes);
    if (vector.accept) assert.doesNotThrow(parse, vector.id);
    else assert.throws(parse, wireError("MALFORMED"), vector.id);
  });
});

Deno.test("pairingText() writes the QR text that phones were tested with", async () => {
  const full = readWireVectors().qr.filter((vector) => vector.id === "hub-full");
  await exerciseAll("qr", full, (vector) =>
    assert.equal(
      pairingText({
        pk: "B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9_AsrhtHHw",
        id: "0197a1de-0000-7000-8000-000000000001",
        url: "http://192.168.1.10:4001",
      }),
      vector.input,
    ));
});
