/** Run as a process of its own by workers_test.ts: exits while a worker is writing. */
const worker = new Worker(new URL("./worker_writes_on.ts", import.meta.url), { type: "module" });
worker.onmessage = () => Deno.exit(0);
worker.postMessage({ path: Deno.args[0], key: new Uint8Array(32).fill(1) });
