import assert from "node:assert/strict";
import {
  decodeBase64url,
  deriveSessionKey,
  encodeBase64url,
  GENERATIONS,
  keyPair,
  openPayload,
  parseQr,
  sealPayload,
  traitsOf,
} from "../../support/phone/mod.ts";
import { HubTransport } from "../../support/phone/transport.ts";

const vectors = JSON.parse(
  Deno.readTextFileSync(new URL("../../vectors/wire_vectors.json", import.meta.url)),
);
const hex = (text: string) => Uint8Array.fromHex(text);
const utf8 = new TextEncoder();
const keyOf = (id: string): Uint8Array =>
  hex(vectors.sessions.find((session: { id: string }) => session.id === id).session_key_hex);

Deno.test("deriveSessionKey() gives the key of every vector from both ends", () => {
  for (const session of vectors.sessions) {
    const hub = keyPair(hex(session.hub_private_hex));
    const client = keyPair(hex(session.client_private_hex));
    assert.equal(encodeBase64url(client.publicKey), session.client_public_b64url);
    const keys = [
      deriveSessionKey(client.privateKey, hub.publicKey, hub.publicKey, client.publicKey),
      deriveSessionKey(hub.privateKey, client.publicKey, hub.publicKey, client.publicKey),
    ];
    for (const key of keys) assert.equal(key.toHex(), session.session_key_hex, session.id);
  }
});

Deno.test("deriveSessionKey() refuses the bad public keys of the vectors", () => {
  for (const { id, hub_private_hex, client_public_key } of vectors.bad_public_keys) {
    const hub = keyPair(hex(hub_private_hex));
    assert.throws(() => {
      const client = decodeBase64url(client_public_key);
      deriveSessionKey(hub.privateKey, client, hub.publicKey, client);
    }, id);
  }
});

Deno.test("sealPayload() and openPayload() match every envelope vector", () => {
  for (const { id, session, aad, nonce_hex, plaintext_utf8, payload_b64url } of vectors.envelopes) {
    const plain = utf8.encode(plaintext_utf8);
    assert.equal(sealPayload(keyOf(session), aad, plain, hex(nonce_hex)), payload_b64url, id);
    assert.deepEqual(openPayload(keyOf(session), aad, payload_b64url), plain, id);
  }
});

Deno.test("openPayload() refuses every negative vector", () => {
  for (const { id, key_hex, aad, payload_b64url } of vectors.negative_envelopes) {
    assert.equal(openPayload(hex(key_hex), aad, payload_b64url), null, id);
  }
});

Deno.test("base64url goes both ways at every length, and only canonical text is read", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    const text = encodeBase64url(bytes);
    assert.equal(text, bytes.toBase64({ alphabet: "base64url", omitPadding: true }));
    assert.deepEqual(decodeBase64url(text), bytes);
  }
  for (const bad of ["A", "AB==", "A+BC", "A/BC", "AB C", "AB", "ABCDEF", "AAé", "ABCD\n"]) {
    if (bad === "AB" || bad === "ABCDEF") assert.throws(() => decodeBase64url(bad), /trailing/);
    else assert.throws(() => decodeBase64url(bad), bad);
  }
});

Deno.test("parseQr() takes every vector for what both copies of the app take it for", () => {
  for (const { id, input, newer, older } of vectors.qr) {
    for (const generation of GENERATIONS) {
      const expected = traitsOf(generation).acceptsHttpCloud ? older : newer;
      const found = parseQr(input, traitsOf(generation).acceptsHttpCloud);
      assert.deepEqual(JSON.parse(JSON.stringify(found)), expected, `${id} on ${generation}`);
    }
  }
});

Deno.test("parseQr() takes http:// for a cloud address in March only, and refuses what is no text", () => {
  const takes = GENERATIONS.filter((generation) =>
    parseQr("http://10.0.0.1:4001", traitsOf(generation).acceptsHttpCloud) !== null
  );
  assert.deepEqual(takes, ["march"]);
  assert.equal(parseQr("", true), null);
  assert.equal(parseQr(undefined, true), null);
  assert.equal(parseQr(" https://cloud.example.org", true), null);
});

Deno.test("a call maps each answer of the classification vectors to the app's result", async () => {
  const sealedOf = (id: string) =>
    vectors.envelopes.find((envelope: { id: string }) => envelope.id === id);
  for (const vector of vectors.client_classification) {
    const sealed = vector.body_from ? sealedOf(vector.body_from) : null;
    const body = vector.body ??
      JSON.stringify({ ...vector.body_template, payload: sealed.payload_b64url });
    for (const generation of GENERATIONS) {
      const transport = new HubTransport(
        {
          hubUrl: "http://hub",
          hubId: "h",
          clientId: "c",
          sharedKey: keyOf(sealed?.session ?? "s2-sequential"),
          token: null,
        },
        () => Promise.resolve(new Response(body, { status: vector.status })),
        traitsOf(generation).readsEnvelopeError,
      );
      const result = vector.call === "query"
        ? await transport.sendQuery("x", {})
        : await transport.sendCommand("x", {});
      const label = `${vector.id} on ${generation}`;
      if (generation === "august" && vector.body_template?.error) {
        const error = { code: "SERVER_ERROR", message: vector.body_template.error };
        assert.deepEqual(result, { ok: false, error }, label);
      } else if (vector.expect) {
        assert.deepEqual(result, vector.expect, label);
      } else {
        assert.ok(!result.ok, label);
        assert.equal(result.error.code, vector.expect_code, label);
        if (vector.expect_message) assert.equal(result.error.message, vector.expect_message);
      }
    }
  }
});
