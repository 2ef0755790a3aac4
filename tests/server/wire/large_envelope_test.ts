import assert from "node:assert/strict";
import { WireError } from "../../../server/wire/errors.ts";
import { parseLargeEnvelope } from "../../../server/wire/large_envelope.ts";

const read = (text: string) => parseLargeEnvelope(new TextEncoder().encode(text));

function refuses(text: string): void {
  assert.throws(
    () => read(text),
    (error) => error instanceof WireError && error.code === "MALFORMED",
  );
}

Deno.test("parseLargeEnvelope() reads what the usual parser reads, in any order", () => {
  const expected = { clientId: 'a"\u00e9\\', payload: "AA-_" };
  const clientId = JSON.stringify(expected.clientId);
  assert.deepEqual(read(`{"client_id":${clientId},"payload":"AA-_"}`), expected);
  assert.deepEqual(read(` {"payload" :"AA-_"\n,"x":"y\\\\","client_id":${clientId} } `), expected);
  assert.deepEqual(read('{"payload":"","client_id":""}'), { clientId: "", payload: "" });
});

Deno.test("parseLargeEnvelope() refuses anything but one flat object of text members", () => {
  const good = '{"client_id":"a","payload":"b"}';
  for (let length = 0; length < good.length; length++) refuses(good.slice(0, length));
  for (
    const text of [
      `${good} x`,
      '{"client_id":"a","payload":1}',
      '{"client_id":1,"payload":"b"}',
      '{"client_id":"a"}',
      '{"payload":"b"}',
      '{"client_id":"a","payload":"b","payload":"c"}',
      '{"client_id":"a","client_id":"a","payload":"b"}',
      '{"client_id":"a","payload":"b","x":[]}',
      '{"client_id":"a","payload":"b","x":{}}',
      '{"client_id":"a","payload":"b","x":null}',
      '{"client_id":"a\\","payload":"b"}',
      '[{"client_id":"a","payload":"b"}]',
      `{${Array.from({ length: 20 }, (_, i) => `"x${i}":""`).join()},"client_id":"","payload":""}`,
    ]
  ) refuses(text);
});

Deno.test("parseLargeEnvelope() does not build what a stranger nests", () => {
  refuses(`{"a":[${"[[]],".repeat(2_000_000)}[]],"client_id":"x","payload":"y"}`);
});
