/**
 * A QR code for a terminal: two rows of modules in one line, drawn with half blocks.
 *
 * @module
 */

import qrcode from "qrcode-generator";

/** Light modules around the code: ISO/IEC 18004 asks for 4, and phones read it with 2. */
const QUIET_MODULES = 2;

/** Black on white, whatever the colours of the terminal are. */
const BLACK_ON_WHITE = "\x1b[30;107m";
const RESET = "\x1b[0m";

/** The modules of a QR code with its quiet zone, row by row; true is dark. */
export function qrModules(text: string): boolean[][] {
  const code = qrcode(0, "M");
  code.addData(text, "Byte");
  code.make();
  const size = code.getModuleCount();
  const inside = (at: number): boolean => at >= 0 && at < size;
  return Array.from(
    { length: size + 2 * QUIET_MODULES },
    (_, row) =>
      Array.from({ length: size + 2 * QUIET_MODULES }, (_, column) => {
        const [y, x] = [row - QUIET_MODULES, column - QUIET_MODULES];
        return inside(y) && inside(x) && code.isDark(y, x);
      }),
  );
}

/**
 * The lines of a QR code.
 *
 * @param colour false for output without escape sequences: light modules are drawn, as on the dark
 *   background most terminals have
 */
export function terminalQr(text: string, colour: boolean): string[] {
  const modules = qrModules(text);
  const lines: string[] = [];
  for (let row = 0; row < modules.length; row += 2) {
    const upper = modules[row] ?? [];
    const lower = modules[row + 1];
    const line = upper.map((dark, column) =>
      halfBlock(dark === colour, (lower?.[column] ?? !colour) === colour)
    ).join("");
    lines.push(colour ? `${BLACK_ON_WHITE}${line}${RESET}` : line);
  }
  return lines;
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) return lower ? "█" : "▀";
  return lower ? "▄" : " ";
}
