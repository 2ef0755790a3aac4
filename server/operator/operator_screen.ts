/**
 * What the page needs beside the status: how it looks, where phones find the hub, how records grow.
 *
 * @module
 */
import { z } from "zod";

/** Choices about the screen. They are no secret and count before the hub is unlocked. */
export interface ScreenPreferences {
  /** Language of the page; null means the browser's. */
  readonly language: "en" | "es" | "ar" | null;
  /** Light or dark; `system` follows the machine. */
  readonly theme: "system" | "light" | "dark";
  /** More contrast than usual; `system` follows the machine. */
  readonly contrast: "system" | "more";
  /** Digits of Arabic: `latn` 123, `arab` ١٢٣. */
  readonly digits: "latn" | "arab";
  /** Minutes without the operator after which the screen is hidden. */
  readonly hideAfterMinutes: number;
  /** Hours without a phone after which the hub locks itself; null means never (decision 27). */
  readonly lockAfterHours: number | null;
  /** False from when a recovery key is shown until the operator says that it is on paper. */
  readonly keyOnPaper: boolean;
}

/** Choices nobody has made. */
export const DEFAULT_PREFERENCES: ScreenPreferences = {
  language: null,
  theme: "system",
  contrast: "system",
  digits: "latn",
  hideAfterMinutes: 15,
  lockAfterHours: null,
  keyOnPaper: true,
};

/** What may be chosen. */
export const PreferencesChange = z.strictObject({
  language: z.enum(["en", "es", "ar"]).nullable().exactOptional(),
  theme: z.enum(["system", "light", "dark"]).exactOptional(),
  contrast: z.enum(["system", "more"]).exactOptional(),
  digits: z.enum(["latn", "arab"]).exactOptional(),
  hideAfterMinutes: z.int().min(1).max(240).exactOptional(),
  lockAfterHours: z.int().min(1).max(720).nullable().exactOptional(),
  keyOnPaper: z.boolean().exactOptional(),
});

/** The good ones of some stored choices, the defaults for all others. */
export function preferencesOf(stored: Readonly<Record<string, unknown>>): ScreenPreferences {
  let preferences = DEFAULT_PREFERENCES;
  for (const name of Object.keys(DEFAULT_PREFERENCES)) {
    const { success, data } = PreferencesChange.safeParse({ [name]: stored[name] });
    if (success) preferences = { ...preferences, ...data };
  }
  return preferences;
}

/** An address of this machine that phones might reach. */
export interface NetworkAddress {
  /** IPv4. */
  readonly address: string;
  /** The network interface, as the system names it. */
  readonly interfaceName: string;
}

/** How phones find the hub. */
export interface NetworkStatus {
  /** Addresses of this machine, the likeliest first. */
  readonly addresses: readonly NetworkAddress[];
  /** What the operator has chosen; null means the likeliest. */
  readonly choice: string | null;
  /** The port the operator has chosen for the next start; null means the usual one. */
  readonly portChoice: number | null;
}

/** Counts of the records over time. */
export interface RecordsReport {
  /** Epoch ms at which the last of the days ends. */
  readonly untilMs: number;
  /** For each table with new rows in that time: how many were first stored on each day. */
  readonly growth: Readonly<Record<string, readonly number[]>>;
  /** Bytes free where the database is, null when the system does not say. */
  readonly freeBytes: number | null;
}

/** What the page may ask for; rejects as `OperatorDeps` says. */
export interface OperatorScreen {
  /** The present choices. */
  readonly preferences: ScreenPreferences;
  /** Stores checked choices. */
  changePreferences(change: Partial<ScreenPreferences>): Promise<void>;
  /** Which address goes into the QR code; null means the likeliest. */
  chooseAddress(address: string | null): Promise<void>;
  /** The port for phones from the next start on; null means the usual one. */
  choosePort(port: number | null): Promise<void>;
  /** Gives the hub another name. */
  renameHub(name: string): Promise<void>;
  /** Gives a phone another name. */
  renameDevice(deviceId: string, name: string): Promise<void>;
  /** Growth over so many days up to now. */
  records(days: number): Promise<RecordsReport>;
}
