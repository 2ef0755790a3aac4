/**
 * Newer versions, the machine, the report, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const PROGRAM = {
  "update.title": "Newer versions",
  "update.checked": "Last looked",
  "update.offered": "Version {version} can be installed.",
  "update.toSettings": "To the settings",
  "update.isHere": "It is on this computer already.",
  "update.size": "Fetching it needs {size} of internet.",
  "update.sources": "This Sync Hub runs from its sources. It is not updated here.",
  "update.install": "Install it",
  "update.installTitle": "Install version {version}?",
  "update.installText":
    "First the phones finish their sync and a backup is made. Then the Sync Hub starts again, which takes a minute, and asks for the passphrase. No record is lost. If the new version does not start, the present one comes back by itself.",
  "update.check": "Look for a newer version",
  "update.looked": "It was looked.",
  "update.file": "Choose an update file",
  "update.back": "Go back to version {version}",
  "update.backTitle": "Go back to version {version}?",
  "update.backGo": "Go back",
  "update.backText":
    "The Sync Hub starts again as the version before. If it cannot open the records because the newer version has changed their form, it says so: then install the newer version again.",
  "update.failed": "Version {version} did not start.",
  "update.failedText":
    "The version before is running and the records are as they were. Tell the person responsible for this Sync Hub.",
  "update.fetchingPart": "The new version is coming: {percent} %",
  "update.step.checking": "Looking for a newer version …",
  "update.step.fetching": "The new version is coming …",
  "update.step.unpacking": "The new version is laid ready …",
  "update.step.waiting": "Waiting until the phones have finished their sync …",
  "update.step.saving": "A backup is made and checked …",
  "update.step.restarting": "The Sync Hub is starting again …",
  "update.problem.OFFLINE":
    "There is no way to the newer versions just now. Try again later, or bring the update file on a USB stick.",
  "update.problem.NOT_SIGNED":
    "This update does not come from the makers of the Sync Hub, or somebody has changed it. Do not use it. Nothing was installed.",
  "update.problem.DAMAGED":
    "The file is not complete. Fetch or copy it again. Nothing was installed.",
  "update.problem.UNREADABLE": "This is no update file of the Sync Hub. Choose another one.",
  "update.problem.NOT_NEWER": "There is nothing newer than the version that runs here.",
  "update.problem.OTHER_SYSTEM":
    "This update is for another kind of computer. Nothing was installed.",
  "update.problem.TOO_FAR":
    "Another version has to be installed before this one. Ask the person responsible for this Sync Hub.",
  "update.problem.STORAGE":
    "The update could not be stored. Free some space on the disk. Nothing was installed.",
  "update.problem.LOCKED": "Unlock the Sync Hub first: a backup is made before the update.",
  "update.problem.NO_COPY":
    "The backup could not be made, so nothing was installed. Look at the backups first.",
  "update.problem.NOT_INSTALLED": "This Sync Hub runs from its sources. Nothing was installed.",
  "machine.title": "This computer",
  "machine.keepAwake": "Do not let the computer sleep while phones are served",
  "machine.notHeld":
    "The system has not agreed to stay awake just now. Switch sleep off in the system's settings.",
  "machine.startAtLogin": "Start the Sync Hub when I log in to this computer",
  "machine.lid": "Closing the lid may still put it to sleep.",
  "report.title": "Report for a helper",
  "report.text":
    "When something does not work: save this file and send it to whoever helps you. It holds no records, names, addresses or keys.",
  "report.save": "Save the report",
} as const satisfies Readonly<Record<string, Text>>;
