/**
 * Before the hub is open, and what is said everywhere, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const START = {
  "product": "Hikma Health Sync Hub",
  "language": "Language",
  "cancel": "Cancel",
  "close": "Close",
  "save": "Save",
  "saved": "Saved.",
  "reading": "Reading…",
  "undo": "Undo",
  "yes": "Yes",
  "no": "No",
  "field.passphrase": "Passphrase",
  "field.recoveryKey": "Recovery key",
  "field.empty": "Fill this in.",
  "field.show": "Show",
  "field.hide": "Hide",
  "field.capsLock": "Caps Lock is on.",
  "link.broken": "The Sync Hub does not answer. Trying again…",
  "link.brokenHint": "Look whether the program is still running.",
  "link.brokenSince": "What you see here was true at {time} and may have changed.",
  "link.trouble": "The present state cannot be read.",
  "entrance.missing.title": "This page needs its link",
  "entrance.missing.text":
    "Open it with the link the Sync Hub gave when it started. Each link signs in one window, once.",
  "entrance.used.title": "This link does not work any more",
  "entrance.used.text":
    "Each link signs in one window, once. Go back to the window that is already open, or start the Sync Hub again to get a new link.",
  "entrance.starting": "Connecting to the Sync Hub…",
  "entrance.resting.title": "This window is resting",
  "entrance.resting.text":
    "The Sync Hub is open in other windows of this browser. Nothing is lost; close the windows you do not need.",
  "entrance.resting.go": "Go on in this window",
  "entrance.stopped.title": "The Sync Hub is stopping",
  "entrance.stopped.text":
    "Nothing is lost. You can close this window. Phones keep their records and sync when someone starts the Sync Hub again.",
  "setup.welcome": "Set up this Sync Hub",
  "setup.welcomeText":
    "Five steps, one after the other. The first one takes a minute and needs no internet.",
  "setup.intro": "One step after the other. The next one is marked.",
  "setup.oldHub": "Files of an older Sync Hub are here",
  "setup.oldHubText":
    "Found: {files}. They are not changed and not taken over. Before you go on, open the older program once more and sync it with the cloud. Phones scan the QR code of this Sync Hub once.",
  "setup.passphrase": "Choose a passphrase",
  "setup.passphraseText":
    "It opens the records on this computer. Nobody can look it up for you, so choose words you will remember.",
  "setup.recoveryKey": "Keep the recovery key on paper",
  "setup.recoveryKeyText":
    "If the paper is lost, make a new key in the settings: the old one then stops working.",
  "setup.keyNotOnPaper":
    "It was shown, and nobody has said that it is on paper. If it is not, make a new one: the one before then stops working.",
  "setup.cloud": "Register with the cloud",
  "setup.cloudText":
    "Needs internet this one time. Or load a provisioning file: then no internet is needed.",
  "setup.cloudDone": "Registered as {name}.",
  "setup.cloudFile":
    "Not needed now: the accounts are here. Register with the cloud when there is internet.",
  "setup.accounts": "Get the accounts",
  "setup.accountsText":
    "Accounts come from the cloud with the first sync. Before that nobody can log in on a phone.",
  "setup.accountsNow":
    "The first sync brings accounts, clinics and patients. It can take long on a slow connection; it goes on by itself.",
  "setup.accountsDone": "Accounts are here: people can log in on phones.",
  "setup.phone": "Pair the first phone",
  "setup.phoneText": "Scan the QR code with the Hikma Health app, then log in on the phone.",
  "setup.phoneWaiting": "A phone has scanned the code. Now log in on it.",
  "setup.pairNow": "Show the QR code",
  "setup.ready": "Ready for phones",
  "setup.readyText":
    "Accounts are here and the first phone is paired. Further phones can be paired at any time.",
  "setup.toServer": "See the state",
  "setup.hubName": "Name of this Sync Hub",
  "setup.hubNameHint": "Phones show it. The name of the clinic is a good choice.",
  "setup.busy": "Making the encrypted database. This takes a few seconds.",
  "setup.go": "Set the passphrase",
  "step.done": "done",
  "step.next": "next",
  "step.later": "later",
  "passphrase.new": "New passphrase",
  "passphrase.again": "The same once more",
  "passphrase.hint":
    "At least {n} characters. Four or five words that mean something to you only are easy to remember and hard to guess.",
  "passphrase.missing": {
    one: "{n} character is still missing.",
    other: "{n} characters are still missing.",
  },
  "passphrase.repeats": "Too few different characters.",
  "passphrase.level2": "Just enough. One more word makes it much harder to guess.",
  "passphrase.level3": "Good.",
  "passphrase.level4": "Very good.",
  "passphrase.differ": "The two are not the same.",
  "key.title": "Write down the recovery key",
  "key.text":
    "It opens the Sync Hub when the passphrase is forgotten. It is shown this one time only.",
  "key.paper": "Recovery key of {name}, {date}",
  "key.warning":
    "Whoever has it can open all records. Keep it locked away, not beside this computer.",
  "key.print": "Print it",
  "key.written": "I have it on paper",
  "key.go": "Go on",
  "login.title": "Unlock the Sync Hub",
  "login.text": "While it is locked, phones cannot sync. Nothing is lost.",
  "login.go": "Unlock",
  "login.busy": "Opening the records. This takes a few seconds.",
  "login.long":
    "Opening is taking longer. After a power cut the Sync Hub reads all records once before it lets phones in: with very many records that takes up to a minute. Nothing has to be done.",
  "login.withKey": "Use the recovery key",
  "login.withPassphrase": "Use the passphrase",
  "login.keyHint": "From the paper, with or without dashes. Capitals do not matter.",
  "login.keyUsed":
    "Opened with the recovery key. If the passphrase is forgotten, choose another one in the settings: the hidden screen asks for it.",
  "login.noKey": "This Sync Hub has no recovery key: only the passphrase opens it.",
  "problem.kept": "An intact copy from {time} was kept.",
  "problem.restore": "Use the kept copy",
  "problem.restoreText":
    "The damaged file is set aside, not deleted. A passphrase changed after the copy was made is undone.",
  "ask.title": "Enter the passphrase again",
  "ask.text": "The screen was hidden. Before something is changed, show that it is you.",
  "ask.go": "Go on",
  "cover.text": "The screen is hidden, and nothing else: all goes on as before.",
  "cover.go": "Show the screen",
  "lock.go": "Lock",
  "lock.title": "Lock the Sync Hub?",
  "lock.text":
    "All keys are forgotten and the records are closed. Phones cannot sync until someone enters the passphrase.",
  "stop.go": "Stop the Sync Hub",
  "stop.title": "Stop the Sync Hub?",
  "stop.text": "Phones cannot sync until someone starts it again. Nothing is lost.",
  "stop.connected": {
    one: "{n} phone was here in the last minutes.",
    other: "{n} phones were here in the last minutes.",
  },
  "error.wait": {
    one: "Too many wrong attempts. Wait {n} second, then try again.",
    other: "Too many wrong attempts. Wait {n} seconds, then try again.",
  },
  "error.OFFLINE": "The Sync Hub did not answer. Look whether it is running, then try again.",
  "error.CANCELLED": "Nothing was changed.",
  "error.WRONG_HOST": "This page was opened under a wrong address. Use the link of the Sync Hub.",
  "error.WRONG_ORIGIN":
    "The Sync Hub refused a request from another page. Close other pages and try again here.",
  "error.NOT_SIGNED_IN": "This window is not signed in any more. Use a new link.",
  "error.START_TOKEN_REFUSED":
    "This link does not work any more. Start the Sync Hub again to get a new one.",
  "error.TOO_MANY": "Too many wrong attempts. Wait a minute, then try again.",
  "error.NOT_JSON": "The Sync Hub could not read the request. Load the page again.",
  "error.WRONG_METHOD": "The Sync Hub could not read the request. Load the page again.",
  "error.TOO_LARGE": "The input is too long. Shorten it, then try again.",
  "error.INVALID": "The Sync Hub could not accept this input. Look at it again.",
  "error.NOT_FOUND": "That is no longer there. The page shows the present state.",
  "error.LOCKED": "The Sync Hub is locked. Unlock it first.",
  "error.WRONG_STATE": "The state has changed meanwhile. The page shows the present one.",
  "error.WRONG_PASSPHRASE": "The passphrase is wrong. Check Caps Lock and the keyboard language.",
  "error.WRONG_RECOVERY_KEY":
    "The recovery key is wrong. Compare it with the paper; only the newest one works.",
  "error.WEAK_PASSPHRASE":
    "The passphrase is too weak. Choose 12 characters or more, at least 5 of them different.",
  "error.CONFIRM_FIRST": "Enter the passphrase again first.",
  "error.DAMAGED":
    "The data is damaged, or a part of it is missing. Nothing was overwritten. Look for a copy of the files.",
  "error.NEWER_SCHEMA":
    "A newer version has written the data. Install that version of the Sync Hub.",
  "error.LIBRARY": "A part of the program is missing (SQLCipher). Install the Sync Hub again.",
  "error.BUSY": "The Sync Hub is busy. Try again in a moment.",
  "error.STORAGE": "The disk is full or does not answer. Free some space, then try again.",
  "error.STOPPING": "The Sync Hub is stopping. Start it again, then try once more.",
  "error.INTERNAL": "The Sync Hub met an error. Try again; if it stays, report it.",
} as const satisfies Readonly<Record<string, Text>>;
