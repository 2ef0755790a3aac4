/**
 * A clinic in a network of its own: this program runs where there is a loopback device and nothing
 * else, and where every name look-up waits for a server that never answers. Plays one morning and
 * says in one line of JSON how it went. Started by `no_internet_test.ts`.
 *
 * @module
 */

import { createSocket } from "node:dgram";
import { join } from "node:path";
import { HubProcess } from "../support/hub_process.ts";
import { RowMaker, SimulatedPhone } from "../support/phone/mod.ts";
import { PASSPHRASE, PASSWORD, USERS } from "../fleet/hub/fleet_clinic.ts";
import { Template } from "../fleet/hub/template.ts";

/** How a morning went. */
export interface OfflineMorning {
  /** Look-ups that were asked for and never answered. */
  readonly lookUps: number;
  /** Patients the second phone got from the first through the hub. */
  readonly patients: number;
  /** Errors of syncs. */
  readonly errors: readonly string[];
  /** What the operator was answered when a run was stopped. */
  readonly stopped: unknown;
  readonly exitCode: number;
  readonly stderr: string;
}

const ROUNDS = 5;
const ROWS = 20;

/** Name servers listen here. */
const NAME_PORT = 53;

async function main(cloudUrl: string, waitsForLookUp: boolean): Promise<OfflineMorning> {
  let lookUps = 0;
  const asked = Promise.withResolvers<void>();
  const silent = createSocket("udp4");
  silent.on("message", () => {
    lookUps++;
    asked.resolve();
  });
  const bound = Promise.withResolvers<void>();
  silent.bind(NAME_PORT, "127.0.0.1", () => bound.resolve());
  await bound.promise;
  using template = await Template.make();
  const secrets = { passphrase: PASSPHRASE, "cloud-key": `hh_${"5".repeat(64)}` };
  for (const [name, text] of Object.entries(secrets)) {
    Deno.writeTextFileSync(join(template.root, name), `${text}\n`, { mode: 0o600 });
  }
  const tokenFile = join(template.root, "operator-token");
  const hub = await HubProcess.start([
    ...["--headless", "--pairing-open", "--host", "127.0.0.1", "--port", "0"],
    ...["--data-dir", template.copy(), "--operator-token-file", tokenFile],
    ...["--passphrase-file", join(template.root, "passphrase"), "--cloud-url", cloudUrl],
    ...["--cloud-key-file", join(template.root, "cloud-key")],
  ]);
  if (waitsForLookUp) await asked.promise;
  const [nurse] = USERS;
  const phones = await Promise.all([phoneOf(hub.qr), phoneOf(hub.qr)]);
  const [first, second] = phones;
  const rows = new RowMaker(3, { clinicId: nurse?.home ?? "", userId: nurse?.id ?? "" });
  const errors: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await first.createMany("patients", rows.many(ROWS, (maker) => maker.patient()));
    for (const phone of phones) {
      const { ok, error } = await phone.sync();
      if (!ok) errors.push(error?.code ?? "no code");
    }
  }
  const patients = (await second.rows("patients")).length;
  const token = Deno.readTextFileSync(tokenFile).trim();
  const answer = await fetch(new URL("/api/cloud/cancel", hub.ready.operator_url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: "{}",
  });
  const stopped: unknown = await answer.json();
  const exitCode = await hub.stop();
  silent.close();
  return { lookUps, patients, errors, stopped, exitCode, stderr: hub.stderr };
}

async function phoneOf(qr: string): Promise<SimulatedPhone> {
  const phone = await SimulatedPhone.create({ generation: "may" });
  await phone.scan(qr);
  const { signedIn } = await phone.login(USERS[0]?.email ?? "", PASSWORD);
  if (!signedIn) throw new Error("Cannot sign in");
  return phone;
}

if (import.meta.main) {
  const [url = "", waits] = Deno.args;
  const morning = await main(url, waits === "waits");
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(morning)}\n`));
}
