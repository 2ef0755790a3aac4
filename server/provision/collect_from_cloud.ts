/**
 * Asks a cloud for what a provisioning file holds, with the key of the hub that will use it.
 *
 * @module
 */

import type { CloudAccess } from "../../vault/mod.ts";
import { planRun } from "../relay/cloud_device.ts";
import { PullReader } from "../relay/pull_reader.ts";
import type { RelayProblem } from "../relay/relay_status.ts";
import { type ClientOptions, CloudClient, RelayError } from "../relay/run/cloud_client.ts";
import { pullFailureOf } from "../relay/run/receive_changes.ts";
import { limitProblem, relayProblemOf } from "../relay/running/relay_problem.ts";
import { PROVISION_TABLES, type ProvisionContent, type ProvisionRow } from "./provision_rows.ts";

/** Times the answer is asked for when it breaks. */
const ATTEMPTS = 5;

/** A cloud that gave nothing. */
export class CollectError extends Error {
  /** Name of the class. */
  override readonly name = "CollectError";
  /** Why. */
  readonly code: RelayProblem;

  /** Why it gave nothing. */
  constructor(code: RelayProblem) {
    super(`Cannot ask the cloud: ${code}`);
    this.code = code;
  }
}

/**
 * Asks. The cloud sends all of a clinic's records with it: they are read past and kept nowhere.
 *
 * @throws {CollectError}
 */
export async function collectFromCloud(
  access: CloudAccess,
  signal: AbortSignal,
  options: ClientOptions = {},
): Promise<ProvisionContent> {
  try {
    const client = new CloudClient(access, signal, options);
    const device = await client.verifyKey();
    const plan = planRun(null, device);
    if (!plan.relay) throw new CollectError(limitProblem(plan.reason, device));
    const { id, name, clinicIds } = device;
    const tables = await readTables(client);
    return { cloudUrl: access.url, device: { id, name, clinicIds }, tables };
  } catch (error) {
    throw error instanceof CollectError ? error : new CollectError(relayProblemOf(error));
  }
}

async function readTables(client: CloudClient): Promise<ProvisionContent["tables"]> {
  for (let attempt = 1;; attempt++) {
    try {
      return await readOnce(client);
    } catch (error) {
      const failure = pullFailureOf(error);
      const isBroken = failure instanceof RelayError &&
        ["BROKEN_ANSWER", "STALLED"].includes(failure.code);
      if (!isBroken) throw failure;
      if (attempt >= ATTEMPTS) throw new CollectError("BROKEN_ANSWER");
    }
  }
}

async function readOnce(client: CloudClient): Promise<ProvisionContent["tables"]> {
  const tables = new Map(PROVISION_TABLES.map((name) => [name, [] as ProvisionRow[]]));
  const reader = new PullReader();
  for await (const bytes of client.pull(0)) {
    for (const part of reader.read(bytes)) {
      if (part.kind === "row") tables.get(part.table)?.push(part.row as ProvisionRow);
    }
  }
  reader.finish();
  return Object.fromEntries(tables);
}
