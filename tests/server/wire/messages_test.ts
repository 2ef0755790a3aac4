import assert from "node:assert/strict";
import fc from "fast-check";
import {
  handshakeResponse,
  parseCommand,
  parseEnvelopeRequest,
  parseHandshakeRequest,
  parseQuery,
  successEnvelope,
} from "../../../server/wire/mod.ts";
import { toUtf8, wireError } from "./wire_vectors.ts";

function refuses(parse: (body: Uint8Array) => unknown, text: string): void {
  assert.throws(() => parse(toUtf8(text)), wireError("MALFORMED"), text);
}

Deno.test("parseCommand() and parseQuery() read name, arguments and token", () => {
  assert.deepEqual(parseCommand(toUtf8('{"token":"t","data":[1],"command":"x","more":{}}')), {
    name: "x",
    args: [1],
    token: "t",
  });
  assert.deepEqual(parseQuery(toUtf8(' {"query":"","params":null}\n')), {
    name: "",
    args: null,
    token: null,
  });
  assert.equal(parseQuery(toUtf8('{"query":"q","params":0,"token":null}')).token, null);
  assert.equal(parseQuery(toUtf8('{"query":"q","params":0,"token":""}')).token, "");
});

Deno.test("parseCommand() refuses what is missing or of another type", () => {
  for (
    const text of [
      "",
      "{",
      "null",
      "[]",
      "[{}]",
      "1",
      '{"data":{}}',
      '{"command":null,"data":{}}',
      '{"command":1,"data":{}}',
      '{"command":"x"}',
      '{"command":"x","params":{}}',
      '{"command":"x","data":{},"token":1}',
      '{"command":"x","data":{},"token":false}',
      '{"command":"x","data":{},"token":{}}',
      '{"command":"x","data":{}}{}',
      '{"command":"x","data":{},}',
      '\ufeff{"command":"x","data":{}}',
    ]
  ) refuses(parseCommand, text);
});

Deno.test("parseCommand() takes no member from a prototype", () => {
  refuses(parseCommand, '{"__proto__":{"command":"x","data":{}}}');
  assert.deepEqual(parseCommand(toUtf8('{"command":"constructor","data":{"__proto__":1}}')), {
    name: "constructor",
    args: JSON.parse('{"__proto__":1}'),
    token: null,
  });
});

Deno.test("parseCommand() refuses invalid UTF-8 and keeps every character of valid text", () => {
  const [before, after] = [toUtf8('{"command":"'), toUtf8('","data":{}}')];
  for (const hex of ["ff", "c0af", "eda080", "f4908080", "e282", "80"]) {
    const body = new Uint8Array([...before, ...Uint8Array.fromHex(hex), ...after]);
    assert.throws(() => parseCommand(body), wireError("MALFORMED"), hex);
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
    assert.equal(parseCommand(toUtf8(JSON.stringify({ command: name, data: 0 }))).name, name);
  }));
});

Deno.test("parse functions read a part of a larger buffer", () => {
  const whole = toUtf8('xx{"command":"x","data":{}}yy');
  assert.equal(parseCommand(whole.subarray(2, -2)).name, "x");
});

Deno.test("parse functions refuse a repeated top-level key of a short message", () => {
  refuses(parseCommand, '{"command":"a","command":"a","data":{}}');
  refuses(parseCommand, '{"command":"a","data":{},"comm\\u0061nd":"b"}');
  refuses(parseCommand, '{"command":"a","data":{"s":"}"},"token":null,"token":"t"}');
  refuses(parseCommand, '{"command":"\\"","data":["{"],"data":{}}');
  refuses(parseHandshakeRequest, '{"client_id":"a","client_public_key":"k","client_id":"b"}');
  refuses(parseEnvelopeRequest, '{"client_id":"a","payload":"p","payload":"q"}');
});

