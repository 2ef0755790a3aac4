/**
 * The address phones on the clinic's network reach this machine by.
 *
 * @module
 */

/** What is needed of a network interface. */
export interface InterfaceAddress {
  readonly name: string;
  readonly family: "IPv4" | "IPv6";
  readonly address: string;
}

/** Interfaces of containers, virtual machines and tunnels: phones are not on them. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|utun|wg|zt|tailscale)/i;
/** Address when there is no network: the hub starts all the same (W-R16). */
const NO_NETWORK = "127.0.0.1";

/**
 * The best IPv4 address: private before public before self-assigned, real interfaces before
 * virtual ones; the first of equals. `127.0.0.1` when there is no network.
 */
export function lanAddress(interfaces: readonly InterfaceAddress[]): string {
  return lanAddresses(interfaces)[0]?.address ?? NO_NETWORK;
}

/** The IPv4 addresses phones might reach, the best first. */
export function lanAddresses(interfaces: readonly InterfaceAddress[]): InterfaceAddress[] {
  return interfaces
    .filter(({ family, address }) => family === "IPv4" && !address.startsWith("127."))
    .map((entry) => ({ entry, rank: rank(entry.name, entry.address) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

/** The URL for the QR code: the bound address, or the best one when all are bound. */
export function lanUrl(
  host: string,
  port: number,
  interfaces: readonly InterfaceAddress[],
): string {
  const address = host === "0.0.0.0" || host === "::" ? lanAddress(interfaces) : host;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

function rank(name: string, address: string): number {
  const virtual = VIRTUAL.test(name) ? 10 : 0;
  if (/^(192\.168\.|10\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)) return virtual;
  return virtual + (address.startsWith("169.254.") ? 2 : 1);
}
