/**
 * Versions of the program: `YY.M.(D*100+n)`, the n-th of a day, so that two of one day are in order.
 *
 * @module
 */

const FORM = /^(\d{2})\.(\d{1,2})\.(\d{1,4})$/;

/** Whether the text is a version: a real day, without leading zeros. */
export function isVersion(text: string): boolean {
  const parts = FORM.exec(text);
  if (parts === null) return false;
  const [year = 0, month = 0, patch = 0] = parts.slice(1).map(Number);
  if (text !== `${parts[1]}.${month}.${patch}`) return false;
  const day = new Date(Date.UTC(2000 + year, month - 1, Math.floor(patch / 100)));
  return patch >= 100 && day.getUTCMonth() === month - 1;
}

/** Below 0 when `a` is older, above 0 when it is newer, 0 when they are the same. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(".").map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The n-th version of a day; the first is number 0. */
export function versionOf(day: Date, n: number): string {
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  return `${year % 100}.${month}.${date * 100 + n}`;
}
