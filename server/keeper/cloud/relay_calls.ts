/**
 * What the relay's worker asks of the keeper.
 *
 * @module
 */

import { DatabaseError } from "../../database/database_error.ts";
import { isDemo } from "../../database/settings.ts";
import { appendAudit } from "../../audit/mod.ts";
import { FULL_BYTES } from "../../health/find_problems.ts";
import { recall, remember } from "../../relay/report/relay_memory.ts";
import type { RelayKeeper, RemoteStore } from "../../relay/running/relay_keeper.ts";
import { becomeDevice, RelayStore } from "../../relay/store/relay_store.ts";
import { hasStaged } from "../../relay/store/staged_rows.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { holdsOtherCloud } from "./other_cloud.ts";
import { newsOf, type OnCloudHub, registrationOf } from "./relay_control.ts";

/** On the hub that `onHub` gives. */
export function relayCallsOf(onHub: OnCloudHub): RelayKeeper & RemoteStore {
  const store = <T>(act: (store: RelayStore) => T | Promise<T>) =>
    onHub(({ engine }) => act(new RelayStore(engine)));
  return {
    start: () =>
      onHub(({ engine, vault }) => {
        const { cloud, cloudDeviceInfo } = vault.secrets;
        const { last, demo } = engine.read((statements) => ({
          last: recall(statements, "relay_last_run"),
          demo: isDemo(statements),
        }));
        return {
          access: cloud === null ? null : { ...cloud },
          isVerified: cloudDeviceInfo !== null,
          isDemo: demo,
          lastRun: last?.run ?? null,
          failures: last?.failures ?? 0,
        };
      }),
    register: (access, device, info) =>
      onHub(async ({ engine, vault }) => {
        const { url, apiKey } = access;
        const isKept = await engine.write((statements) => {
          if (holdsOtherCloud(statements, url, device)) return false;
          becomeDevice(statements, device);
          remember(statements, "cloud_url", url);
          remember(statements, "relay_device", device);
          remember(statements, "relay_last_run", null);
          return true;
        });
        if (!isKept) return null;
        await vault.update({
          cloud: { url, apiKey },
          cloudDeviceInfo: info,
          ...(device.name === "" ? {} : { hubName: device.name }),
        });
        const atMs = engine.wallClock.nowMs();
        await engine.write((statements) =>
          appendAudit(statements, { kind: "cloud_changed", who: "operator", detail: {}, atMs })
        );
        const registration = engine.read((statements) => registrationOf(statements, vault));
        return registration ?? { url, device: null };
      }),
    noteDevice: (device) =>
      onHub(async ({ engine }) => {
        const known = engine.read((statements) => recall(statements, "relay_device"));
        if (JSON.stringify(known) === JSON.stringify(device)) return;
        await engine.write((statements) => remember(statements, "relay_device", device));
      }),
    hasNews: () =>
      onHub(({ engine }) => engine.read((statements) => newsOf(engine).look(statements)) !== null),
    noteRun: (end) =>
      onHub(({ engine }) =>
        engine.write((statements) => remember(statements, "relay_last_run", end))
      ),
    state: () => store((rows) => rows.state()),
    begin: () => store((rows) => rows.begin()),
    gather: () => store((rows) => rows.gather()),
    waiting: (query) => store((rows) => rows.waiting(query)),
    noteSent: (run, outcome) => store((rows) => rows.noteSent(run, outcome)),
    dropStaged: (run) => store((rows) => rows.dropStaged(run)),
    stage: (run, parts) =>
      onHub(async ({ engine, freeBytes }) => {
        await requireRoom(engine, freeBytes);
        await new RelayStore(engine).stage(run, parts);
      }),
    whole: (run, timestamp, device) => store((rows) => rows.whole(run, timestamp, device)),
    apply: (run, limit) => store((rows) => rows.apply(run, limit)),
    finish: (run, counts) => store((rows) => rows.finish(run, counts)),
  };
}

/**
 * A large answer takes no room that phones need: once they have none, nothing can even be deleted.
 *
 * @throws {DatabaseError} `STORAGE`
 */
async function requireRoom(
  engine: SyncEngine,
  freeBytes: () => Promise<number | null>,
): Promise<void> {
  if (!engine.read(hasStaged)) return;
  const free = await freeBytes();
  if (free !== null && free < FULL_BYTES) throw new DatabaseError("STORAGE");
}
