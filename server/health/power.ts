/**
 * Mains, battery and sleep, as far as the system tells without being asked by a command.
 *
 * Linux: `/sys/class/power_supply` (kernel documentation, `sysfs-class-power`) and the inhibitors of
 * systemd in `/run/systemd/inhibit`. Elsewhere: unknown; `docs/health.md` has the commands.
 *
 * @module
 */

import { join } from "node:path";
import type { PowerFacts } from "./health_facts.ts";
import { KernelFiles } from "./kernel_file.ts";

/** Where to look; those of the system by default. */
export interface PowerPlaces {
  /** As `/sys/class/power_supply`. */
  readonly supplies: string;
  /** As `/run/systemd/inhibit`. */
  readonly inhibitors: string;
  /** The system. */
  readonly os: typeof Deno.build.os;
}

const SYSTEM: PowerPlaces = {
  supplies: "/sys/class/power_supply",
  inhibitors: "/run/systemd/inhibit",
  os: Deno.build.os,
};

/** What the system says now. Never rejects. */
export async function readPower(places: PowerPlaces = SYSTEM): Promise<PowerFacts> {
  if (places.os !== "linux") return { onMains: null, batteryPercent: null, keptAwake: null };
  using kernel = new KernelFiles();
  const supplies = SUPPLIES.map((name) => readSupply(kernel, join(places.supplies, name)));
  const mains = supplies.filter(({ type }) => type === "Mains" || type === "USB");
  const batteries = supplies.filter(({ type, scope }) => type === "Battery" && scope !== "Device");
  const isCharging = batteries.some(({ status }) => status === "Charging" || status === "Full");
  const isDischarging = batteries.some(({ status }) => status === "Discharging");
  const hasMains = mains.some(({ online }) => online === "1");
  const percents = batteries.map(({ capacity }) => Number(capacity)).filter(Number.isFinite);
  return {
    onMains: hasMains || isCharging ? true : isDischarging || mains.length > 0 ? false : null,
    batteryPercent: percents.length === 0 ? null : Math.max(...percents),
    keptAwake: await isKeptAwake(places.inhibitors),
  };
}

interface Supply {
  readonly type: string;
  readonly online: string;
  readonly capacity: string;
  readonly status: string;
  readonly scope: string;
}

/** What laptops call them: a folder of `/sys` cannot be listed with the permissions the hub has. */
const SUPPLIES: readonly string[] = [
  ...["AC", "AC0", "AC1", "ACAD", "ADP0", "ADP1", "MAINS", "usb"],
  ...["BAT", "BAT0", "BAT1", "BAT2", "BATC", "BATT", "CMB0", "CMB1"],
];

function readSupply(kernel: KernelFiles, folder: string): Supply {
  const [type = "", online = "", capacity = "", status = "", scope = ""] = [
    ...["type", "online", "capacity", "status", "scope"],
  ].map((name) => kernel.text(join(folder, name)).trim());
  // An empty file would count as 0 percent.
  return { type, online, capacity: capacity === "" ? "none" : capacity, status, scope };
}

/** Somebody asked that the machine must not sleep: `WHAT=idle:sleep`, `MODE=block`. */
async function isKeptAwake(folder: string): Promise<boolean | null> {
  let texts: string[];
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    texts = await Promise.all(
      entries.filter(({ isFile }) => isFile).map(({ name }) => text(join(folder, name))),
    );
  } catch {
    return null;
  }
  return texts.some((inhibitor) =>
    /^MODE=block$/m.test(inhibitor) && /^WHAT=.*\b(sleep|idle)\b/m.test(inhibitor)
  );
}

async function text(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}
