/**
 * What the phone side knows of the hub while it is unlocked.
 *
 * @module
 */
import {
  deriveSessionKey,
  encodeBase64url,
  type HubIntroduction,
  type IdentityKey,
  importIdentityKey,
  signToken,
  type TokenClaims,
  verifyToken,
  WireError,
} from "../wire/mod.ts";

/** What an unlock hands over. */
export interface HubSecrets {
  /** 32 raw X25519 bytes; zeroed once imported. */
  readonly identityPrivateKey: Uint8Array;
  /** 32 bytes; owned from now on, and zeroed at the lock. */
  readonly tokenKey: Uint8Array;
  /** The hub's id, the same for its whole life. */
  readonly hubId: string;
  /** The hub's name as people know it. */
  readonly hubName: string;
}

/** Identity and token key of an unlocked hub. After {@linkcode drop} nothing of it is usable. */
export class UnlockedHub {
  /** Shown to phones; may change while unlocked. */
  hubName: string;
  readonly #hubId: string;
  readonly #tokenKey: Uint8Array;
  #identity: IdentityKey | null;

  private constructor(identity: IdentityKey, secrets: HubSecrets) {
    this.#identity = identity;
    this.#tokenKey = secrets.tokenKey;
    this.#hubId = secrets.hubId;
    this.hubName = secrets.hubName;
  }

  /** @throws {TypeError} for an identity key that has not 32 bytes. */
  static async from(secrets: HubSecrets): Promise<UnlockedHub> {
    try {
      return new UnlockedHub(await importIdentityKey(secrets.identityPrivateKey), secrets);
    } finally {
      secrets.identityPrivateKey.fill(0);
    }
  }

  /** What the hub says of itself in a handshake. */
  get introduction(): HubIntroduction {
    const hubPublicKey = encodeBase64url(this.#held().publicKey);
    return { hubPublicKey, hubId: this.#hubId, hubName: this.hubName };
  }

  /** @throws {WireError} `LOCKED` once the keys are gone. */
  requireHeld(): void {
    this.#held();
  }

  /**
   * The session key with a phone; the caller owns it.
   *
   * @throws {WireError} `MALFORMED` for a public key that is none, `LOCKED`.
   */
  async deriveSessionKey(clientPublicKey: Uint8Array): Promise<Uint8Array> {
    const key = await deriveSessionKey(this.#held(), clientPublicKey);
    if (this.#identity === null) key.fill(0);
    this.requireHeld();
    return key;
  }

  // A lock may zero the token key while one of these waits. What was then made or believed with a
  // key of zeros must not get out, hence the second look after each.

  /** @throws {WireError} `LOCKED` */
  async signToken(claims: TokenClaims): Promise<string> {
    this.requireHeld();
    const token = await signToken(this.#tokenKey, claims);
    this.requireHeld();
    return token;
  }

  /** @throws {WireError} `AUTH_FAILED`, `LOCKED` */
  async verifyToken(token: string, nowSeconds: number): Promise<TokenClaims> {
    this.requireHeld();
    try {
      return await verifyToken(this.#tokenKey, token, nowSeconds);
    } finally {
      this.requireHeld();
    }
  }

  /** Zeroes the token key and lets go of the identity key: the hub is locked. */
  drop(): void {
    this.#tokenKey.fill(0);
    this.#identity = null;
  }

  #held(): IdentityKey {
    if (this.#identity === null) throw new WireError("LOCKED");
    return this.#identity;
  }
}
