/**
 * The settings, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const SETTINGS = {
  "settings.intro": "Changes count at once.",
  "settings.contents": "On this screen",
  "settings.looks": "Looks",
  "settings.theme": "Colours",
  "theme.system": "Like the computer",
  "theme.light": "Light",
  "theme.dark": "Dark",
  "settings.contrast": "Contrast",
  "contrast.system": "Like the computer",
  "contrast.more": "High",
  "settings.digits": "Digits",
  "settings.digitsHint": "Addresses, codes and versions always have Western digits.",
  "settings.screen": "Screen and lock",
  "settings.hide": "Hide the screen after",
  "settings.hideHint":
    "Without anybody at this computer. Phones are served as before; the passphrase shows the screen again.",
  "settings.minutes": { one: "{n} minute", other: "{n} minutes" },
  "settings.lock": "Lock fully after",
  "settings.lockHint":
    "Hours without any phone. Then phones are not served until someone enters the passphrase.",
  "settings.never": "Never",
  "settings.hours": { one: "{n} hour", other: "{n} hours" },
  "settings.name": "Name",
  "settings.network": "Network",
  "settings.port": "Port",
  "settings.portHint":
    "Counts from the next start. All phones then scan the QR code again, so change it only when another program needs the present port.",
  "settings.portBetween": "Between 1024 and 65535.",
  "settings.portNext": "From the next start phones reach the Sync Hub at port {port}.",
  "settings.toAddress": "Choose the address",
  "settings.serving": "Serving phones",
  "settings.tokenSeenDays": "Days a phone may be away",
  "settings.tokenSeenDaysHint": "After that it has to scan the QR code again.",
  "settings.pageRows": "Records in one answer",
  "settings.pageRowsHint": "0 means no limit. A phone with more to fetch syncs several times.",
  "settings.pageMiB": "Size of one answer, MiB",
  "settings.pageMiBHint": "0 means no limit.",
  "settings.maxBodyMiB": "Largest message from a phone, MiB",
  "settings.maxBodyMiBHint": "Counts from the next start.",
  "settings.between": "Between {least} and {most}.",
  "settings.secrets": "Passphrase and recovery key",
  "settings.secretsText": "Changing them does not touch the records.",
  "secrets.change": "Change the passphrase",
  "secrets.current": "Present passphrase",
  "secrets.withKeyText": "Sets the first passphrase anew. Those of other persons stay as they are.",
  "secrets.changed": "The passphrase was changed.",
  "secrets.newKey": "New recovery key",
  "secrets.newKeyText": "The present recovery key stops working at once.",
} as const satisfies Readonly<Record<string, Text>>;
