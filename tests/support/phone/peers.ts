/**
 * The phone's `peers` table: which hub it syncs with, and the cursor (`wire.md` 2.4 and 9.8).
 *
 * @module
 */

import { encodeBase64url } from "./base64url.ts";
import type { GenerationTraits } from "./generation.ts";
import type { HubSession } from "./handshake.ts";
import type { Clock, PhoneDatabase } from "./phone_database.ts";
import { type PhoneRecord, Q, type RawRow, type RawValue } from "./watermelon.ts";
import { uuidV7 } from "./uuid.ts";

/** Reads and writes the peers of one phone. */
export class Peers {
  readonly #database: PhoneDatabase;
  readonly #clock: Clock;

  constructor(database: PhoneDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** All rows, in the order they were made. */
  async all(): Promise<RawRow[]> {
    const records = await this.#database.get("peers").query().fetch();
    return records.map((record) => ({ ...record._raw }));
  }

  /**
   * The peer a sync goes to, or null. The older generations take the first active hub ever
   * paired, even when the session belongs to a later one; August takes the active peer that was
   * written to the longest ago.
   */
  async active(prefers: GenerationTraits["prefersPeer"]): Promise<RawRow | null> {
    const active = (await this.all()).filter((peer) => peer.status === "active");
    if (prefers === "first-hub") {
      const ofType = (type: string) => active.find((peer) => peer.peer_type === type);
      return ofType("sync_hub") ?? ofType("cloud_server") ?? null;
    }
    const newestFirst = active.sort((a, b) => Number(b.updated_at) - Number(a.updated_at));
    return newestFirst.at(-1) ?? null;
  }

  /** Notes a hub after pairing. Its `public_key` really is the shared session key (a bug). */
  async upsertHub(session: HubSession): Promise<void> {
    await this.#upsert(
      session.hubId,
      {
        name: session.hubName ? session.hubName : `Hub ${session.hubId}`,
        status: "active",
        public_key: encodeBase64url(session.sharedKey),
      },
      "sync_hub",
      session.hubUrl,
    );
  }

  /** Notes a cloud server. From May on it must be https, and the others are revoked. */
  async upsertCloud(url: string, acceptsHttpCloud: boolean): Promise<void> {
    if (!acceptsHttpCloud) {
      if (!url.startsWith("https://")) throw new Error("Cloud peer URL must use HTTPS");
      for (const peer of await this.all()) {
        const other = peer.peer_type === "cloud_server" && peer.peer_id !== `cloud:${url}`;
        if (other && peer.status === "active") await this.change(peer.id, { status: "revoked" });
      }
    }
    const columns = { name: "Cloud Server", status: "active" };
    await this.#upsert(`cloud:${url}`, columns, "cloud_server", url);
  }

  /** Stores a cursor. A value that is not a number becomes null, as any other wrong type. */
  async storeCursor(peerRowId: string, cursor: unknown): Promise<void> {
    await this.change(peerRowId, { last_synced_at: cursor });
  }

  /** Sets columns of a peer by an ordinary update. */
  async change(peerRowId: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#database.write(async () => {
      const peer = await this.#database.get("peers").find(peerRowId);
      await peer.update((record) => setAll(record, columns));
    });
  }

  async #upsert(
    peerId: string,
    columns: Readonly<Record<string, RawValue>>,
    peerType: string,
    url: string,
  ): Promise<void> {
    const collection = this.#database.get("peers");
    const [known] = await collection.query(Q.where("peer_id", peerId)).fetch();
    if (known) {
      const metadata = { ...JSON.parse(String(known._raw.metadata ?? "{}")), url };
      return await this.change(known.id, { ...columns, metadata: JSON.stringify(metadata) });
    }
    const nowMs = this.#clock();
    await this.#database.write(() =>
      this.#database.batch([
        collection.prepareCreate((record) => {
          record._raw.id = uuidV7(nowMs);
          setAll(record, {
            ...columns,
            peer_id: peerId,
            peer_type: peerType,
            is_leader: false,
            protocol_version: "1",
            metadata: JSON.stringify({ url }),
            created_at: nowMs,
            updated_at: nowMs,
          });
        }),
      ])
    );
  }
}

function setAll(record: PhoneRecord, columns: Readonly<Record<string, unknown>>): void {
  for (const [column, value] of Object.entries(columns)) record._setRaw(column, value);
}