Deno.test("parse functions accept any object whose top-level keys differ", () => {
  const rest = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue());
  fc.assert(fc.property(rest, fc.jsonValue(), (members, data) => {
    delete members.token;
    const text = JSON.stringify({ ...members, command: "x", data });
    assert.deepEqual(parseCommand(toUtf8(text)).args, JSON.parse(JSON.stringify(data)));
    refuses(parseCommand, text.slice(0, -1) + ',"command":"x"}');
  }));
});

Deno.test("parseCommand() reads a long message whatever its keys", () => {
  const data = {
    rows: Array.from({ length: 2_000 }, (_, at) => ({ id: `row ${at}`, text: '"{' })),
  };
  const call = parseCommand(toUtf8(JSON.stringify({ command: "sync_push", data, token: "t" })));
  assert.deepEqual(call, { name: "sync_push", args: data, token: "t" });
});

Deno.test("parseHandshakeRequest() accepts any id that fits a screen and a map", () => {
  for (const clientId of ["", "a", "عيادة", "x".repeat(200), "😀".repeat(100)]) {
    const body = toUtf8(JSON.stringify({ client_id: clientId, client_public_key: "k" }));
    assert.deepEqual(parseHandshakeRequest(body), { clientId, clientPublicKey: "k" });
    const request = toUtf8(JSON.stringify({ client_id: clientId, payload: "p" }));
    assert.deepEqual(parseEnvelopeRequest(request), { clientId, payload: "p" });
  }
});

Deno.test("parse functions refuse an id too long, with control characters or half a character", () => {
  for (const clientId of ["x".repeat(201), "a\nb", "\u0000", "a\u007f", "\u009b", "\ud83d"]) {
    refuses(
      parseHandshakeRequest,
      JSON.stringify({ client_id: clientId, client_public_key: "k" }),
    );
    refuses(parseEnvelopeRequest, JSON.stringify({ client_id: clientId, payload: "p" }));
  }
});

Deno.test("parseHandshakeRequest() makes a device name fit for a screen", () => {
  const cases: [unknown, string | undefined][] = [
    [undefined, undefined],
    [null, undefined],
    ["", undefined],
    [" \n\t", undefined],
    ["Tablet 3", "Tablet 3"],
    ["  Tablet\r\n3\u0007 ", "Tablet  3"],
    ["x".repeat(500), "x".repeat(100)],
    ["x".repeat(99) + "😀", "x".repeat(99) + "\ufffd"],
  ];
  for (const [device_name, expected] of cases) {
    const body = { client_id: "a", client_public_key: "k", device_name };
    const { deviceName } = parseHandshakeRequest(toUtf8(JSON.stringify(body)));
    assert.equal(deviceName, expected);
  }
});

Deno.test("parseHandshakeRequest() refuses members of another type", () => {
  for (
    const text of [
      '{"client_id":"a"}',
      '{"client_public_key":"k"}',
      '{"client_id":null,"client_public_key":"k"}',
      '{"client_id":"a","client_public_key":["k"]}',
      '{"client_id":"a","client_public_key":"k","device_name":3}',
      '{"client_id":"a","client_public_key":"k","device_name":{}}',
    ]
  ) refuses(parseHandshakeRequest, text);
});

Deno.test("parseEnvelopeRequest() refuses members of another type", () => {
  for (
    const text of [
      '{"payload":"p"}',
      '{"client_id":"a","payload":null}',
      '{"client_id":"a","payload":{}}',
      '{"client_id":["a"],"payload":"p"}',
    ]
  ) refuses(parseEnvelopeRequest, text);
});

Deno.test("handshakeResponse() and successEnvelope() write their keys in wire order", () => {
  assert.equal(
    JSON.stringify(handshakeResponse({ hubName: "", hubId: "i", hubPublicKey: "k" })),
    '{"hub_public_key":"k","hub_id":"i","hub_name":"","success":true}',
  );
  assert.equal(JSON.stringify(successEnvelope("p")), '{"payload":"p","success":true}');
});
