/**
 * Which firewall this computer has, and what lets phones through it. Reads files only: whether it
 * really blocks can be seen from another machine alone.
 *
 * @module
 */

import { join } from "node:path";
import type { FirewallFacts } from "./health_facts.ts";

/** Where to look, and for what. */
export interface FirewallPlace {
  /** The port phones reach. */
  readonly port: number;
  /** Path of the running program, for firewalls that allow programs. */
  readonly program: string;
  readonly os: typeof Deno.build.os;
  /** Root of the file system. */
  readonly root: string;
}

/** What the system says now. Never rejects. */
export async function readFirewall(place: FirewallPlace): Promise<FirewallFacts> {
  switch (place.os) {
    case "windows":
      return { kind: "windows", active: null, letsIn: null, fix: windowsFix(place) };
    case "darwin":
      return { kind: "macos", active: null, letsIn: null, fix: macosFix(place) };
    case "linux":
      return await ufw(place) ?? await firewalld(place) ?? NO_FIREWALL;
    default:
      return { kind: "unknown", active: null, letsIn: null, fix: null };
  }
}

const NO_FIREWALL: FirewallFacts = { kind: "none", active: false, letsIn: true, fix: null };

/** `/etc/ufw/ufw.conf` says whether it is on; the rules are for root's eyes. */
async function ufw({ root, port }: FirewallPlace): Promise<FirewallFacts | null> {
  const settings = await text(join(root, "etc/ufw/ufw.conf"));
  if (settings === null) return null;
  const active = /^\s*ENABLED\s*=\s*yes\s*$/im.test(settings);
  if (!active) return null;
  const rules = await text(join(root, "etc/ufw/user.rules"));
  const letsIn = rules === null ? null : new RegExp(
    `^### tuple ### (allow|limit) (tcp|any) (${port}|any) `,
    "m",
  ).test(rules);
  return { kind: "ufw", active, letsIn, fix: `sudo ufw allow ${port}/tcp` };
}

/** The daemon keeps its process id in a file while it runs. */
async function firewalld({ root, port }: FirewallPlace): Promise<FirewallFacts | null> {
  const running = await text(join(root, "run/firewalld.pid"));
  const settings = await text(join(root, "etc/firewalld/firewalld.conf"));
  if (running === null || settings === null) return null;
  const zone = /^\s*DefaultZone\s*=\s*([\w-]+)/m.exec(settings)?.[1] ?? "public";
  const rules = await text(join(root, `etc/firewalld/zones/${zone}.xml`)) ??
    await text(join(root, `usr/lib/firewalld/zones/${zone}.xml`));
  const letsIn = rules === null ? null : /target="ACCEPT"/.test(rules) ||
    portRanges(rules).some(([from, to]) => from <= port && port <= to);
  const fix = `sudo firewall-cmd --permanent --add-port=${port}/tcp && sudo firewall-cmd --reload`;
  return { kind: "firewalld", active: true, letsIn, fix };
}

/** Of lines like `<port port="1025-65535" protocol="tcp"/>`. */
function portRanges(rules: string): (readonly [from: number, to: number])[] {
  return [...rules.matchAll(/<port\b[^>]*>/g)].flatMap(([tag]) => {
    const [, from, to] = /\bport="(\d+)(?:-(\d+))?"/.exec(tag) ?? [];
    if (from === undefined || !/protocol="tcp"/.test(tag)) return [];
    return [[Number(from), Number(to ?? from)] as const];
  });
}

function windowsFix({ port }: FirewallPlace): string {
  return `New-NetFirewallRule -DisplayName "Hikma Health Sync Hub" -Direction Inbound ` +
    `-Action Allow -Protocol TCP -LocalPort ${port} -Profile Private`;
}

function macosFix({ program }: FirewallPlace): string {
  const tool = "sudo /usr/libexec/ApplicationFirewall/socketfilterfw";
  return `${tool} --add "${program}" && ${tool} --unblockapp "${program}"`;
}

async function text(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return null;
  }
}
