/**
 * Every bound of the phone side in one table, with its default and its reason.
 *
 * @module
 */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const KIB = 1024;
const MIB = 1024 * KIB;

/** Bounds of what one phone, one address or all of them together may take. */
export interface PhoneLimits {
  /** Largest body of a command or query, at most 256 MiB. */
  readonly maxBodyBytes: number;
  /** Largest body of a handshake. */
  readonly maxHandshakeBytes: number;
  /** Bodies above this are opened in the keeper, so that the listener never blocks on one. */
  readonly largeBodyBytes: number;
  /** A body that brings no byte for this long is given up. */
  readonly bodyIdleMs: number;
  /** A body that comes more slowly than this, on average, is given up. */
  readonly minBodyBytesPerSecond: number;
  /** A handshake that is not complete after this long is given up. */
  readonly handshakeDeadlineMs: number;
  /** A body that is not complete after this long is given up: a trickle is not a slow network. */
  readonly bodyDeadlineMs: number;
  /** Body bytes of all requests under way together, beyond the small part of each. */
  readonly maxBytesInFlight: number;
  /** The same for the first `largeBodyBytes` of each body. */
  readonly maxSmallBytesInFlight: number;
  /** Answers up to this size are always given, also to a phone that takes none in. */
  readonly smallAnswerBytes: number;
  /** Larger answers of one device that have been given and not taken in yet. */
  readonly maxLeavingBytesPerDevice: number;
  /** The same of all devices. */
  readonly maxLeavingBytes: number;
  /** A large answer of which a phone takes nothing in for so long breaks off. */
  readonly answerIdleMs: number;
  /** Requests of one address under way; behind a travel router all phones share one address. */
  readonly maxRequestsPerAddress: number;
  /** The newest key of a device is dropped after this long without use. */
  readonly sessionIdleMs: number;
  /** An older key is dropped this long after a newer one took its place. */
  readonly supersededMs: number;
  /** Keys of one device. */
  readonly maxKeysPerDevice: number;
  /** Keys of all devices. */
  readonly maxKeys: number;
  /** Requests one key may open before a new handshake is due; phones open one or two. */
  readonly maxNoncesPerKey: number;
  /** Requests remembered for all keys together. */
  readonly maxNonces: number;
  /** Sealed answers up to this size are stored for a repeated command, larger ones as plaintext. */
  readonly maxStoredAnswerBytes: number;
  /** Stored answers of all keys together. */
  readonly maxStoredBytes: number;
  /** A new device without a login is forgotten after this long. */
  readonly waitingMs: number;
  /** New devices without a login, together. */
  readonly maxWaiting: number;
  /** Handshakes of devices not admitted, per address and minute. */
  readonly unknownHandshakesPerMinute: number;
  /** Wait after the first failed login; it doubles with each further one. */
  readonly firstBackOffMs: number;
  /** Longest wait after a failed login. */
  readonly maxBackOffMs: number;
  /** Login attempts of one account and device that may wait for their turn. */
  readonly maxWaitingLogins: number;
  /** Failed logins per account, device and hour. */
  readonly maxAccountFailures: number;
  /** Failed logins on this hub per hour. */
  readonly maxHubFailures: number;
}

const DEFAULTS: PhoneLimits = {
  maxBodyBytes: 64 * MIB,
  maxHandshakeBytes: 16 * KIB,
  largeBodyBytes: 256 * KIB,
  bodyIdleMs: 20 * SECOND_MS,
  minBodyBytesPerSecond: KIB,
  handshakeDeadlineMs: 10 * SECOND_MS,
  bodyDeadlineMs: 30 * MINUTE_MS,
  maxBytesInFlight: 128 * MIB,
  maxSmallBytesInFlight: 64 * MIB,
  smallAnswerBytes: 64 * KIB,
  maxLeavingBytesPerDevice: 64 * MIB,
  maxLeavingBytes: 512 * MIB,
  answerIdleMs: MINUTE_MS,
  maxRequestsPerAddress: 512,
  sessionIdleMs: 24 * HOUR_MS,
  supersededMs: 30 * MINUTE_MS,
  maxKeysPerDevice: 64,
  maxKeys: 4096,
  maxNoncesPerKey: 4096,
  maxNonces: 65_536,
  maxStoredAnswerBytes: 64 * KIB,
  maxStoredBytes: 32 * MIB,
  waitingMs: 10 * MINUTE_MS,
  maxWaiting: 500,
  unknownHandshakesPerMinute: 300,
  firstBackOffMs: 200,
  maxBackOffMs: 25 * SECOND_MS,
  maxWaitingLogins: 3,
  maxAccountFailures: 100,
  maxHubFailures: 1000,
};

const MAX_BODY_BYTES = 256 * MIB;

/**
 * The defaults with `chosen` in their place. All bodies together may take at least twice what one
 * may, so that one large push never makes the hub busy for every other phone.
 *
 * @throws {RangeError} for a `maxBodyBytes` outside 1 byte to 256 MiB.
 */
export function phoneLimits(chosen: Partial<PhoneLimits> = {}): PhoneLimits {
  const limits = { ...DEFAULTS, ...chosen };
  if (!(limits.maxBodyBytes >= 1 && limits.maxBodyBytes <= MAX_BODY_BYTES)) {
    throw new RangeError(
      `Cannot set body limit: ${limits.maxBodyBytes} bytes given, 1 to ${MAX_BODY_BYTES} wanted`,
    );
  }
  if (chosen.maxBytesInFlight !== undefined) return limits;
  return {
    ...limits,
    maxBytesInFlight: Math.max(limits.maxBytesInFlight, 2 * limits.maxBodyBytes),
  };
}
