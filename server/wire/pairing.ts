/**
 * What the QR code on the Pair screen says. Source: `docs/protocol.md` section 7.
 *
 * @module
 */

/** What a phone needs to find this hub. */
export interface PairingInvitation {
  /** The address that phones call, `http://<ip>:<port>`, never empty. */
  readonly url: string;
  /** The hub id, as the handshake will give it. */
  readonly id: string;
  /** The hub's public key, 43 characters of base64url. */
  readonly pk: string;
}

/** The text of the QR code: JSON with its keys in the one order phones were tested with. */
export function pairingText(invitation: PairingInvitation): string {
  const { url, id, pk } = invitation;
  return JSON.stringify({ type: "sync_hub", url, id, pk });
}
