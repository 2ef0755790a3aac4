/**
 * The Local Sync Hub: reads the command line, starts the two workers, shows the window or waits, and
 * ends with the exit code of `docs/headless.md`.
 *
 * @module
 */

import { resolve } from "node:path";
import config from "./deno.json" with { type: "json" };
import { answerHealth } from "./server/health/health_command.ts";
import { dataDirectory } from "./server/keeper/opening/data_directory.ts";
import { diagnose } from "./server/diagnose/mod.ts";
import type { KeeperStart } from "./server/keeper.ts";
import type { ListenerReport, ListenerStart, MainMessage } from "./server/listener.ts";
import type { RelayWorkerStart } from "./server/relay.ts";
import { showRunningWindow } from "./server/listener/second_start.ts";
import {
  exitCodeOf,
  StartError,
  type StartErrorCode,
  startErrorCode,
} from "./server/start_error.ts";
import {
  flagsToStartAgain,
  HELP,
  readCommandLine,
  type StartOptions,
} from "./server/start_options.ts";
import { readCloudKey, readSecretFile, readTextFile } from "./server/start_secrets.ts";
import {
  foldersBeside,
  type ProgramKind,
  programKind,
  readInstallation,
} from "./server/updates/mod.ts";
import { startAgain } from "./server/machine/mod.ts";
import { findLibrary as findSqlcipher } from "./sqlcipher/find_library.ts";
import { findLibrary as findWebview } from "./ui/window/find_library.ts";
import { WEBVIEW_PACKAGE } from "./ui/window/library_table.ts";
import type { ProblemKind } from "./ui/window/problem_texts.ts";
import { type Closing, runWindow, type WindowHost } from "./ui/window/run_window.ts";
import { Wishes } from "./ui/window/wishes.ts";
import { startDeriver } from "./vault/derive_key.ts";

/** Runs the program; resolves with its exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const request = readCommandLine(args);
    if (request.action === "help") return say(Deno.stdout, HELP);
    if (request.action === "version") return say(Deno.stdout, versionText());
    if (request.action === "health") return await sayHealth(directoryOf(request.dataDir));
    if (request.action === "diagnose") return await sayReport(directoryOf(request.dataDir));
    return await run(request.options);
  } catch (error) {
    const known = error instanceof StartError ? error : new StartError("INTERNAL");
    say(Deno.stderr, `${known.message}\n`);
    return exitCodeOf(known.code);
  }
}

async function run(options: StartOptions): Promise<number> {
  const directory = directoryOf(options.dataDir);
  const { passphraseFile } = options;
  const passphrase = passphraseFile === null
    ? null // The operator's page asks for it.
    : await readSecretFile("--passphrase-file", passphraseFile);
  const cloud = options.cloud === null ? null : {
    url: options.cloud.url,
    apiKey: await readCloudKey(options.cloud.keyFile),
  };
  const provision = options.provision === null ? null : {
    file: await readTextFile("--provision-file", options.provision.file),
    passphrase: await readSecretFile(
      "--provision-passphrase-file",
      options.provision.passphraseFile,
    ),
  };
  const open = {
    directory,
    provision,
    passphrase,
    recoveryKeyFile: options.recoveryKeyFile,
    cloud,
    demo: options.demo,
    ...await restoreOf(options),
    program: config.version,
    machineName: Deno.hostname(),
  };
  return await runWorkers({
    options,
    open,
    version: config.version,
    webview: WEBVIEW_PACKAGE.npmVersion,
    program: { installation: readInstallation(readEnv), updates: config.updates },
  });
}

function readEnv(name: string): string | undefined {
  return Deno.env.get(name);
}

/** The version, and how the program was made: alone on its line each. */
function versionText(): string {
  const kind = programKind(readInstallation(readEnv));
  return `${config.version}\n${MADE[kind]}; Deno ${Deno.version.deno}\n`;
}

