/**
 * Makes a provisioning file for a hub that will start without internet: `docs/provisioning.md`.
 *
 * @module
 */

import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { CollectError, collectFromCloud } from "../server/provision/collect_from_cloud.ts";
import { ProvisionError } from "../server/provision/provision_error.ts";
import { sealProvision } from "../server/provision/provision_file.ts";
import { countAccounts, countRows, requireAccounts } from "../server/provision/provision_rows.ts";
import { CloudUrlError, readCloudUrl } from "../server/relay/cloud_url.ts";
import { relayProblemText } from "../server/relay/running/relay_problem_text.ts";
import { StartError } from "../server/start_error.ts";
import { readCloudKey, readSecretFile } from "../server/start_secrets.ts";
import { checkPassphrase } from "../vault/mod.ts";
import { sayErr, sayOut } from "./terminal.ts";

const HELP =
  `Makes a provisioning file: what a hub needs to serve phones before it ever had internet

  deno task provision --cloud-url URL --cloud-key-file FILE --out FILE [--passphrase-file FILE]

  --cloud-url URL         cloud server, with
  --cloud-key-file FILE     the key it gave the hub that will use the file
  --out FILE              where to write; a file that is there is not overwritten
  --passphrase-file FILE  the file's passphrase; without it one is made and printed once
`;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs the tool; resolves with its exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === null) return usage("");
    const apiKey = await readCloudKey(options.keyFile);
    const passphrase = options.passphraseFile === null
      ? newPassphrase()
      : await readSecretFile("--passphrase-file", options.passphraseFile);
    // Nobody waits for a large answer that could not be kept.
    if (!checkPassphrase(passphrase).ok) throw new ProvisionError("WEAK_PASSPHRASE");
    const hindrance = await hindranceAt(options.out);
    if (hindrance !== null) return failed(`Cannot write: ${hindrance}`);
    sayErr(`Asking ${options.url} for clinics, users, permissions, forms and drugs`);
    const access = { url: options.url, apiKey };
    const content = await collectFromCloud(access, new AbortController().signal);
    requireAccounts(content);
    const { file, expiresMs } = await sealProvision(content, passphrase, Date.now());
    await Deno.writeTextFile(options.out, file, { createNew: true, mode: 0o600 });
    sayErr(`${options.out}: ${countRows(content)} rows, ${countAccounts(content)} accounts`);
    sayErr(`It can be loaded until ${new Date(expiresMs).toISOString().slice(0, 10)}.`);
    if (options.passphraseFile === null) {
      sayErr("Its passphrase, which is kept nowhere. Send it by another way than the file:");
      sayOut(passphrase);
    }
    return 0;
  } catch (error) {
    if (error instanceof CollectError) return failed(relayProblemText(error.code));
    if (error instanceof ProvisionError) return failed(error.message);
    if (error instanceof StartError) return usage(error.message);
    if (error instanceof Deno.errors.AlreadyExists) return failed(`Cannot write: ${IS_THERE}`);
    if (error instanceof Deno.errors.PermissionDenied) return failed("Cannot write: not allowed");
    throw error;
  }
}

const IS_THERE = "the file is there";

/** Why no file can be made there; null if nothing is seen that speaks against it. */
async function hindranceAt(path: string): Promise<string | null> {
  const there = await Deno.lstat(path).catch(() => null);
  if (there !== null) return IS_THERE;
  const folder = await Deno.stat(dirname(path)).catch(() => null);
  return folder?.isDirectory === true ? null : "there is no such folder";
}

interface Options {
  readonly url: string;
  readonly keyFile: string;
  readonly out: string;
  readonly passphraseFile: string | null;
}

/** Null asks for help. @throws {StartError} `USAGE` */
function readOptions(args: readonly string[]): Options | null {
  const { values } = parse(args);
  if (values.help === true) return null;
  const { out, "cloud-url": url, "cloud-key-file": keyFile } = values;
  if (url === undefined || keyFile === undefined || out === undefined) {
    throw new StartError("USAGE", { detail: "--cloud-url, --cloud-key-file and --out are needed" });
  }
  try {
    return {
      url: readCloudUrl(url),
      keyFile,
      out,
      passphraseFile: values["passphrase-file"] ?? null,
    };
  } catch (error) {
    if (!(error instanceof CloudUrlError)) throw error;
    const wrong = error.code === "NOT_HTTPS" ? "must begin with https://" : "is not an address";
    throw new StartError("USAGE", { detail: `--cloud-url ${wrong}` });
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      options: {
        "cloud-url": { type: "string" },
        "cloud-key-file": { type: "string" },
        "passphrase-file": { type: "string" },
        out: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    const detail = error instanceof Error ? error.message.split(". ")[0] ?? "" : "";
    throw new StartError("USAGE", { detail });
  }
}

/** 100 random bits in letters and digits that nobody confuses when reading them out. */
function newPassphrase(): string {
  const alphabet = "abcdefghjkmnpqrstuvwxyz23456789".slice(0, 32);
  const letters: string[] = [];
  while (letters.length < 21) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    const letter = alphabet[byte & 31];
    if (letter !== undefined) letters.push(letter);
  }
  return letters.join("").replace(/(.{7})(?=.)/g, "$1-");
}

function failed(text: string): number {
  sayErr(text);
  return EXIT_FAILED;
}

function usage(text: string): number {
  sayErr(text === "" ? HELP : text);
  return text === "" ? 0 : EXIT_USAGE;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
