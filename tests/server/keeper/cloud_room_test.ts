/** A pull onto a disk that is nearly full: phones need what is left. */

import assert from "node:assert/strict";
import { relayCallsOf } from "../../../server/keeper/cloud/relay_calls.ts";
import type { CloudHub } from "../../../server/keeper/cloud/relay_control.ts";
import type { RelayDesk } from "../../../server/relay/run/relay_desk.ts";
import { RelayClinic } from "../../relay/relay_clinic.ts";
import { stored } from "../../support/engine_rows.ts";

const NEARLY_FULL = 200e6;
/** More than are kept of an answer at once. */
const MANY = 1_500;

/** What the relay asks of a hub whose disk has so much room. */
function deskWith({ hub }: RelayClinic, freeBytes: number | null): RelayDesk {
  const open = { engine: hub.engine, freeBytes: () => Promise.resolve(freeBytes) };
  return relayCallsOf((act) => Promise.resolve(act(open as unknown as CloudHub)));
}

function stagedRows({ hub }: RelayClinic): number | undefined {
  return hub.database.reader.prepare("SELECT count(*) FROM cloud_staged").value<[number]>()?.[0];
}

Deno.test("relay calls: a large answer is given up before it takes the room that phones need, and forgotten", async () => {
  await using world = await RelayClinic.open({ generation: "newer" });
  const { hub, cloud, clinic } = world;
  const about = { primary_clinic_id: clinic.clinicId };
  const [first = ""] = Array.from({ length: MANY }, () => cloud.people.patient(about));
  await assert.rejects(world.relay({ desk: deskWith(world, NEARLY_FULL) }), { code: "STORAGE" });
  assert.deepEqual([stagedRows(world), stored(hub, "patients", first)], [0, undefined]);
  await world.relay({ desk: deskWith(world, null) });
  assert.notEqual(stored(hub, "patients", first), undefined);
  // What a day brings still gets in.
  world.passDays(1);
  await world.relay({ desk: deskWith(world, null) });
  const small = cloud.people.patient(about);
  await world.relay({ desk: deskWith(world, NEARLY_FULL) });
  assert.equal(stored(hub, "patients", small)?.id, small);
});
