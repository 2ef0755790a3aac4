/**
 * Gets the machine ready, starts a hub on a made-up clinic and plays phones with it until Ctrl-C.
 *
 * @module
 */

import { arrive, playRound } from "./demo/day_at_the_clinic.ts";
import { DEMO_HELP, DemoFlagError, type DemoFlags, readDemoFlags } from "./demo/demo_flags.ts";
import { DemoFolder } from "./demo/demo_folder.ts";
import { DemoPhoneError } from "./demo/demo_phone.ts";
import { handOutPhones } from "./demo/hand_out_phones.ts";
import { HubProcess, HubStartError } from "./demo/hub_process.ts";
import { qrTextOf, welcomeLines } from "./demo/welcome.ts";
import { EXIT_LIBRARY_MISSING, messageOf, setUp } from "./set_up/mod.ts";
import { sayErr, sayOut } from "./terminal.ts";

const EXIT_USAGE = 2;

/** Tells what happens, with the time of day. */
function tell(sentence: string): void {
  const time = new Date().toTimeString().slice(0, 8);
  sayOut(`${time}  ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`);
}

/** The wanted port, or a free one when something else listens there. */
function freePort(wanted: number): number {
  try {
    using listener = Deno.listen({ hostname: "0.0.0.0", port: wanted });
    return listener.addr.port;
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    using listener = Deno.listen({ hostname: "0.0.0.0", port: 0 });
    sayErr(`Port ${wanted} is taken: using ${listener.addr.port} instead`);
    return listener.addr.port;
  }
}

function pause(durationMs: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, durationMs);
    stop.addEventListener("abort", end);
  });
}

/** Plays until it is stopped or the rounds are over. @returns how often a phone was in trouble */
async function play(hub: HubProcess, flags: DemoFlags, stop: AbortSignal): Promise<number> {
  if (stop.aborted) return 0;
  const { all, writers } = await handOutPhones(hub.ready.accounts);
  await arrive(all, qrTextOf(hub.ready), tell);
  let troubles = 0;
  for (let round = 0; round !== flags.rounds && !stop.aborted; round++) {
    await pause(flags.pauseSeconds * 1000, stop);
    if (stop.aborted) break;
    try {
      await playRound(all, writers, round, tell);
    } catch (error) {
      if (stop.aborted) break;
      if (!(error instanceof DemoPhoneError)) throw error;
      troubles++;
      tell(`A phone ${error.message}`);
    }
  }
  return troubles;
}

/** Shows what the hub says by itself and a person should know. */
function showEvent(event: Readonly<Record<string, unknown>>): void {
  if (event["event"] === "error") tell(`The hub reports an error: ${event["code"]}`);
  if (event["event"] === "locked") tell("The hub is locked");
}

async function run(flags: DemoFlags, stop: AbortSignal): Promise<number> {
  using folder = DemoFolder.make(flags.keep);
  sayErr("Starting the Sync Hub");
  await using hub = await HubProcess.start([
    "--headless",
    "--demo",
    "--pairing-open",
    "--data-dir",
    folder.dataDir,
    "--passphrase-file",
    folder.passphraseFile,
    "--port",
    String(freePort(flags.port)),
  ], showEvent);
  const gone = new AbortController();
  hub.ended.then(() => gone.abort());
  let troubles = 0;
  try {
    const colour = Deno.stdout.isTerminal() && !Deno.noColor;
    welcomeLines(hub.ready, colour).forEach(sayOut);
    troubles = await play(hub, flags, AbortSignal.any([stop, gone.signal]));
  } catch (error) {
    // Whatever fails because the hub is going is not worth a word.
    if (!stop.aborted && !gone.signal.aborted) throw error;
  }
  const endedByItself = gone.signal.aborted && !stop.aborted;
  if (!endedByItself) sayOut("Stopping the Sync Hub");
  const code = await hub.stop();
  if (endedByItself) sayErr(`The Sync Hub ended by itself with code ${code}`);
  if (flags.keep) sayOut(`The data is in ${folder.path}`);
  else sayOut("Stopped; the demo's data is removed.");
  return endedByItself || code !== 0 || troubles > 0 ? 1 : 0;
}

async function main(args: readonly string[]): Promise<number> {
  let flags: DemoFlags | null;
  try {
    flags = readDemoFlags(args);
  } catch (error) {
    if (!(error instanceof DemoFlagError)) throw error;
    sayErr(error.message);
    return EXIT_USAGE;
  }
  if (flags === null) {
    sayOut(DEMO_HELP);
    return 0;
  }
  try {
    await setUp();
  } catch (error) {
    sayErr(`Set-up: ${messageOf(error)}`);
    return EXIT_LIBRARY_MISSING;
  }
  const stop = new AbortController();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, () => stop.abort());
  try {
    return await run(flags, stop.signal);
  } catch (error) {
    if (!(error instanceof HubStartError || error instanceof DemoPhoneError)) throw error;
    if (stop.signal.aborted) return 0;
    sayErr(messageOf(error));
    return error instanceof HubStartError && error.exitCode ? error.exitCode : 1;
  }
}

Deno.exit(await main(Deno.args));
