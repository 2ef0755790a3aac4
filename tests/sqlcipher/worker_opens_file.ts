/** Opens a database in a worker, adds rows, and answers with how many it added. */
import { Database } from "@db/sqlite";

self.onmessage = ({ data }: MessageEvent<{ path: string; key: Uint8Array; rows: number }>) => {
  using db = new Database(data.path, { key: data.key });
  db.busyTimeout(10_000);
  using insert = db.prepare("INSERT INTO t VALUES (?, ?)");
  const worker = crypto.randomUUID();
  let added = 0;
  for (let i = 0; i < data.rows; i++) {
    added += db.transaction(() => insert.run(worker, i)).immediate();
  }
  self.postMessage(added);
};
