/**
 * Exact decimals, as `numeric(p,s)` keeps them.
 *
 * @module
 */

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;

/**
 * Rounds decimal text to `scale` digits after the point, halves away from zero.
 *
 * @returns text with exactly `scale` digits after the point, or null if it is no number
 */
export function roundDecimal(text: string, scale: number): string | null {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", exponent] = match;
  if (whole === "" && fraction === "") return null;
  const shift = Number(exponent ?? 0) - fraction.length + scale;
  const digits = BigInt(whole + fraction);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRounded(digits, -shift);
  const padded = scaled.toString().padStart(scale + 1, "0");
  const point = padded.length - scale;
  const minus = sign === "-" && scaled !== 0n ? "-" : "";
  return minus + padded.slice(0, point) + (scale > 0 ? `.${padded.slice(point)}` : "");
}

/** How many digits stand before the point, leading zeros apart. */
export function wholeDigits(text: string): number {
  const whole = text.replace(/^-/, "").split(".")[0] ?? "";
  return whole.replace(/^0+/, "").length;
}

function divideRounded(digits: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  return (digits + divisor / 2n) / divisor;
}
