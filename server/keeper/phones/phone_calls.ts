/**
 * What phones ask of the keeper, through the listener.
 *
 * @module
 */

import type { HubSettings } from "../../database/settings.ts";
import type { KeeperApi } from "../../keeper_api.ts";
import type { ProcedureEvent } from "../../phone/procedure.ts";
import type { SyncEngine } from "../../sync/sync_engine.ts";
import { WireError } from "../../wire/errors.ts";
import { loginCandidate } from "../people/accounts.ts";
import type { LargeBodies } from "./large_bodies.ts";
import { runCall } from "../run_call.ts";
import { storeDeviceLogin } from "./store_device_login.ts";
import { storeDeviceStatus } from "./store_device_status.ts";

/** What calls of phones need of the open hub. */
interface PhoneHub {
  readonly engine: SyncEngine;
  readonly settings: HubSettings;
  /** Told of answered pulls. */
  readonly cursors: { note(): void };
  /** Told of stored pushes; knows whether the database is damaged. */
  readonly health: {
    heardPush(deviceId: string, args: unknown): void;
    readonly isDamaged: boolean;
    isKept(): Promise<boolean>;
  };
}

/** Runs something on the open hub; failures become codes a phone may see. */
type OnHub = <T>(
  act: (hub: PhoneHub) => T | Promise<T>,
) => Promise<T>;

/** On the hub that `onHub` gives. */
export function phoneCallsOf(
  onHub: OnHub,
  bodies: LargeBodies,
  report: (event: ProcedureEvent) => void,
): KeeperApi {
  return {
    loginCandidate: (email) =>
      onHub(({ engine }) => engine.read((read) => loginCandidate(read, email))),
    deviceLoggedIn: (login) => onHub(({ engine }) => storeDeviceLogin(engine, login)),
    unwrapLarge: (body) => onHub(() => bodies.unwrap(body)),
    openLarge: async (ticket, keys, label) => {
      try {
        return await onHub(() => bodies.open(ticket, keys, label));
      } finally {
        for (const key of keys) key.fill(0);
      }
    },
    dropLarge: (ticket) => {
      bodies.drop(ticket);
      return Promise.resolve();
    },
    call: (request) =>
      onHub(async ({ engine, settings, cursors, health }) => {
        const { kind, ticket, name, deviceId } = request;
        const args = ticket === undefined ? request.args : bodies.take(ticket);
        // What a damaged database takes may be gone when a copy takes its place. Phones keep what
        // is not acknowledged, and send it again.
        if (kind === "command" && health.isDamaged) throw new WireError("STORAGE");
        const result = await runCall({ engine, settings, report }, request, args);
        // Nor is stored what went into a file that was deleted under the running hub.
        if (kind === "command" && !await health.isKept()) throw new WireError("STORAGE");
        if (name === "sync_pull") cursors.note();
        if (name === "sync_push" && result.ok) health.heardPush(deviceId, args);
        return result;
      }),
    answerWritten: (deviceId) =>
      onHub(({ engine }) => {
        const device = engine.devices.get(deviceId);
        if (device !== undefined) engine.answerWritten(device);
      }),
    touchDevices: (seen) =>
      onHub(async ({ engine }) => {
        for (const { deviceId, atMs } of seen) {
          const device = engine.devices.get(deviceId);
          if (device === undefined) continue;
          device.lastSeenMs = Math.max(device.lastSeenMs, atMs);
          device.changed = true;
        }
        await engine.write(() => {});
      }),
    setDeviceStatus: (deviceId, status) =>
      onHub(({ engine }) => storeDeviceStatus(engine, deviceId, status)),
  };
}
