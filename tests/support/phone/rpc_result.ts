/**
 * What a call of the phone ends in (`wire.md` 9.1 and 3.6).
 *
 * @module
 */

/** The codes the app itself knows. `SERVER_ERROR` exists in the August generation only. */
export type RpcErrorCode =
  | "AUTH_FAILED"
  | "NETWORK_ERROR"
  | "DECRYPTION_FAILED"
  | "SERVER_ERROR"
  | "HUB_UNREACHABLE"
  | "HANDSHAKE_FAILED";

/** A failed call as the app sees it. */
export interface RpcFailure {
  /** Always false. */
  readonly ok: false;
  /** The app's code and text. */
  readonly error: { readonly code: RpcErrorCode; readonly message: string };
}

/** A call as the app sees it. Nothing checks the shape of `data`: neither does the app. */
export type RpcResult<T = unknown> = { readonly ok: true; readonly data: T } | RpcFailure;

/** A failed result. */
export function rpcFailure(code: RpcErrorCode, message: string): RpcFailure {
  return { ok: false, error: { code, message } };
}
