/**
 * Backups and restore, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const COPIES = {
  "help.backups":
    "The backups of all records: how old the newest is, on this machine and in a second place, and how to restore one.",
  "place.backups": "Backups",
  "backup.intro":
    "Encrypted backups of all records. The Sync Hub makes one every day and keeps the last seven.",
  "backup.make": "Back up now",
  "backup.made": "The backup is made and was checked.",
  "backup.copying": "The backup is being made. Phones are served meanwhile.",
  "backup.checking": "The backup is being checked.",
  "backup.here": "On this machine",
  "backup.newest": "Newest backup",
  "backup.none": "None yet",
  "backup.count": "Backups kept",
  "backup.failed": "The last backup could not be made.",
  "backup.listHere": "Backups on this machine",
  "backup.listSecond": "Backups in the second place",
  "backup.damaged": "Damaged",
  "backup.unchecked": "Not checked",
  "backup.checked": "Checked",
  "backup.rows": { one: "{n} record", other: "{n} records" },
  "backup.restore": "Restore",
  "backup.check": "Check",
  "backup.checkDone": "The backup is whole.",
  "backup.delete": "Delete",
  "backup.deleteTitle": "Delete a backup",
  "backup.deleted": "The backup is deleted.",
  "backup.deleteText": "The backup of {time} will be gone for good.",
  "backup.why.manual": "Made by hand",
  "backup.why.daily": "Made by itself",
  "backup.why.migration": "Before a new version",
  "backup.why.rotation": "Before a new key",
  "backup.why.clearing": "Before the records were removed",
  "backup.why.reset": "Before everything was removed",
  "backup.why.update": "Before an update",
  "backup.why.restore": "Put aside by a restore",
  "backup.twin": "A second Sync Hub with the same identity seems to be running",
  "backup.twinText": {
    one:
      "{n} phone was synced with another machine that was set up from a backup of this one. Stop one of the two: records are split between them.",
    other:
      "{n} phones were synced with another machine that was set up from a backup of this one. Stop one of the two: records are split between them.",
  },
  "second.title": "Second place",
  "second.none":
    "No second place is chosen. If this machine breaks or is stolen, all backups are gone with it.",
  "second.folder": "Folder",
  "second.missing":
    "Not there since {time}. Plug the stick in, or connect the network folder. The newest backup then goes there by itself. If it is plugged in, choose its folder again: the system may have given it another name.",
  "second.failing": "It is there, but takes no backup.",
  "second.sameDisk": "This folder is on the same disk as the records. Choose a USB stick.",
  "second.choose": "Folder of a USB stick or a network folder",
  "second.hint": "Every backup goes there as well, encrypted.",
  "second.use": "Use this folder",
  "second.stop": "Use no second place",
  "second.chosen": "Backups go there from now on.",
  "second.useText":
    "Every backup will go into this folder as well. It has to be there now: plug the stick in first.",
  "second.stopText":
    "Backups will stay on this machine only. Those in the second place are not deleted, and are not listed here any more.",
  "second.stopped": "Backups stay on this machine only.",
  "restore.title": "Restore a backup",
  "restore.elsewhere": "A backup in another folder",
  "restore.entryText":
    "A backup has all records and the identity of the Sync Hub: phones go on without a new scan.",
  "restore.folder": "Folder of the backup",
  "restore.folderHint": "The folder with the files manifest.json, hub.vault and hub.db.",
  "restore.noFolder": "Type the folder of the backup.",
  "restore.noBackup":
    "There is no backup in this folder. On a stick each backup is a folder of its own inside sync-hub-copies.",
  "restore.open": "Look at this backup",
  "restore.secretText":
    "Enter the passphrase that opened the Sync Hub when this backup was made, or the recovery key of that time.",
  "restore.look": "Look at it",
  "restore.looking": "Opening and checking the backup. With many records this takes a few minutes.",
  "restore.made": "Made",
  "restore.hub": "Name of the Sync Hub",
  "restore.rows": "Records in it",
  "restore.phones": "Phones it knows",
  "restore.otherHub": "This backup is of another Sync Hub",
  "restore.otherHubText":
    "Its phones are other phones. The phones of this Sync Hub would have to be paired anew.",
  "restore.unknownText":
    "The present records cannot be opened, so it is not known what they have besides.",
  "restore.nothingLost": "The backup has everything that is here now.",
  "restore.lost": "This is newer than the backup and will not be in the Sync Hub afterwards:",
  "restore.added": "New since",
  "restore.changed": "Changed since",
  "restore.missing": "Come back",
  "restore.notInCloud": {
    one: "{n} of these records is not in the cloud.",
    other: "{n} of these records are not in the cloud.",
  },
  "restore.phonesConcerned": "Phones this concerns",
  "restore.phone.synced":
    "has synced since: it still holds what it sent. Saving a record again on it brings the record back.",
  "restore.phone.unknown": "was paired since: it has to scan the code and log in again.",
  "restore.phone.revoked": "was removed since and stays removed.",
  "restore.phone.ahead":
    "holds more than the Sync Hub. Saving a record again on it brings the record back.",
  "restore.asideText":
    "The present records are put aside as a backup first: the restore can be taken back.",
  "restore.standby":
    "The Sync Hub will have the same identity as the one the backup is of. Never run both: stop the other one first.",
  "restore.agree": "I have read what will be missing, and want to restore.",
  "restore.go": "Restore now",
  "restore.working": "Restoring. Phones are not served for a few minutes.",
  "restore.done": "The backup is restored.",
  "work.restoring": "Restoring a backup",
  "restored.title": "A backup was restored",
  "restored.text": "On {time} the backup of {copy} was restored, with {rows} records.",
  "restored.lost": "Did not come back:",
  "restored.unknown":
    "The records of before could not be opened, so it is not known what did not come back.",
  "restored.again":
    "What is in the cloud comes back with the next sync with the cloud. What only a phone holds comes back when it is saved again on that phone.",
  "restored.dismiss": "I have taken note",
  "error.NO_ROOM": "The disk has too little room for a backup. Free space or delete old backups.",
  "error.OTHER_KEY":
    "This backup is from before the key was changed. Choose Restore and enter its passphrase to see what it holds: that checks it, and changes nothing yet.",
  "error.ONLY_COPY":
    "This is the only whole backup in this place. Make another one first, then delete this one.",
  "error.IN_USE":
    "This folder belongs to a Sync Hub that is running. Stop that one first, and keep it stopped.",
  "error.PLACE_MISSING":
    "The folder is not there. Plug the stick in, or connect the network folder.",
} satisfies Record<string, Text>;
