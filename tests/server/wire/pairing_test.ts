import assert from "node:assert/strict";
import { pairingText } from "../../../server/wire/mod.ts";

Deno.test("pairingText() writes its keys in order without white space", () => {
  assert.equal(
    pairingText({ pk: "k", url: "http://10.0.0.2:4001", id: "h" }),
    '{"type":"sync_hub","url":"http://10.0.0.2:4001","id":"h","pk":"k"}',
  );
});

Deno.test("pairingText() leaves out what else the caller's object holds", () => {
  const hub = { url: "u", id: "i", pk: "k", name: "Clinic Hub" };
  assert.equal(pairingText(hub), '{"type":"sync_hub","url":"u","id":"i","pk":"k"}');
});
