/**
 * People, keys, clearing, a new start, and a hub that does not open, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const CUSTODY = {
  "people.title": "Who can open this Sync Hub",
  "people.text":
    "Each person has a passphrase of their own. It can be changed and removed without the others.",
  "people.passphrase": "First passphrase",
  "people.officer": "Passphrase {n}",
  "people.recovery": "Recovery key",
  "people.now": "Opened it this time",
  "people.add": "Add a passphrase",
  "people.addText":
    "For another person, who chooses it and types it here. It opens everything, as yours does.",
  "people.yours": "Your own passphrase",
  "people.added": "The passphrase was added.",
  "people.remove": "Remove",
  "people.removeTitle": "Remove “{name}”?",
  "people.removeText":
    "It opens nothing any more, from now on. Copies that were made before still open with it.",
  "people.removeYours": "A passphrase that stays",
  "people.removed": "The passphrase was removed.",
  "people.missing": "The passphrases cannot be read just now.",
  "keys.title": "Keys",
  "keys.data": "Encrypt the records anew",
  "keys.dataText":
    "With a new key. Do this when somebody may have a copy of the files and has learned a passphrase. A backup is made first. Phones are not served until it is done, which takes a few minutes with many records.",
  "keys.dataDone": "The records are encrypted with a new key.",
  "keys.identity": "New identity",
  "keys.identityText":
    "For this Sync Hub. Do this when somebody may have had its keys, for instance after a theft. Nobody with the old keys can then pose as this Sync Hub.",
  "keys.identityPhones": {
    one: "{n} phone has to scan the QR code again and log in. Newer apps may do it by themselves.",
    other:
      "{n} phones have to scan the QR code again and log in. Newer apps may do it by themselves.",
  },
  "keys.identityKept": "Nothing is lost: phones go on where they were.",
  "keys.identityDone": "The Sync Hub has a new identity. Phones scan the QR code again.",
  "reset.title": "Remove records",
  "reset.text": "A backup is made first each time, and kept.",
  "reset.clear": "Remove all records",
  "reset.clearText":
    "Patients, visits, stock and everything that belongs to them. Accounts, settings and paired phones stay. Phones keep what they have; what they sent before is not sent again by itself. What the cloud has comes back with the next sync.",
  "reset.clearDone": "All records were removed.",
  "reset.factory": "Remove everything",
  "reset.factoryText":
    "Records, accounts, settings, paired phones, passphrases and keys: the Sync Hub begins as a new one, and phones scan its QR code as a new one. Backups are kept aside on this computer.",
  "reset.factoryDone": "Everything was removed.",
  "reset.records": "Records that are removed",
  "reset.onlyHere": "Nowhere else, those put aside included",
  "reset.warn": {
    one: "{n} record is not in the cloud. Only the backup will still have it.",
    other: "{n} records are not in the cloud. Only the backup will still have them.",
  },
  "reset.safe": "All of them are in the cloud.",
  "reset.type": "To show that you have seen it, type this number: {n}",
  "reset.differs": "This is not the number.",
  "work.rotating_key": "Encrypting the records anew",
  "work.rotating_identity": "Making a new identity",
  "work.clearing": "Removing the records",
  "work.resetting": "Removing everything",
  "work.copy": "First a backup is made. Phones are served meanwhile.",
  "work.work":
    "Phones are not served until it is done. Nothing is lost if the power fails: it is finished, or undone, at the next start.",
  "work.done": "{n} % done",
  "work.cancel": "Cancel, and keep everything as it was",
  "before.factory": "Everything was removed on {time}",
  "before.damaged": "Files that could not be opened were set aside on {time}",
  "before.factoryText":
    "Its backups are not deleted: they are in the folder “{folder}” beside the records. A note in it says how to use them.",
  "before.damagedText":
    "They are not deleted: they are in the folder “{folder}” beside the records, with the backups. A note in it says more.",
  "recovery.happened": "What happened",
  "recovery.safe": "What is safe",
  "recovery.next": "What you can do",
  "recovery.again": "Try again",
  "recovery.againText": "When you have done something about it, enter the passphrase.",
  "recovery.export": "Save what can be read",
  "recovery.exportText":
    "Reads every record that can still be read into one file. It is locked with the passphrase you enter; the help says how it is opened.",
  "recovery.exportGo": "Look what can be read",
  "recovery.found": { one: "{n} record can be read.", other: "{n} records can be read." },
  "recovery.unreadable": {
    one: "{n} place cannot be read.",
    other: "{n} places cannot be read.",
  },
  "recovery.nothing": "Nothing can be read. The file is not changed: somebody who knows may try.",
  "recovery.save": "Save the file",
  "recovery.start": "Start again with an empty Sync Hub",
  "recovery.startText":
    "The present files are set aside on this computer, not deleted. Phones scan the QR code of the new Sync Hub and keep their records. Restore a backup instead if there is one.",
  "recovery.startType": "To show that you mean it, type this word: {word}",
  "recovery.word": "new",
  "recovery.wrongWord": "This is not the word.",
  "recovery.restore": "Restore a backup",
  "safe.records": "The records are on this computer, unchanged. Phones keep theirs.",
  "safe.copies":
    "Nothing was changed. Phones keep their records, backups are where they were, and what the cloud has stays there.",
  "trouble.VAULT_MISSING.title": "The file with the keys is missing",
  "trouble.VAULT_MISSING.text":
    "The records are here, but the file that opens them (hub.vault) is not. Somebody may have moved it, or not copied it along.",
  "trouble.VAULT_MISSING.todo":
    "Use the kept copy if one is offered here. Otherwise look for hub.vault and put it back beside the records, or restore a backup.",
  "trouble.BOTH_MISSING.title": "The records and their keys are missing",
  "trouble.BOTH_MISSING.text":
    "The file with the keys (hub.vault) and the file with the records (hub.db) are not here, but backups of them are. Somebody may have moved or deleted them.",
  "trouble.BOTH_MISSING.todo":
    "If somebody knows where both files are, put them back, together with hub.db-wal if there is one. Otherwise restore the newest backup.",
  "trouble.VAULT_DAMAGED.title": "The file with the keys is damaged",
  "trouble.VAULT_DAMAGED.text":
    "The disk gives back something else than was written. No passphrase opens it as it is.",
  "trouble.VAULT_DAMAGED.todo":
    "Use the kept copy if one is offered here, otherwise restore a backup. Let somebody look at the disk.",
  "trouble.VAULT_FOREIGN.title": "The file with the keys is not one of the Sync Hub",
  "trouble.VAULT_FOREIGN.text": "Another program has written it, or it was replaced.",
  "trouble.VAULT_FOREIGN.todo":
    "Use the kept copy if one is offered here, otherwise restore a backup.",
  "trouble.VAULT_NEWER.title": "A newer version has written the files",
  "trouble.VAULT_NEWER.text": "This version of the program cannot read them.",
  "trouble.VAULT_NEWER.todo":
    "Install the newer version of the Sync Hub again. Nothing else is needed.",
  "trouble.DATABASE_MISSING.title": "The records are missing",
  "trouble.DATABASE_MISSING.text":
    "The file with the keys is here, but the file with the records (hub.db) is not, or is empty. An empty one in its place would look like a clinic without patients.",
  "trouble.DATABASE_MISSING.todo":
    "Look for hub.db and put it back beside hub.vault, together with hub.db-wal if there is one. Otherwise restore a backup.",
  "trouble.DATABASE_DAMAGED.title": "The records are damaged",
  "trouble.DATABASE_DAMAGED.text":
    "The file with the records (hub.db) cannot be read as a whole: the disk gives back something else than was written, or it belongs to another Sync Hub.",
  "trouble.DATABASE_DAMAGED.todo":
    "Save what can be read, then restore the newest backup. Let somebody look at the disk.",
  "trouble.DATABASE_NEWER.title": "A newer version has written the records",
  "trouble.DATABASE_NEWER.text": "This version of the program cannot read them.",
  "trouble.DATABASE_NEWER.todo":
    "Install the newer version of the Sync Hub again. Or restore a backup that was made before the newer version.",
  "trouble.LIBRARY.title": "A part of the program is missing",
  "trouble.LIBRARY.text":
    "The part that reads the encrypted records (SQLCipher) is not there, or is not the one that belongs to this version.",
  "trouble.LIBRARY.todo":
    "Install the Sync Hub again. The records are not part of the program and stay. Then try again.",
  "trouble.STORAGE.title": "The disk is full or does not answer",
  "trouble.STORAGE.text": "The records cannot be opened because nothing can be written.",
  "trouble.STORAGE.todo":
    "Free some space: empty the bin, remove large files that nobody needs. If the disk is not full, let somebody look at it. Then try again.",
  "error.PASSPHRASE_TAKEN": "Another person has this passphrase. Choose one of your own.",
  "error.PASSPHRASE_NEEDED":
    "This passphrase cannot be removed with itself, and one has to stay. Enter one that stays.",
  "error.TOO_MANY_PASSPHRASES": "There are as many passphrases as there may be. Remove one first.",
  "error.SNAPSHOT_FAILED":
    "Nothing was changed: the backup that comes first could not be made. Look at the free space of the disk.",
} as const satisfies Readonly<Record<string, Text>>;