const MADE: Record<ProgramKind, string> = {
  sources: "Runs from its sources",
  compiled: "Compiled with deno compile",
  around_deno:
    "Packed around the Deno executable: where this was made the runtime of deno compile " +
    "could not be fetched",
};

/** Prints the report for whoever helps. */
async function sayReport(directory: string): Promise<number> {
  const installation = readInstallation(readEnv);
  const libraries = { sqlcipher: found(findSqlcipher), window: found(findWebview) };
  return say(
    Deno.stdout,
    await diagnose({ version: config.version, directory, installation, libraries }),
  );
}

/** What is known of a library: a code, for its message may name a folder of the person. */
function found(find: () => string): string {
  try {
    find();
    return "found";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unknown";
  }
}

/** The copy to restore, and the recovery key that opens it: no passphrase is asked for then. */
async function restoreOf({ restore }: StartOptions) {
  if (restore === null) return {};
  const folder = resolve(restore.folder);
  if (restore.recoveryKeyFile === null) return { restore: folder };
  const recoveryKey = await readSecretFile("--restore-key-file", restore.recoveryKeyFile);
  return { restore: folder, recoveryKey, passphrase: "" };
}

function directoryOf(given: string | null): string {
  const installed = readInstallation(readEnv);
  return dataDirectory({
    given,
    executable: Deno.execPath(),
    folders: installed === null ? [] : foldersBeside(installed),
    os: Deno.build.os,
    env: readEnv,
    exists: isThere,
  });
}

