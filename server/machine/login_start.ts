/**
 * Starting the program when the person logs in to the machine. Off until the operator wants it.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { desktopWord } from "./desktop_word.ts";

/** What decides where the entry is. */
export interface LoginPlace {
  /** The system. */
  readonly os: typeof Deno.build.os;
  /** Reads the environment. */
  readonly env: (name: string) => string | undefined;
  /** What is started; null when the program is not installed. */
  readonly launcher: string | null;
  /**
   * The data directory the program was started on, absolute; without it another hub would start at
   * login than the one this was chosen for. Left out where the program finds it by itself.
   */
  readonly dataDirectory?: string | null;
}

interface Entry {
  readonly path: string;
  readonly text: string;
}

/** The entry of one machine. */
export class LoginStart {
  readonly #entry: Entry | null;

  /** Nothing is read or written yet. */
  constructor(place: LoginPlace) {
    this.#entry = entryFor(place);
  }

  /** Whether it can be chosen here; `docs/packaging.md` says how to do it by hand elsewhere. */
  get isPossible(): boolean {
    return this.#entry !== null;
  }

  /** Whether the program is started at login. */
  get isOn(): boolean {
    if (this.#entry === null) return false;
    try {
      return Deno.readTextFileSync(this.#entry.path) === this.#entry.text;
    } catch {
      return false;
    }
  }

  /**
   * Chooses whether the program is started at login.
   *
   * @throws {Error} of `Deno` when the entry cannot be written or removed
   */
  choose(on: boolean): void {
    if (this.#entry === null) return;
    const { path, text } = this.#entry;
    if (on) {
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.writeTextFileSync(path, text);
      return;
    }
    try {
      Deno.removeSync(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

function entryFor({ os, env, launcher, dataDirectory = null }: LoginPlace): Entry | null {
  const home = env("HOME") || undefined;
  if (launcher === null) return null;
  const words = [launcher, ...(dataDirectory === null ? [] : ["--data-dir", dataDirectory])];
  if (os === "linux") {
    const own = env("XDG_CONFIG_HOME");
    // A relative path counts as unset (XDG Base Directory Specification).
    const folder = own?.startsWith("/") ? own : home && join(home, ".config");
    return folder
      ? { path: join(folder, "autostart", "hikma-hub.desktop"), text: autostart(words) }
      : null;
  }
  if (os === "darwin" && home !== undefined) {
    const path = join(home, "Library", "LaunchAgents", "org.hikmahealth.sync-hub.plist");
    return { path, text: launchAgent(words) };
  }
  return null;
}

/** https://specifications.freedesktop.org/autostart-spec/ */
function autostart(words: readonly string[]): string {
  return [
    "[Desktop Entry]",
    "Type=Application",
    "Name=Hikma Health Sync Hub",
    `Exec=${words.map(desktopWord).join(" ")}`,
    "Terminal=false",
    "",
  ].join("\n");
}

function launchAgent(words: readonly string[]): string {
  const strings = words.map((word) =>
    `<string>${word.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</string>`
  ).join("");
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">`,
    `<plist version="1.0"><dict>`,
    `<key>Label</key><string>org.hikmahealth.sync-hub</string>`,
    `<key>ProgramArguments</key><array>${strings}</array>`,
    `<key>RunAtLoad</key><true/>`,
    `</dict></plist>`,
    "",
  ].join("\n");
}
