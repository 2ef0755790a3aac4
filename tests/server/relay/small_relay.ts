/**
 * A relay of the smallest kind around the pure pieces: rows in memory, no schedule, no status. It
 * shows that the pieces are right together; the product's own relay is another.
 *
 * @module
 */

import type { Table } from "../../../server/database/table_shape.ts";
import {
  byArrival,
  chunkRows,
  type OutgoingRow,
  pushBody,
} from "../../../server/relay/chunk_push.ts";
import { cloudImage } from "../../../server/relay/convert/cloud_image.ts";
import { fromCloud } from "../../../server/relay/convert/from_cloud.ts";
import type { HubRow } from "../../../server/relay/convert/hub_row.ts";
import { toCloud, updatedAtToSend } from "../../../server/relay/convert/to_cloud.ts";
import { deliverChunk, MAX_SEARCH_REQUESTS } from "../../../server/relay/deliver_chunk.ts";
import type { SendOutcome } from "../../../server/relay/deliver_chunk.ts";
import { mergeThreeWay } from "../../../server/relay/merge_three_way.ts";
import { PullReader } from "../../../server/relay/pull_reader.ts";
import { tableOf } from "./hub_rows.ts";

/** One row and what is known of it in the cloud. */
export interface KeptRow {
  readonly table: Table;
  hub: HubRow;
  base: HubRow | null;
  sent: HubRow | null;
  dirty: boolean;
  asserted: number;
}

/** A value that lost. */
export interface KeptConflict {
  readonly id: string;
  readonly column: string;
  readonly value: unknown;
}

/** How far before its last pull it asks again (A31). */
const OVERLAP_MS = 5 * 60_000;

/** The relay. */
export class SmallRelay {
  readonly rows = new Map<string, KeptRow>();
  readonly conflicts: KeptConflict[] = [];
  readonly parked = new Set<string>();
  readonly #url: string;
  readonly #headers: Record<string, string>;
  #cursor = 0;

  constructor(cloudUrl: string, apiKey: string) {
    this.#url = `${cloudUrl}/api/v2/sync`;
    this.#headers = { authorization: `Bearer ${apiKey}` };
  }

  /** Stores what a phone wrote. */
  write(table: string, changes: HubRow, nowMs: number): void {
    const id = String(changes.id);
    const kept = this.rows.get(id);
    const times = { updated_at: nowMs, created_at: kept?.hub.created_at ?? nowMs };
    const hub = { ...kept?.hub, ...changes, ...times };
    if (kept === undefined) {
      this.rows.set(id, {
        table: tableOf(table),
        hub,
        base: null,
        sent: null,
        dirty: true,
        asserted: 0,
      });
    } else {
      kept.hub = hub;
      kept.dirty = true;
      kept.asserted = 0;
    }
  }

  /** Pulls and pushes once; false when the line broke. */
  async run(): Promise<boolean> {
    try {
      await this.#pull();
      return await this.#push();
    } catch {
      return false;
    }
  }

  async #pull(): Promise<void> {
    const query = `lastPulledAt=${Math.max(0, this.#cursor - OVERLAP_MS)}&peerType=sync_hub`;
    const response = await fetch(`${this.#url}?${query}`, { headers: this.#headers });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw new Error(`pull answered ${response.status}`);
    }
    const reader = new PullReader();
    const staged: { readonly table: string; readonly row: unknown }[] = [];
    for await (const bytes of response.body) {
      for (const part of reader.read(bytes)) if (part.kind === "row") staged.push(part);
    }
    const { timestamp } = reader.finish();
    for (const { table, row } of staged) {
      if (["patients", "visits", "patient_vitals"].includes(table)) this.#merge(table, row);
    }
    this.#cursor = Math.max(this.#cursor, timestamp);
  }

  #merge(name: string, row: unknown): void {
    const table = tableOf(name);
    const cloud = fromCloud(table, row);
    const id = String(cloud.id);
    const kept = this.rows.get(id);
    if (kept === undefined) {
      this.rows.set(id, { table, hub: cloud, base: cloud, sent: null, dirty: false, asserted: 0 });
      return;
    }
    const { base, sent, hub, asserted } = kept;
    const merged = mergeThreeWay(table, { base, sent, hub, cloud, asserted });
    kept.hub = { ...hub, ...merged.take };
    for (const { column, cloud: value } of merged.conflicts) {
      this.conflicts.push({ id, column, value });
    }
    for (const { column, hub: value } of merged.yielded) {
      this.conflicts.push({ id, column, value });
    }
    kept.base = cloud;
    if (merged.confirmed || merged.yielded.length > 0) {
      kept.sent = null;
      kept.asserted = 0;
    }
    kept.dirty = merged.hubIsAhead;
  }

  async #push(): Promise<boolean> {
    const waiting = [...this.rows.values()].filter(({ dirty }) => dirty).map((kept) => {
      const merged = kept.base?.updated_at ?? null;
      const updatedAtMs = updatedAtToSend(
        Number(kept.hub.updated_at),
        merged === null ? null : Number(merged),
        this.#cursor,
      );
      kept.sent = { ...kept.hub };
      const { row } = toCloud(kept.table, kept.hub, updatedAtMs);
      return {
        table: kept.table.name,
        id: String(row.id),
        list: kept.base === null ? "created" : "updated",
        json: JSON.stringify(row),
        needs: [],
      } satisfies OutgoingRow;
    });
    const budget = { left: MAX_SEARCH_REQUESTS };
    for (const chunk of chunkRows(waiting.sort(byArrival))) {
      const { stopped, parked, sent } = await deliverChunk(
        chunk,
        (rows) => this.#send(rows),
        budget,
      );
      for (const { id } of sent) {
        const kept = this.rows.get(id);
        if (kept !== undefined) kept.asserted++;
      }
      for (const { id } of parked) this.parked.add(id);
      if (stopped) return false;
    }
    return true;
  }

  async #send(rows: readonly OutgoingRow[]): Promise<SendOutcome> {
    try {
      const response = await fetch(`${this.#url}?peerType=sync_hub`, {
        method: "POST",
        headers: this.#headers,
        body: pushBody(rows),
      });
      const text = await response.text();
      const success = JSON.parse(text).success === true;
      return success ? { kind: "success", rejected: [] } : { kind: "failure" };
    } catch {
      return { kind: "stop" };
    }
  }
}

/** Whether the cloud's row is what the hub's looks like there. */
export function agrees(kept: KeptRow, cloudRow: unknown): readonly string[] {
  const cloud = fromCloud(kept.table, cloudRow);
  const image = cloudImage(kept.table, kept.hub, kept.base);
  const times = /_at$|^last_modified|^timestamp$/;
  return kept.table.columns.filter(({ name, kind }) => {
    if (times.test(name)) return false;
    const [a, b] = [cloud[name] ?? null, image[name] ?? null];
    if (kind === "json") return JSON.stringify(JSON.parse(String(a))) !== String(b);
    return a !== b;
  }).map(({ name }) => name);
}
