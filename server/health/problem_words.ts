/**
 * English words for each problem: what it is, and what to do. `{name}` stands for a value. Other
 * languages are the page's.
 *
 * @module
 */

import type { FoundProblem, HealthProblemCode } from "./health_problem.ts";

/** What it is, and what to do. */
export interface ProblemWords<Text = string> {
  /** In one line. */
  readonly title: Text;
  /** What to do. */
  readonly text: Text;
}

/** Where something is counted, `{n}` stands for its number. */
type ProblemText = string | { readonly one: string; readonly other: string };

/** By code. A test holds them against the page's. */
export const PROBLEM_WORDS: Readonly<Record<HealthProblemCode, ProblemWords<ProblemText>>> = {
  DATABASE_DAMAGED: {
    title: "The database is damaged",
    text:
      "Phones' changes are not taken any more: phones keep them and try again later. Stop and open recovery: save what can be read, then restore the newest backup. Until then enter no records here.",
  },
  FILES_DAMAGED: {
    title: "A part of the Sync Hub's files is missing or damaged",
    text:
      "It cannot be opened as it is. Start it on this computer: its window says what is safe and what can be done. Delete nothing in its folder.",
  },
  DATABASE_SILENT: {
    title: "The Sync Hub's own data does not answer",
    text:
      "Phones may be waiting. If this stays for some minutes, stop the Sync Hub and start it again. Nothing that was synced is lost.",
  },
  DISK_FULL: {
    title: "The disk is full",
    text:
      "Only {bytes} are free: the next sync may be refused. Delete or move files that are not the Sync Hub's. Nothing that was synced is lost.",
  },
  ADDRESS_NONE: {
    title: "No network",
    text:
      "Phones cannot reach this computer. Connect it to the clinic's Wi-Fi or cable; the Sync Hub goes on by itself.",
  },
  ADDRESS_SILENT: {
    title: "The Sync Hub does not answer at its own address",
    text:
      "Nothing answers at {address}. Security software on this computer may be in the way: let it allow the Sync Hub, then stop and start it.",
  },
  BATTERY_LOW: {
    title: "The battery is almost empty",
    text: "Charge: {percent} %. Plug this computer in now.",
  },
  DISK_LOW: {
    title: "The disk is getting full",
    text: "Free: {bytes}. Delete or move large files that are not the Sync Hub's.",
  },
  DISK_FILLING: {
    title: "Something is filling the disk",
    text: {
      one:
        "At this pace it will be full in {n} hour. Look for a program that downloads or copies, and stop it.",
      other:
        "At this pace it will be full in {n} hours. Look for a program that downloads or copies, and stop it.",
    },
  },
  DATABASE_CHECK_FAILED: {
    title: "The database could not be checked",
    text:
      "Usually the disk did not answer. Start the check again on the Health screen; if it fails again, make a backup and have the disk looked at.",
  },
  SNAPSHOT_FAILED: {
    title: "The last backup could not be made",
    text: "Usually the disk is full or did not answer. Make room and make a backup by hand.",
  },
  SNAPSHOT_NONE: {
    title: "There is no backup",
    text: "Make one now: if this computer breaks, nothing else brings its records back.",
  },
  SNAPSHOT_OLD: {
    title: {
      one: "The newest backup is {n} day old",
      other: "The newest backup is {n} days old",
    },
    text:
      "The Sync Hub makes one each day by itself. Make one by hand and see whether it says why not.",
  },
  SNAPSHOT_FUTURE: {
    title: "The newest backup has a date in the future",
    text:
      "The clock of this computer was wrong when it was made, or is wrong now, so nobody can say how old the backup is. Look at date and time. If they are right now, make a backup by hand.",
  },
  SECOND_PLACE_GONE: {
    title: "The second place for backups is not there",
    text:
      "Plug the USB stick in, or connect the network folder again. Copies go there by themselves. If it is plugged in, choose its folder again: the system may have given it another name.",
  },
  SECOND_PLACE_FAILING: {
    title: "The second place takes no backup",
    text: "It may be full or write-protected. Make room there, or choose another place.",
  },
  SECOND_PLACE_OLD: {
    title: {
      one: "The newest backup in the second place is {n} day old",
      other: "The newest backup in the second place is {n} days old",
    },
    text: "Leave the stick plugged in for an hour, or make a backup by hand while it is there.",
  },
  CLOCK_LEAPT: {
    title: "The clock of this computer has leapt ahead",
    text:
      "Look at date and time. If they are right, confirm them on the Server screen; if not, correct them in the system first.",
  },
  CLOCK_BEHIND: {
    title: "The clock of this computer is behind",
    text: "It shows a time before the newest record. Set date and time in the system.",
  },
  CLOCK_OFF_PHONES: {
    title: "Phones and this computer show different times",
    text: {
      one: "Difference: {n} minute, and several phones agree. Set date and time of this computer.",
      other:
        "Difference: {n} minutes, and several phones agree. Set date and time of this computer.",
    },
  },
  CLOCK_OFF_CLOUD: {
    title: "The cloud and this computer show different times",
    text: {
      one: "Difference: {n} minute. Set date, time and time zone of this computer.",
      other: "Difference: {n} minutes. Set date, time and time zone of this computer.",
    },
  },
  RELAY_REFUSED: {
    title: "The cloud does not let this Sync Hub in",
    text:
      "Phones are served all the same and nothing is lost. Tell the administrator of the cloud: {problem}",
  },
  RELAY_OVERDUE: {
    title: {
      one: "Records have waited {n} day for the cloud",
      other: "Records have waited {n} days for the cloud",
    },
    text:
      "Waiting: {rows}. They are safe here, and nowhere else. Connect this computer to the internet for an hour.",
  },
  AUDIT_DAMAGED: {
    title: "The log is not as it was written",
    text:
      "Someone or something has changed it. Export it on the Activity screen and tell the person responsible.",
  },
  ADDRESS_CHOICE_GONE: {
    title: "The chosen address is gone",
    text:
      "{address} is not an address of this computer now; phones are told {now}. Connect that network again, or choose on the Settings screen.",
  },
  ADDRESS_CHANGED: {
    title: "The address for phones has changed",
    text:
      "Phones know {address}; now it is {now}. Each paired phone scans the QR code of the Pair screen once; nobody has to log in anew and nothing is lost.",
  },
  FIREWALL_ON: {
    title: "A firewall may keep phones out",
    text:
      "No phone has come by this address yet. If phones cannot connect, somebody with administrator rights runs: {fix}",
  },
  SECOND_PLACE_NONE: {
    title: "Backups are on this computer only",
    text:
      "If it is lost or breaks, they are lost with it. Choose a USB stick or a network folder as a second place.",
  },
  SECOND_PLACE_SAME_DISK: {
    title: "The second place is on the same disk",
    text: "It does not help when that disk breaks. Choose a USB stick or a network folder.",
  },
  BATTERY_ON: {
    title: "This computer runs on its battery",
    text: "Charge: {percent} %. Plug it in when you can.",
  },
  SLEEP_ALLOWED: {
    title: "This computer may fall asleep",
    text:
      "Phones cannot sync while it sleeps or its lid is closed. Turn sleep off in the system's power settings.",
  },
  PHONE_CLOCK: {
    title: "A phone and this computer show different times",
    text: {
      one: "{phone}, difference: {n} minute. Look at the time of both and correct the wrong one.",
      other:
        "{phone}, difference: {n} minutes. Look at the time of both and correct the wrong one.",
    },
  },
  ADDRESS_LOCAL: {
    title: "Only this computer can reach the Sync Hub",
    text: "It was started with an address that no phone can use. Start it without --host.",
  },
  DATABASE_UNCHECKED: {
    title: {
      one: "The database has not been checked for {n} day",
      other: "The database has not been checked for {n} days",
    },
    text: "The check takes a minute and disturbs nobody. Start it on the Health screen.",
  },
};

/** The words of a problem with its values in them. */
export function problemWords({ code, values }: FoundProblem): ProblemWords {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return name === "bytes" ? `${(Number(value) / 1e9).toFixed(1)} GB` : `${value}`;
    });
  // What is counted in a text chooses its plural form.
  const n = values["days"] ?? values["hours"] ?? values["minutes"] ?? "";
  const formOf = (text: ProblemText) =>
    (typeof text === "string" ? text : Number(n) === 1 ? text.one : text.other)
      .replace("{n}", `${n}`);
  const { title, text } = PROBLEM_WORDS[code];
  return { title: fill(formOf(title)), text: fill(formOf(text)) };
}
