import assert from "node:assert/strict";
import { InFlight } from "../../../server/phone/in_flight.ts";

const LIMITS = {
  maxBytesInFlight: 1e6,
  maxSmallBytesInFlight: 1e6,
  largeBodyBytes: 1e5,
  maxRequestsPerAddress: 8,
};

Deno.test("InFlight.phones counts phones, not requests, also behind one travel router", () => {
  const inFlight = new InFlight(LIMITS);
  assert.equal(inFlight.phones, 0);
  using _first = inFlight.enter("192.168.8.1");
  assert.equal(inFlight.phones, 1, "nobody has said yet whose it is");
  using _second = inFlight.enter("192.168.8.1");
  assert.equal(inFlight.phones, 1);
  {
    using _amber = inFlight.belongsTo("amber");
    using _river = inFlight.belongsTo("river");
    assert.equal(inFlight.phones, 2, "two phones behind one address");
    using _again = inFlight.belongsTo("river");
    using _third = inFlight.enter("192.168.8.1");
    assert.equal(inFlight.phones, 2, "one phone with two calls");
  }
  assert.equal(inFlight.requests, 2);
});
