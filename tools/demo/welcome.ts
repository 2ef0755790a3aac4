/**
 * What a person needs to know when the demo is up.
 *
 * @module
 */

import { pairingText } from "../../server/wire/pairing.ts";
import type { HubReady } from "./hub_process.ts";
import { terminalQr } from "./terminal_qr.ts";

/** The text the QR code holds. */
export function qrTextOf({ pairing }: HubReady): string {
  return pairingText(pairing);
}

/**
 * The lines to print: addresses, QR code, accounts.
 *
 * @param colour whether the output understands escape sequences
 */
export function welcomeLines(ready: HubReady, colour: boolean): string[] {
  const width = Math.max(...ready.accounts.map(({ email }) => email.length));
  return [
    "",
    "The Sync Hub is running on a made-up clinic. Never put real records into it.",
    "",
    ...terminalQr(qrTextOf(ready), colour),
    "",
    `  For phones    ${ready.lan_url}  (scan the code with the app, on the same Wi-Fi)`,
    `  For you       ${ready.operator_url}  (opens once, on this machine)`,
    "",
    "  Accounts:",
    ...ready.accounts.map(({ email, password, role }, index) =>
      `    ${email.padEnd(width)}  ${password}  ${WHAT_ACCOUNTS_ARE[index] ?? role}`
    ),
    "",
    "  Ctrl-C ends the demo and removes its data.",
    "",
  ];
}

/** In the fixed order of the accounts. */
const WHAT_ACCOUNTS_ARE = [
  "may do everything at the first clinic",
  "may only look, at the first clinic",
  "may do everything at the other clinic",
  "may do everything everywhere (super_admin)",
];
