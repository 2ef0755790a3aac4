/**
 * Where the passphrase and the cloud key come from: never the command line or the environment.
 *
 * @module
 */

import { StartError } from "./start_error.ts";

/**
 * The content of a secret's file without one final line break.
 *
 * @throws {StartError} `USAGE` when it cannot be read
 */
export async function readSecretFile(flag: string, path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    throw new StartError("USAGE", { detail: `the file of ${flag} cannot be read`, cause: error });
  }
  try {
    // Without a byte order mark; guessing at other encodings would let wrong bytes pass for right.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r?\n$/, "");
  } catch {
    throw new StartError("USAGE", { detail: `the file of ${flag} is not UTF-8 text` });
  } finally {
    bytes.fill(0);
  }
}

/**
 * Asks at the terminal; nothing is shown while typing. A new passphrase is asked for twice: a slip
 * of the finger would lock its owner out.
 *
 * @param isNew True when there is no vault yet
 * @throws {StartError} `USAGE` without a terminal, without an answer, or with two different ones
 */
export function askPassphrase(directory: string, isNew: boolean): string {
  if (!Deno.stdin.isTerminal()) {
    throw new StartError("USAGE", { detail: "without a terminal --passphrase-file is needed" });
  }
  say(`Data directory: ${directory}\n`);
  if (!isNew) return ask("Passphrase: ");
  say("This is a new hub. Choose its passphrase: 12 characters or more, 5 of them different.\n");
  const passphrase = ask("New passphrase: ");
  if (ask("Once more: ") === passphrase) return passphrase;
  throw new StartError("USAGE", { detail: "the two passphrases differ; nothing was set up" });
}

function ask(question: string): string {
  say(question);
  Deno.stdin.setRaw(true);
  try {
    return readHiddenLine();
  } finally {
    Deno.stdin.setRaw(false);
    say("\n");
  }
}

function say(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

const ENTER = [0x0a, 0x0d];
const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = [0x08, 0x7f];

function readHiddenLine(): string {
  const typed: number[] = [];
  const byte = new Uint8Array(1);
  while (Deno.stdin.readSync(byte) === 1) {
    const key = byte[0] ?? CTRL_C;
    if (ENTER.includes(key)) return new TextDecoder().decode(Uint8Array.from(typed));
    if (key === CTRL_C || key === CTRL_D) break;
    if (BACKSPACE.includes(key)) eraseCharacter(typed);
    else typed.push(key);
  }
  throw new StartError("USAGE", { detail: "no passphrase was typed" });
}

/** Takes the last UTF-8 character away. */
function eraseCharacter(typed: number[]): void {
  while (typed.length > 0 && ((typed.pop() ?? 0) & 0xc0) === 0x80);
}
