/**
 * Writes text as UTF-8 into `bytes` from `start` and returns the offset after the last byte, or -1
 * if it does not end before `limit`. Much quicker than `TextEncoder` below some hundred characters,
 * where the call itself costs more than the work. Lone surrogates become U+FFFD, as there.
 */
export function writeUtf8(bytes: Uint8Array, start: number, limit: number, text: string): number {
  const length = text.length;
  let at = start;
  for (let i = 0; i < length; i++) {
    let unit = text.charCodeAt(i);
    if (unit < 0x80) {
      if (at >= limit) return -1;
      bytes[at++] = unit;
      continue;
    }
    if (at + 4 > limit) return -1;
    if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
    } else {
      if ((unit & 0xf800) === 0xd800) {
        const next = unit < 0xdc00 && i + 1 < length ? text.charCodeAt(i + 1) : 0;
        if ((next & 0xfc00) === 0xdc00) {
          i++;
          const point = 0x10000 + ((unit & 0x3ff) << 10) + (next & 0x3ff);
          bytes[at++] = 0xf0 | (point >> 18);
          bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
          bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
          bytes[at++] = 0x80 | (point & 0x3f);
          continue;
        }
        unit = 0xfffd;
      }
      bytes[at++] = 0xe0 | (unit >> 12);
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (unit & 0x3f);
  }
  return at;
}
