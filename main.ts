/**
 * The Local Sync Hub: reads the command line, starts the two workers, waits, and ends with the exit
 * code of `docs/headless.md`.
 *
 * @module
 */

import config from "./deno.json" with { type: "json" };
import { dataDirectory, dataPaths } from "./server/keeper/data_directory.ts";
import type { KeeperStart } from "./server/keeper.ts";
import type { ListenerReport, ListenerStart } from "./server/listener.ts";
import { exitCodeOf, StartError, startErrorCode } from "./server/start_error.ts";
import { HELP, readCommandLine, type StartOptions } from "./server/start_options.ts";
import { askPassphrase, readSecretFile } from "./server/start_secrets.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs the program; resolves with its exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const request = readCommandLine(args);
    if (request.action === "help") return say(Deno.stdout, HELP);
    if (request.action === "version") return say(Deno.stdout, `${config.version}\n`);
    return await run(request.options);
  } catch (error) {
    const known = error instanceof StartError ? error : new StartError("INTERNAL");
    say(Deno.stderr, `${known.message}\n`);
    return exitCodeOf(known.code);
  }
}

async function run(options: StartOptions): Promise<number> {
  const directory = dataDirectory({
    given: options.dataDir,
    executable: Deno.execPath(),
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    exists: isThere,
  });
  const passphrase = options.passphraseFile === null
    ? askPassphrase(directory, !isThere(dataPaths(directory).vault))
    : await readSecretFile("--passphrase-file", options.passphraseFile);
  const cloud = options.cloud === null ? null : {
    url: options.cloud.url,
    apiKey: await readSecretFile("--cloud-key-file", options.cloud.keyFile),
  };
  const open = {
    directory,
    passphrase,
    recoveryKeyFile: options.recoveryKeyFile,
    cloud,
    demo: options.demo,
    machineName: Deno.hostname(),
  };
  return await runWorkers({ options, open, version: config.version });
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function runWorkers(start: Omit<ListenerStart, "calls" | "events">): Promise<number> {
  const keeper = new Worker(new URL("./server/keeper.ts", import.meta.url), { type: "module" });
  const listener = new Worker(new URL("./server/listener.ts", import.meta.url), { type: "module" });
  const calls = new MessageChannel();
  const events = new MessageChannel();
  const ended = Promise.withResolvers<number>();
  for (const worker of [keeper, listener]) {
    worker.onerror = (event) => {
      event.preventDefault();
      say(Deno.stderr, "Cannot go on: a part of the hub has stopped\n");
      ended.resolve(exitCodeOf("INTERNAL"));
    };
  }
  listener.onmessage = ({ data }: MessageEvent<ListenerReport>) => {
    if (data.type === "stopped") ended.resolve(0);
    if (data.type !== "failed") return;
    say(Deno.stderr, `${data.message}\n`);
    ended.resolve(exitCodeOf(startErrorCode(data.code)));
  };
  const keeperStart: KeeperStart = { calls: calls.port2, events: events.port2 };
  keeper.postMessage(keeperStart, [calls.port2, events.port2]);
  const listenerStart: ListenerStart = { ...start, calls: calls.port1, events: events.port1 };
  listener.postMessage(listenerStart, [calls.port1, events.port1]);
  return ended.promise;
}

function say(stream: { writeSync(bytes: Uint8Array): number }, text: string): number {
  stream.writeSync(new TextEncoder().encode(text));
  return 0;
}
