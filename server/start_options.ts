/**
 * The command line (`docs/headless.md`).
 *
 * @module
 */

import { parseArgs } from "node:util";
import { CloudUrlError, readCloudUrl } from "./relay/cloud_url.ts";
import { StartError } from "./start_error.ts";

/** What the command line says. Files are named here and read later. */
export interface StartOptions {
  readonly headless: boolean;
  readonly dataDir: string | null;
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** Whether `--port` was given: it goes before what was chosen in the settings. */
  readonly portGiven: boolean;
  readonly passphraseFile: string | null;
  readonly pairingOpen: boolean;
  readonly cloud: { readonly url: string; readonly keyFile: string } | null;
  /** 0 means any free port. */
  readonly operatorPort: number;
  readonly operatorTokenFile: string | null;
  readonly recoveryKeyFile: string | null;
  /** Fills a hub without data, before it ever reached its cloud. */
  readonly provision: { readonly file: string; readonly passphraseFile: string } | null;
  readonly demo: boolean;
  /** A copy that takes the place of the data first, or null. */
  readonly restore: {
    readonly folder: string;
    /** A file with the recovery key of its time, in place of the passphrase. */
    readonly recoveryKeyFile: string | null;
  } | null;
}

/** What the program is asked to do. */
export type Request =
  | { readonly action: "start"; readonly options: StartOptions }
  | { readonly action: "help" }
  | { readonly action: "version" }
  | { readonly action: "health"; readonly dataDir: string | null }
  | { readonly action: "diagnose"; readonly dataDir: string | null };

/** The port phones use unless another is given. */
export const DEFAULT_PORT = 4001;

/** Text of `--help`. */
export const HELP = `Hikma Health Local Sync Hub

  hikma-hub [flags]          installed; from the sources: deno task start [flags]

  --headless                 no window; JSON lines on stdout (docs/headless.md)
  --data-dir DIR             where vault and database are
  --host ADDR                address phones reach (0.0.0.0: all)
  --port N                   port phones reach (${DEFAULT_PORT}; 0: any free one)
  --passphrase-file FILE     passphrase, without its final line break; else the window asks for it
  --pairing-open             admit new phones until the program ends
  --demo                     fill an empty directory with a made-up clinic
  --cloud-url URL            cloud server, with
  --cloud-key-file FILE        the key it gave this hub
  --provision-file FILE      fill a new hub from a provisioning file (docs/provisioning.md), with
  --provision-passphrase-file FILE  its passphrase
  --operator-port N          loopback port of the operator page
  --operator-token-file FILE write a lasting token for scripts
  --recovery-key-file FILE   write a recovery key once
  --restore DIR              put a copy in the place of the data first (docs/snapshots.md)
  --restore-key-file FILE      its recovery key, in place of --passphrase-file
  --health                   say how the hub of --data-dir is, as JSON, and end
  --diagnose                 print a report for whoever helps, without names and records, and end
  --help, --version
`;

const FLAGS = {
  headless: { type: "boolean" },
  "data-dir": { type: "string" },
  host: { type: "string" },
  port: { type: "string" },
  "passphrase-file": { type: "string" },
  "pairing-open": { type: "boolean" },
  "cloud-url": { type: "string" },
  "cloud-key-file": { type: "string" },
  "operator-port": { type: "string" },
  "operator-token-file": { type: "string" },
  "recovery-key-file": { type: "string" },
  "provision-file": { type: "string" },
  "provision-passphrase-file": { type: "string" },
  restore: { type: "string" },
  "restore-key-file": { type: "string" },
  demo: { type: "boolean" },
  health: { type: "boolean" },
  diagnose: { type: "boolean" },
  help: { type: "boolean" },
  version: { type: "boolean" },
} as const;

/**
 * Reads the command line.
 *
 * @throws {StartError} `USAGE`
 */
export function readCommandLine(args: readonly string[]): Request {
  const flags = readFlags(args);
  if (flags.help === true) return { action: "help" };
  if (flags.version === true) return { action: "version" };
  if (flags.health === true) return { action: "health", dataDir: flags["data-dir"] ?? null };
  if (flags.diagnose === true) return { action: "diagnose", dataDir: flags["data-dir"] ?? null };
  const headless = flags.headless === true;
  const passphraseFile = flags["passphrase-file"] ?? null;
  const restore = readRestore(flags.restore, flags["restore-key-file"], passphraseFile);
  const opens = passphraseFile ?? restore?.recoveryKeyFile ?? null;
  if (headless && opens === null) throw usage("--headless needs --passphrase-file");
  return {
    action: "start",
    options: {
      headless,
      passphraseFile,
      dataDir: flags["data-dir"] ?? null,
      host: flags.host ?? "0.0.0.0",
      port: readPort("--port", flags.port, DEFAULT_PORT),
      portGiven: flags.port !== undefined,
      pairingOpen: flags["pairing-open"] === true,
      cloud: readCloud(flags["cloud-url"], flags["cloud-key-file"]),
      operatorPort: readPort("--operator-port", flags["operator-port"], 0),
      operatorTokenFile: flags["operator-token-file"] ?? null,
      recoveryKeyFile: flags["recovery-key-file"] ?? null,
      provision: readProvision(flags["provision-file"], flags["provision-passphrase-file"]),
      demo: flags.demo === true,
      restore,
    },
  };
}

/** The flags for the start of another version: what is done once is not done again. */
export function flagsToStartAgain(args: readonly string[]): string[] {
  const kept: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--restore" || arg === "--restore-key-file") rest.shift();
    else if (!/^--restore(?:-key-file)?=/.test(arg)) kept.push(arg);
  }
  return kept;
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true }).values;
  } catch (error) {
    throw usage(error instanceof Error ? error.message.split(". ")[0] ?? "" : "");
  }
}

function readPort(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw usage(`${flag} must be a number from 0 to 65535`);
  return port;
}

/** The cloud must be reached over https, except on this machine (decision 24). */
function readCloud(url: string | undefined, keyFile: string | undefined): StartOptions["cloud"] {
  if (url === undefined && keyFile === undefined) return null;
  if (url === undefined || keyFile === undefined) {
    throw usage("--cloud-url and --cloud-key-file go together");
  }
  try {
    return { url: readCloudUrl(url), keyFile };
  } catch (error) {
    if (!(error instanceof CloudUrlError)) throw error;
    const wrong = error.code === "NOT_HTTPS" ? "must begin with https://" : "is not an address";
    throw usage(`--cloud-url ${wrong}`);
  }
}

function readRestore(
  folder: string | undefined,
  keyFile: string | undefined,
  passphraseFile: string | null,
): StartOptions["restore"] {
  if (folder === undefined) {
    if (keyFile !== undefined) throw usage("--restore-key-file goes with --restore");
    return null;
  }
  if (keyFile !== undefined && passphraseFile !== null) {
    throw usage("either --passphrase-file or --restore-key-file opens the copy");
  }
  return { folder, recoveryKeyFile: keyFile ?? null };
}

function readProvision(
  file: string | undefined,
  passphraseFile: string | undefined,
): StartOptions["provision"] {
  if (file === undefined && passphraseFile === undefined) return null;
  if (file === undefined || passphraseFile === undefined) {
    throw usage("--provision-file and --provision-passphrase-file go together");
  }
  return { file, passphraseFile };
}

function usage(detail: string): StartError {
  return new StartError("USAGE", { detail });
}