/** Prints how the hub of the directory is, running or not. */
async function sayHealth(directory: string): Promise<number> {
  const versions = { program: config.version, webview: WEBVIEW_PACKAGE.npmVersion };
  const { text, exitCode } = await answerHealth({ directory, versions });
  say(Deno.stdout, text);
  return exitCode;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** What the workers are started with, apart from their ports. */
type Start = Omit<ListenerStart, "calls" | "relay" | "relayEvents" | "events" | "waker">;

async function runWorkers(start: Start): Promise<number> {
  const wishes = new Wishes();
  const end = (exitCode: number, problem?: ProblemKind) =>
    wishes.add({ type: "end", exitCode, ...(problem === undefined ? {} : { problem }) });
  let again = false;
  const closings: ((closing: Closing) => void)[] = [];
  const hear = async (report: ListenerReport) => {
    if (report.type === "ready" && !start.options.headless) {
      wishes.add({ type: "show", url: report.url });
    }
    if (report.type === "show" || report.type === "hide") wishes.add(report);
    if (report.type === "closing") closings.shift()?.(report);
    if (report.type === "stopped") {
      again = report.again;
      end(0);
    }
    if (report.type === "failed") end(...await failed(start, report));
  };
  const { listener, wakers } = startWorkers(start, hear, () => {
    say(Deno.stderr, "Cannot go on: a part of the hub has stopped\n");
    end(exitCodeOf("INTERNAL"), "defect");
  });
  const tell = (message: MainMessage) => listener.postMessage(message);
  const ended = (exitCode: number) => {
    const { installation } = start.program;
    if (again && installation !== null) {
      startAgain(installation.launcher, flagsToStartAgain(Deno.args));
    }
    return exitCode;
  };
  if (start.options.headless) {
    const wish = await wishes.next();
    return ended(wish?.type === "end" ? wish.exitCode : exitCodeOf("INTERNAL"));
  }
  const host: WindowHost = {
    next: (timeoutMs) => wishes.next(timeoutMs),
    report: (state) => tell({ type: "window", state }),
    closing: () => {
      const answer = new Promise<Closing>((resolve) => closings.push(resolve));
      tell({ type: "closing" });
      return Promise.race([answer, wishes.ended]);
    },
    leave: () => tell({ type: "leave" }),
    askShow: () => tell({ type: "show" }),
    askStop: () => tell({ type: "stop" }),
    say: (line) => say(Deno.stdout, `${line}\n`),
  };
  return ended(await runWindow(host, wakers));
}

/** What the person is told of a start that failed; the rest comes from flags and is for terminals. */
const PROBLEMS: Partial<Record<StartErrorCode, ProblemKind>> = {
  PORT: "port",
  STORAGE: "storage",
  LIBRARY: "library",
  OTHER_INSTANCE: "running",
  INTERNAL: "defect",
};

/** The exit code of a failed start, and what to tell. A second start shows the window of the first and is none. */
async function failed(
  { options, open }: Start,
  { code, message }: { readonly code: string; readonly message: string },
): Promise<[exitCode: number, problem?: ProblemKind | undefined]> {
  const known = startErrorCode(code);
  if (known === "OTHER_INSTANCE" && !options.headless && await showRunningWindow(open.directory)) {
    return [say(Deno.stdout, "The hub is running already: its window comes to the front.\n")];
  }
  say(Deno.stderr, `${message}\n`);
  return [exitCodeOf(known), PROBLEMS[known]];
}

/** Starts keeper, relay and listener; `wakers` are the ports by which they wake a blocked main thread. */
function startWorkers(
  start: Start,
  hear: (report: ListenerReport) => void,
  onCrash: () => void,
): { readonly listener: Worker; readonly wakers: readonly MessagePort[] } {
  const keeper = new Worker(new URL("./server/keeper.ts", import.meta.url), { type: "module" });
  const listener = new Worker(new URL("./server/listener.ts", import.meta.url), { type: "module" });
  const relay = new Worker(new URL("./server/relay.ts", import.meta.url), { type: "module" });
  for (const worker of [keeper, listener]) {
    worker.onerror = (event) => {
      event.preventDefault();
      onCrash();
    };
  }
  // Phones are served without the cloud too.
  relay.onerror = (event) => {
    event.preventDefault();
    const lost: MainMessage = { type: "relayLost" };
    listener.postMessage(lost);
  };
  listener.onmessage = ({ data }: MessageEvent<ListenerReport>) => hear(data);
  const calls = new MessageChannel();
  const events = new MessageChannel();
  const rows = new MessageChannel();
  const runs = new MessageChannel();
  const relayEvents = new MessageChannel();
  const keeperWaker = start.options.headless ? null : new MessageChannel();
  const listenerWaker = start.options.headless ? null : new MessageChannel();
  const hand = (
    worker: Worker,
    message: KeeperStart | RelayWorkerStart | ListenerStart,
    ...ports: readonly (MessagePort | null | undefined)[]
  ) => worker.postMessage(message, ports.filter((port) => port instanceof MessagePort));
  // Without it the keeper starts one of its own.
  const deriver = startDeriver(() => {});
  const keeperStart: KeeperStart = {
    deriver,
    calls: calls.port2,
    relay: rows.port2,
    events: events.port2,
    waker: keeperWaker?.port2 ?? null,
  };
  hand(keeper, keeperStart, deriver, calls.port2, rows.port2, events.port2, keeperWaker?.port2);
  const relayStart: RelayWorkerStart = {
    keeper: rows.port1,
    calls: runs.port2,
    events: relayEvents.port2,
  };
  hand(relay, relayStart, rows.port1, runs.port2, relayEvents.port2);
  const listenerStart: ListenerStart = {
    ...start,
    calls: calls.port1,
    relay: runs.port1,
    relayEvents: relayEvents.port1,
    events: events.port1,
    waker: listenerWaker?.port2 ?? null,
  };
  hand(
    listener,
    listenerStart,
    ...[calls.port1, runs.port1, relayEvents.port1, events.port1, listenerWaker?.port2],
  );
  const wakers = [keeperWaker, listenerWaker].flatMap((channel) => channel?.port1 ?? []);
  return { listener, wakers };
}

function say(stream: { writeSync(bytes: Uint8Array): number }, text: string): number {
  stream.writeSync(new TextEncoder().encode(text));
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
