/** Writes to a database until the process ends, and says when it has begun. */
import { Database } from "@db/sqlite";

self.onmessage = ({ data }: MessageEvent<{ path: string; key: Uint8Array }>) => {
  using db = new Database(data.path, { key: data.key });
  using insert = db.prepare("INSERT INTO t VALUES (?)");
  const addBatch = db.transaction(() => {
    for (let i = 0; i < 100; i++) insert.run("x".repeat(100) + i);
  });
  for (let batch = 0;; batch++) {
    addBatch.immediate();
    if (batch === 10) self.postMessage("begun");
  }
};
