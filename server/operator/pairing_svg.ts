/**
 * The QR code as a picture.
 *
 * @module
 */
import qrcode from "qrcode-generator";

/** ISO/IEC 18004 section 6.3.8: four modules of white on each side. */
const QUIET_MODULES = 4;

/**
 * An SVG of the QR code, black on white whatever the page looks like, one unit per module.
 * Correction level M: clinics print it and hang it on the wall.
 *
 * @param text ASCII
 */
export function pairingSvg(text: string): string {
  const code = qrcode(0, "M");
  code.addData(text, "Byte");
  code.make();
  const count = code.getModuleCount();
  const side = count + 2 * QUIET_MODULES;
  let path = "";
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      if (!code.isDark(row, column)) continue;
      const start = column;
      while (column + 1 < count && code.isDark(row, column + 1)) column++;
      const width = column - start + 1;
      path += `M${start + QUIET_MODULES} ${row + QUIET_MODULES}h${width}v1h-${width}z`;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/>` +
    `<path fill="#000" d="${path}"/></svg>`;
}
