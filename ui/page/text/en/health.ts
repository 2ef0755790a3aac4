/**
 * Health: problems, what is measured, and what is left to finish, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const HEALTH = {
  "place.health": "Health",
  "help.health":
    "Everything that is measured about this computer and this Sync Hub, and what to do about it. Problems are shown on the Server screen, too, before they stop anyone.",
  "health.intro": "Looked at three times a minute.",
  "health.well": "All is well",
  "health.wellText": "Nothing needs you.",
  "health.problems": "Problems",
  "health.stop": "Now",
  "health.soon": "Today",
  "health.note": "Worth knowing",
  "health.since": "Noticed {time}.",
  "health.again": "Look again",
  "health.measured": "Measured {time}.",
  "health.missing": "Health cannot be read just now.",
  "health.unknown": "Unknown",
  "health.yes": "Yes",
  "health.never": "Not yet",
  "health.disk": "Disk",
  "health.diskOf": "{free} of {total}",
  "health.free": "Free",
  "health.database": "Database",
  "health.size": "Size",
  "health.checked": "Last check",
  "health.good": "Whole, {time}",
  "health.damaged": "Damaged, {time}",
  "health.failed": "Could not be done",
  "health.checking": "Under way",
  "health.check": "Check now",
  "health.checkDone": "The check has ended.",
  "health.snapshots": "Backups",
  "health.newest": "Newest",
  "health.second": "Second place",
  "health.second.none": "Not chosen",
  "health.second.there": "There",
  "health.second.missing": "Not there",
  "health.second.failing": "Takes no backup",
  "health.clock": "Clock",
  "health.time": "This computer",
  "health.cloudClock": "Against the cloud",
  "health.phoneClocks": "Phones compared today",
  "health.minutes": "{minutes} min",
  "health.reach": "Can a phone reach it?",
  "health.reach.none": "No: there is no network",
  "health.reach.local": "No: only this computer",
  "health.reach.silent": "No: nothing answers there",
  "health.reach.answers": "It answers there",
  "health.heard": "Last phone by this address",
  "health.firewall": "Firewall",
  "health.firewallNone": "None found",
  "health.firewallOn": "{name}, on",
  "health.firewallUnknown": "{name}, cannot be read",
  "health.lets": "Lets phones in",
  "health.fix": "If phones cannot connect, somebody with administrator rights runs this:",
  "health.power": "Power",
  "health.mains": "Plugged in",
  "health.battery": "Battery",
  "health.percent": "{percent} %",
  "health.awake": "Kept awake",
  "health.versions": "Versions",
  "health.program": "Program",
  "health.system": "System",
  "drain.phones": {
    one: "{n} phone is finishing its sync.",
    other: "{n} phones are finishing their sync.",
  },
  "drain.until": {
    one:
      "Waits {n} second at most. No new phone is let in, and nothing is lost either way: a phone sends again what was not answered.",
    other:
      "Waits {n} seconds at most. No new phone is let in, and nothing is lost either way: a phone sends again what was not answered.",
  },
  "drain.now": "Do not wait",
  "drain.stopping": "The Sync Hub is stopping",
  "health.DATABASE_DAMAGED.title": "The database is damaged",
  "health.DATABASE_DAMAGED.text":
    "Phones' changes are not taken any more: phones keep them and try again later. Stop and open recovery: save what can be read, then restore the newest backup. Until then enter no records here.",
  "health.FILES_DAMAGED.title": "A part of the Sync Hub's files is missing or damaged",
  "health.FILES_DAMAGED.text":
    "It cannot be opened as it is. Start it on this computer: its window says what is safe and what can be done. Delete nothing in its folder.",
  "damaged.go": "Stop and open recovery",
  "damaged.text":
    "Phones are cut off and the records are closed. The next screen says what is safe, and offers to save what can be read, to restore a backup, or to try again with the passphrase.",
  "health.DATABASE_SILENT.title": "The Sync Hub's own data does not answer",
  "health.DATABASE_SILENT.text":
    "Phones may be waiting. If this stays for some minutes, stop the Sync Hub and start it again. Nothing that was synced is lost.",
  "health.DISK_FULL.title": "The disk is full",
  "health.DISK_FULL.text":
    "Only {bytes} are free: the next sync may be refused. Delete or move files that are not the Sync Hub's. Nothing that was synced is lost.",
  "health.ADDRESS_NONE.title": "No network",
  "health.ADDRESS_NONE.text":
    "Phones cannot reach this computer. Connect it to the clinic's Wi-Fi or cable; the Sync Hub goes on by itself.",
  "health.ADDRESS_SILENT.title": "The Sync Hub does not answer at its own address",
  "health.ADDRESS_SILENT.text":
    "Nothing answers at {address}. Security software on this computer may be in the way: let it allow the Sync Hub, then stop and start it.",
  "health.BATTERY_LOW.title": "The battery is almost empty",
  "health.BATTERY_LOW.text": "Charge: {percent} %. Plug this computer in now.",
  "health.DISK_LOW.title": "The disk is getting full",
  "health.DISK_LOW.text": "Free: {bytes}. Delete or move large files that are not the Sync Hub's.",
  "health.DISK_FILLING.title": "Something is filling the disk",
  "health.DISK_FILLING.text": {
    one:
      "At this pace it will be full in {n} hour. Look for a program that downloads or copies, and stop it.",
    other:
      "At this pace it will be full in {n} hours. Look for a program that downloads or copies, and stop it.",
  },
  "health.DATABASE_CHECK_FAILED.title": "The database could not be checked",
  "health.DATABASE_CHECK_FAILED.text":
    "Usually the disk did not answer. Start the check again on the Health screen; if it fails again, make a backup and have the disk looked at.",
  "health.SNAPSHOT_FAILED.title": "The last backup could not be made",
  "health.SNAPSHOT_FAILED.text":
    "Usually the disk is full or did not answer. Make room and make a backup by hand.",
  "health.SNAPSHOT_NONE.title": "There is no backup",
  "health.SNAPSHOT_NONE.text":
    "Make one now: if this computer breaks, nothing else brings its records back.",
  "health.SNAPSHOT_OLD.title": {
    one: "The newest backup is {n} day old",
    other: "The newest backup is {n} days old",
  },
  "health.SNAPSHOT_OLD.text":
    "The Sync Hub makes one each day by itself. Make one by hand and see whether it says why not.",
  "health.SNAPSHOT_FUTURE.title": "The newest backup has a date in the future",
  "health.SNAPSHOT_FUTURE.text":
    "The clock of this computer was wrong when it was made, or is wrong now, so nobody can say how old the backup is. Look at date and time. If they are right now, make a backup by hand.",
  "health.SECOND_PLACE_GONE.title": "The second place for backups is not there",
  "health.SECOND_PLACE_GONE.text":
    "Plug the USB stick in, or connect the network folder again. Copies go there by themselves. If it is plugged in, choose its folder again: the system may have given it another name.",
  "health.SECOND_PLACE_FAILING.title": "The second place takes no backup",
  "health.SECOND_PLACE_FAILING.text":
    "It may be full or write-protected. Make room there, or choose another place.",
  "health.SECOND_PLACE_OLD.title": {
    one: "The newest backup in the second place is {n} day old",
    other: "The newest backup in the second place is {n} days old",
  },
  "health.SECOND_PLACE_OLD.text":
    "Leave the stick plugged in for an hour, or make a backup by hand while it is there.",
  "health.CLOCK_LEAPT.title": "The clock of this computer has leapt ahead",
  "health.CLOCK_LEAPT.text":
    "Look at date and time. If they are right, confirm them on the Server screen; if not, correct them in the system first.",
  "health.CLOCK_BEHIND.title": "The clock of this computer is behind",
  "health.CLOCK_BEHIND.text":
    "It shows a time before the newest record. Set date and time in the system.",
  "health.CLOCK_OFF_PHONES.title": "Phones and this computer show different times",
  "health.CLOCK_OFF_PHONES.text": {
    one: "Difference: {n} minute, and several phones agree. Set date and time of this computer.",
    other: "Difference: {n} minutes, and several phones agree. Set date and time of this computer.",
  },
  "health.CLOCK_OFF_CLOUD.title": "The cloud and this computer show different times",
  "health.CLOCK_OFF_CLOUD.text": {
    one: "Difference: {n} minute. Set date, time and time zone of this computer.",
    other: "Difference: {n} minutes. Set date, time and time zone of this computer.",
  },
  "health.RELAY_REFUSED.title": "The cloud does not let this Sync Hub in",
  "health.RELAY_REFUSED.text":
    "Phones are served all the same and nothing is lost. Tell the administrator of the cloud: {problem}",
  "health.RELAY_OVERDUE.title": {
    one: "Records have waited {n} day for the cloud",
    other: "Records have waited {n} days for the cloud",
  },
  "health.RELAY_OVERDUE.text":
    "Waiting: {rows}. They are safe here, and nowhere else. Connect this computer to the internet for an hour.",
  "health.AUDIT_DAMAGED.title": "The log is not as it was written",
  "health.AUDIT_DAMAGED.text":
    "Someone or something has changed it. Export it on the Activity screen and tell the person responsible.",
  "health.ADDRESS_CHOICE_GONE.title": "The chosen address is gone",
  "health.ADDRESS_CHOICE_GONE.text":
    "{address} is not an address of this computer now; phones are told {now}. Connect that network again, or choose on the Settings screen.",
  "health.ADDRESS_CHANGED.title": "The address for phones has changed",
  "health.ADDRESS_CHANGED.text":
    "Phones know {address}; now it is {now}. Each paired phone scans the QR code of the Pair screen once; nobody has to log in anew and nothing is lost.",
  "health.FIREWALL_ON.title": "A firewall may keep phones out",
  "health.FIREWALL_ON.text":
    "No phone has come by this address yet. If phones cannot connect, somebody with administrator rights runs: {fix}",
  "health.SECOND_PLACE_NONE.title": "Backups are on this computer only",
  "health.SECOND_PLACE_NONE.text":
    "If it is lost or breaks, they are lost with it. Choose a USB stick or a network folder as a second place.",
  "health.SECOND_PLACE_SAME_DISK.title": "The second place is on the same disk",
  "health.SECOND_PLACE_SAME_DISK.text":
    "It does not help when that disk breaks. Choose a USB stick or a network folder.",
  "health.BATTERY_ON.title": "This computer runs on its battery",
  "health.BATTERY_ON.text": "Charge: {percent} %. Plug it in when you can.",
  "health.SLEEP_ALLOWED.title": "This computer may fall asleep",
  "health.SLEEP_ALLOWED.text":
    "Phones cannot sync while it sleeps or its lid is closed. Turn sleep off in the system's power settings.",
  "health.PHONE_CLOCK.title": "A phone and this computer show different times",
  "health.PHONE_CLOCK.text": {
    one: "{phone}, difference: {n} minute. Look at the time of both and correct the wrong one.",
    other: "{phone}, difference: {n} minutes. Look at the time of both and correct the wrong one.",
  },
  "health.ADDRESS_LOCAL.title": "Only this computer can reach the Sync Hub",
  "health.ADDRESS_LOCAL.text":
    "It was started with an address that no phone can use. Start it without --host.",
  "health.DATABASE_UNCHECKED.title": {
    one: "The database has not been checked for {n} day",
    other: "The database has not been checked for {n} days",
  },
  "health.DATABASE_UNCHECKED.text":
    "The check takes a minute and disturbs nobody. Start it on the Health screen.",
} satisfies Readonly<Record<string, Text>>;
