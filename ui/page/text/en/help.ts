/**
 * The help, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const HELP = {
  "help.intro": "Works without internet.",
  "help.problems": "When something does not work",
  "help.noPhone": "A phone does not find the Sync Hub",
  "help.noPhoneText":
    "Phone and computer must be on the same Wi-Fi. Look at the address on the Pair screen: if it has changed, the phone scans the QR code again. If the computer has a firewall, it must allow the Sync Hub on private networks.",
  "help.noLogin": "Nobody can log in on a phone",
  "help.noLoginText":
    "Accounts come from the cloud. The account needs a clinic. After many wrong passwords, wait a few minutes.",
  "help.notAll": "A phone does not show all records",
  "help.notAllText":
    "Press Sync on the phone again until the Phones screen no longer says that there is more. A phone only gets records of the clinics its account may see.",
  "help.forgot": "The passphrase is forgotten",
  "help.forgotText":
    "Unlock with the recovery key from the paper, then choose another passphrase in the settings. The passphrase of another person opens it too. Without any of these nobody can open the records.",
  "help.moved": "The computer is on another network",
  "help.movedText":
    "The QR code changes by itself. Paired phones scan it again; nobody has to log in anew and nothing is lost.",
  "help.noCloud": "Records do not get to the cloud",
  "help.noCloudText":
    "Look at the cloud on the Server screen: it says what is missing. Without internet nothing has to be done; the Sync Hub tries again by itself for as long as it takes, and phones go on working.",
  "help.screens": "Screen by screen",
  "help.setup":
    "A checklist from the passphrase to the first phone. It always marks the next step and disappears when everything is done.",
  "help.server":
    "Shows whether phones are served, at which address and since when, and how things stand with the cloud. Here you start a sync with the cloud, and lock or stop the Sync Hub.",
  "help.pair":
    "Let new phones in for some minutes and show them the code. Every phone that comes in is listed; Undo shuts it out again.",
  "help.phones":
    "All phones, who uses them and when they synced. Remove a phone that is lost: it can no longer sync.",
  "help.activity": "Who did what and when, without any patient's name.",
  "help.attention":
    "Values that two people changed, records that could not be taken over, and what the cloud did not take. Nothing is lost while they wait.",
  "help.records":
    "How many records there are, how they grow, and how much room is left on the disk.",
  "help.settings": "Language, colours, name, cloud, passphrase and how phones are served.",
  "help.card": "Card for the people with the phones",
  "help.cardText": "How to work with {name}",
  "help.step": "{n}.",
  "help.card1": "Connect the phone to the Wi-Fi of the clinic.",
  "help.card2": "In the Hikma Health app choose “Register App with QR Code” and scan the code.",
  "help.card3": "Log in with your e-mail and password.",
  "help.card4": "Press Sync when you arrive and before you leave.",
  "help.cardTrouble": "If it does not work",
  "help.trouble1": "Is the phone on the Wi-Fi of the clinic?",
  "help.trouble2": "Is the Sync Hub on and unlocked?",
  "help.trouble3": "Scan the QR code again.",
  "help.trouble4": "What you have entered stays on the phone until it has synced.",
  "help.print": "Print the card",
} as const satisfies Readonly<Record<string, Text>>;
