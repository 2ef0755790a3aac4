const MIN_CHARACTERS = 12; // S-11 of the threat list, decision 25
const MIN_DISTINCT_CHARACTERS = 5;
const MAX_CHARACTERS = 1024;

/** The answer of {@linkcode checkPassphrase}. */
export type PassphraseCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: PassphraseWeakness };

/**
 * Why a new passphrase is refused: fewer than 12 characters, more than 1 024, or fewer than 5
 * different ones.
 */
export type PassphraseWeakness = "TOO_SHORT" | "TOO_LONG" | "TOO_FEW_DISTINCT";

/**
 * Tells whether `passphrase` may protect a vault. Characters are Unicode code points after NFC
 * normalisation, so that an accent counts the same however the keyboard composed it.
 *
 * @example
 * ```ts
 * import { checkPassphrase } from "./mod.ts";
 * checkPassphrase("short"); // { ok: false, reason: "TOO_SHORT" }
 * ```
 */
export function checkPassphrase(passphrase: string): PassphraseCheck {
  const characters = [...passphrase.normalize("NFC")];
  if (characters.length < MIN_CHARACTERS) return { ok: false, reason: "TOO_SHORT" };
  if (characters.length > MAX_CHARACTERS) return { ok: false, reason: "TOO_LONG" };
  if (new Set(characters).size < MIN_DISTINCT_CHARACTERS) {
    return { ok: false, reason: "TOO_FEW_DISTINCT" };
  }
  return { ok: true };
}

/**
 * The bytes a passphrase is derived from: UTF-8 of its NFC form, or null where no vault can have
 * that passphrase and the slow derivation would be wasted.
 */
export function encodePassphrase(passphrase: string): Uint8Array<ArrayBuffer> | null {
  const normalised = passphrase.normalize("NFC");
  // Two UTF-16 units per code point at most.
  if (normalised === "" || normalised.length > 2 * MAX_CHARACTERS) return null;
  return new TextEncoder().encode(normalised);
}
