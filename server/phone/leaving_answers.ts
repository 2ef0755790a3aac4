/**
 * Answers that have been handed to the network and have not left.
 *
 * A call of a few hundred bytes, sent again by whoever recorded it, may be answered with megabytes.
 * Where nobody takes them in they stay in memory for as long as the connection lasts.
 *
 * @module
 */
import { WireError } from "../wire/mod.ts";
import type { PhoneLimits } from "./phone_limits.ts";

/** The bounds that matter here. */
export type LeavingLimits = Pick<
  PhoneLimits,
  "smallAnswerBytes" | "maxLeavingBytesPerDevice" | "maxLeavingBytes"
>;

/** Bounds the bytes of large answers, of one device and of all. */
export class LeavingAnswers {
  readonly #limits: LeavingLimits;
  readonly #byDevice = new Map<string, number>();
  #bytes = 0;

  constructor(limits: LeavingLimits) {
    this.#limits = limits;
  }

  /** Bytes of large answers that have not left. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Counts an answer until `written` settles: it has left, or cannot any more. Small ones do not
   * count, and the first one of a device goes out however large it is.
   *
   * @throws {WireError} `BUSY` when too much of the device's, or of all, has not left yet
   */
  add(deviceId: string, bytes: number, written: Promise<void>): void {
    const { smallAnswerBytes, maxLeavingBytesPerDevice, maxLeavingBytes } = this.#limits;
    if (bytes <= smallAnswerBytes) return;
    const ofDevice = this.#byDevice.get(deviceId) ?? 0;
    const isTooMuch = ofDevice > 0 && ofDevice + bytes > maxLeavingBytesPerDevice;
    const isTooMuchOfAll = this.#bytes > 0 && this.#bytes + bytes > maxLeavingBytes;
    if (isTooMuch || isTooMuchOfAll) throw new WireError("BUSY");
    this.#byDevice.set(deviceId, ofDevice + bytes);
    this.#bytes += bytes;
    const gone = () => this.#remove(deviceId, bytes);
    written.then(gone, gone);
  }

  #remove(deviceId: string, bytes: number): void {
    const left = (this.#byDevice.get(deviceId) ?? bytes) - bytes;
    if (left === 0) this.#byDevice.delete(deviceId);
    else this.#byDevice.set(deviceId, left);
    this.#bytes -= bytes;
  }
}
