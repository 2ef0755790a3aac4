// Crockford's base32: no I, L, O, U. https://www.crockford.com/base32.html
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const DATA_CHARACTERS = 26; // 130 bits
const CHECK_CHARACTERS = 2;
const GROUP_CHARACTERS = 4;
// The largest prime that two base32 characters hold. A prime modulus catches every wrong character
// and every swap of neighbours; Crockford's own 37 would need the signs * ~ $ =, which people do
// not copy reliably by hand.
const CHECK_MODULUS = 1021;

/** The answer of {@linkcode checkRecoveryKey}. */
export type RecoveryKeyCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: RecoveryKeyMistake };

/**
 * What is wrong with a typed recovery key: characters are missing or too many, one is not used in
 * recovery keys, or the two check characters at the end do not fit the rest.
 */
export type RecoveryKeyMistake = "LENGTH" | "CHARACTER" | "CHECK";

/**
 * Tells whether `text` is a well-formed recovery key, without any vault: catches a slip of the pen
 * or of the finger before the key is tried.
 *
 * Lower case, spaces, any dashes, `O` for zero, `I` or `L` for one, `U` for `V`, and Arabic-Indic
 * digits are understood.
 */
export function checkRecoveryKey(text: string): RecoveryKeyCheck {
  const characters = clean(text);
  for (const character of characters) {
    if (!ALPHABET.includes(character)) return { ok: false, reason: "CHARACTER" };
  }
  if (characters.length !== DATA_CHARACTERS + CHECK_CHARACTERS) {
    return { ok: false, reason: "LENGTH" };
  }
  const data = characters.slice(0, DATA_CHARACTERS);
  return checkCharacters(data) === characters.slice(DATA_CHARACTERS)
    ? { ok: true }
    : { ok: false, reason: "CHECK" };
}

/**
 * A new recovery key of 130 random bits, as seven groups of four characters.
 *
 * @param randomBytes gives that many fresh random bytes
 */
export function makeRecoveryKey(randomBytes: (length: number) => Uint8Array): string {
  const random = randomBytes(DATA_CHARACTERS);
  let data = "";
  // 256 is a multiple of 32, so dropping the top bits keeps the characters uniform.
  for (const byte of random) data += ALPHABET.charAt(byte & 31);
  random.fill(0);
  const characters = data + checkCharacters(data);
  const groups: string[] = [];
  for (let at = 0; at < characters.length; at += GROUP_CHARACTERS) {
    groups.push(characters.slice(at, at + GROUP_CHARACTERS));
  }
  return groups.join("-");
}

/** The bytes a recovery key is derived from, whatever way it was typed, or null if malformed. */
export function encodeRecoveryKey(text: string): Uint8Array | null {
  if (!checkRecoveryKey(text).ok) return null;
  return new TextEncoder().encode(clean(text).slice(0, DATA_CHARACTERS));
}

function clean(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/[\s\p{Dash}\p{Cf}_.]/gu, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1")
    .replaceAll("U", "V");
}

function checkCharacters(data: string): string {
  let remainder = 0;
  for (const character of data) {
    remainder = (remainder * 32 + ALPHABET.indexOf(character)) % CHECK_MODULUS;
  }
  return ALPHABET.charAt(remainder >> 5) + ALPHABET.charAt(remainder & 31);
}
