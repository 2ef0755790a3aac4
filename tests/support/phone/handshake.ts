/**
 * The handshake, from the phone's side (`wire.md` 3).
 *
 * @module
 */

import { decodeBase64url, encodeBase64url } from "./base64url.ts";
import { PhoneCrash } from "./crash.ts";
import { deriveSessionKey, keyPair } from "./envelope.ts";
import type { PhoneFetch } from "./phone_fetch.ts";
import { rpcFailure, type RpcResult } from "./rpc_result.ts";

/** A session with a hub as the phone keeps it. */
export interface HubSession {
  /** As scanned. */
  readonly hubUrl: string;
  /** As the hub said at the last handshake. */
  readonly hubId: string;
  /** Known right after a handshake only: it is not kept with the stored session. */
  readonly hubName?: string;
  /** The phone's own id. */
  readonly clientId: string;
  /** 32 bytes. */
  readonly sharedKey: Uint8Array;
  /** Null after pairing, until a login. */
  readonly token: string | null | undefined;
}

/**
 * One handshake. The pinned key of the QR code is not compared, and no other field than the two
 * that are required is sent. Never throws, but for a {@linkcode PhoneCrash}.
 */
export async function performHandshake(
  hubUrl: string,
  clientId: string,
  phoneFetch: PhoneFetch,
): Promise<RpcResult<HubSession>> {
  try {
    const { privateKey, publicKey } = keyPair();
    const response = await phoneFetch(`${hubUrl}/rpc/handshake`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        client_id: clientId,
        client_public_key: encodeBase64url(publicKey),
      }),
    }, { kind: "handshake", name: null });
    if (!response.ok) {
      return rpcFailure("HUB_UNREACHABLE", `Handshake failed with HTTP ${response.status}`);
    }
    const answer = await response.json();
    if (!answer.success || !answer.hub_public_key || !answer.hub_id) {
      return rpcFailure("HANDSHAKE_FAILED", "Invalid handshake response from hub");
    }
    const hubPublicKey = decodeBase64url(answer.hub_public_key);
    const sharedKey = deriveSessionKey(privateKey, hubPublicKey, hubPublicKey, publicKey);
    return {
      ok: true,
      data: {
        hubUrl,
        hubId: answer.hub_id,
        hubName: answer.hub_name,
        clientId,
        sharedKey,
        token: null,
      },
    };
  } catch (error) {
    if (error instanceof PhoneCrash) throw error;
    return rpcFailure("HUB_UNREACHABLE", String(error));
  }
}
