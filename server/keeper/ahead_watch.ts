/**
 * Phones that are ahead of this hub: they present cursors it did not give. After a restore that is
 * expected once; when it goes on, another hub with the same identity is running.
 *
 * @module
 */

import type { Statements } from "../database/statements.ts";
import { deviceName } from "../phone/device_name.ts";
import type { ProcedureEvent } from "../phone/procedure.ts";
import { AHEAD_SIGNS, readRestoreReport, storeRestoreReport } from "../snapshots/mod.ts";
import type { DeviceState } from "../sync/device/device_state.ts";
import type { SyncEngine } from "../sync/sync_engine.ts";

/** Two signs within this time, ms, are no forced upload. */
const TWIN_WITHIN_MS = 7 * 86_400_000;
const SIGNS_OF_TWIN = 2;

/** Kept in the database. */
interface Signs {
  /** Phones that a restore explains: each is ahead once. */
  readonly explained: readonly string[];
  /** Phones that were ahead although no restore explains it, and when, epoch ms. */
  readonly unexplained: readonly { readonly deviceId: string; readonly atMs: number }[];
}

/** See the module. */
export class AheadWatch {
  readonly #engine: SyncEngine;
  readonly #report: (event: ProcedureEvent) => void;
  #signs: Signs;

  constructor(engine: SyncEngine, report: (event: ProcedureEvent) => void) {
    this.#engine = engine;
    this.#report = report;
    this.#signs = engine.read(readSigns);
    engine.devices.onAhead = (device) => {
      // Called in the middle of a pull: what is written waits for its end.
      this.#note(device).catch(() => {});
    };
  }

  /** Signs of another hub with the same identity, null while there are none. */
  get twin(): { readonly sinceMs: number; readonly phones: number } | null {
    const nowMs = this.#engine.wallClock.nowMs();
    const recent = this.#signs.unexplained.filter(({ atMs }) =>
      Math.abs(nowMs - atMs) < TWIN_WITHIN_MS
    );
    if (recent.length < SIGNS_OF_TWIN) return null;
    const phones = new Set(recent.map(({ deviceId }) => deviceId)).size;
    return { sinceMs: Math.min(...recent.map(({ atMs }) => atMs)), phones };
  }

  /** The operator has taken note of everything so far. */
  async forget(): Promise<void> {
    const signs = { ...this.#signs, unexplained: [] };
    await this.#engine.write((statements) => {
      storeSigns(statements, signs);
      storeRestoreReport(statements, null);
    });
    this.#signs = signs;
  }

  async #note({ deviceId }: DeviceState): Promise<void> {
    const atMs = this.#engine.wallClock.nowMs();
    this.#report({ event: "phone", code: "PHONE_AHEAD", device: deviceName(deviceId) });
    const wasTwin = this.twin !== null;
    this.#signs = await this.#engine.write((statements) => {
      const report = readRestoreReport(statements);
      const epoch = statements.get("SELECT epoch FROM hub_clock").value<[number]>()?.[0] ?? 1;
      const known = report?.phones.find((phone) => phone.deviceId === deviceId);
      if (report !== null && (known?.aheadSinceMs ?? null) === null) {
        const name = this.#engine.devices.get(deviceId)?.name ?? "";
        const phone = known ?? { deviceId, name, why: "ahead" as const, lastSyncMs: null };
        const others = report.phones.filter((other) => other.deviceId !== deviceId);
        const phones = [...others, { ...phone, aheadSinceMs: atMs }];
        storeRestoreReport(statements, { ...report, phones });
      }
      const { explained, unexplained } = this.#signs;
      const isExplained = epoch > 1 && !explained.includes(deviceId);
      const signs = isExplained
        ? { explained: [...explained, deviceId], unexplained }
        : { explained, unexplained: [...unexplained, { deviceId, atMs }].slice(-20) };
      storeSigns(statements, signs);
      return signs;
    });
    if (!wasTwin && this.twin !== null) this.#report({ event: "error", code: "TWIN_SUSPECTED" });
  }
}

function readSigns(statements: Statements): Signs {
  const text = statements.get("SELECT value FROM hub_setting WHERE name = ?")
    .value<[string]>(AHEAD_SIGNS)?.[0];
  return text === undefined ? { explained: [], unexplained: [] } : JSON.parse(text) as Signs;
}

function storeSigns(statements: Statements, signs: Signs): void {
  statements.get(
    "INSERT INTO hub_setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  ).run(AHEAD_SIGNS, JSON.stringify(signs));
}
