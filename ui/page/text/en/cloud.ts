/**
 * The cloud, in English.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const CLOUD = {
  "cloud.title": "Cloud",
  "cloud.none": "Not connected to the cloud",
  "cloud.noneText":
    "Records stay here and on the phones; nothing is lost. To connect, you need the address of the cloud and the key its administrator made for this Sync Hub.",
  "cloud.connect": "Register with the cloud",
  "cloud.state.fine": "Everything is in the cloud",
  "cloud.state.waiting": "Waits for the next sync",
  "cloud.state.some": "The cloud did not take everything",
  "cloud.state.first": "The first sync has not happened yet",
  "cloud.state.running": "Syncing with the cloud",
  "cloud.state.later": "The cloud cannot be reached just now",
  "cloud.state.blocked": "The cloud sync needs you",
  "cloud.lastRelay": "Last sync with the cloud",
  "cloud.nextRelay": "Next try",
  "cloud.never": "Never",
  "cloud.waiting": "Waiting for the cloud",
  "cloud.line": {
    one: "{n} record waits for the cloud",
    other: "{n} records wait for the cloud",
  },
  "cloud.lineLast": "Last sync {ago}",
  "cloud.waitingSince": "The oldest since",
  "cloud.unconfirmed": "Sent, not confirmed yet",
  "cloud.lastSent": "Sent last time",
  "cloud.lastReceived": "Received last time",
  "cloud.keptHereText": "The cloud has no place for these kinds of records:",
  "cloud.syncNow": "Sync now",
  "cloud.begun": "The sync begins.",
  "cloud.cancel": "Stop this sync",
  "cloud.cancelled": "The sync stops at the next safe moment. What was sent stays sent.",
  "cloud.toSettings": "Cloud settings",
  "cloud.toRows": "See what the cloud did not take",
  "cloud.failures": {
    one: "{n} try has failed since the last sync.",
    other: "{n} tries have failed since the last sync.",
  },
  "run.checking": "Asking the cloud about this Sync Hub",
  "run.looking": "Looking for what is new here",
  "run.sending": "Sending",
  "run.receiving": "Receiving",
  "run.storing": "Storing what has arrived",
  "run.ofRows": "{rows} of {total} records",
  "run.bytes": "{size} received",
  "run.attempt": "Attempt {n}",
  "run.since": "Since {time}",
  "relay.NOT_A_URL": "This is not the address of a server. Copy it from the administrator.",
  "relay.NOT_HTTPS": "The address must begin with https://, so that nobody reads along.",
  "relay.NO_INTERNET":
    "There is no internet just now. Nothing is lost; it is tried again by itself.",
  "relay.NAME_NOT_FOUND":
    "The cloud was not found. Look whether there is internet and whether the address is right.",
  "relay.TLS":
    "The server could not show that it is the cloud. Check date and time of this computer, and whether the Wi-Fi asks for a login first.",
  "relay.STALLED":
    "The connection went silent. It is tried again by itself and goes on where it was.",
  "relay.BROKEN_ANSWER":
    "The connection broke off several times. It is tried again by itself; a better connection helps.",
  "relay.NOT_A_CLOUD":
    "Something else answered instead of the cloud. Check the address, and whether the Wi-Fi asks for a login first.",
  "relay.CLOUD_FAILED":
    "The cloud has trouble of its own. It is tried again by itself; if it lasts, tell the administrator.",
  "relay.CLOUD_TOO_NEW":
    "The cloud is too new for this version. Install the newest version of the Sync Hub.",
  "relay.TOO_MANY": "The cloud asked to wait. It is tried again by itself.",
  "relay.KEY_REFUSED":
    "The cloud does not accept the key. Ask the administrator for a new one and enter it in the settings.",
  "relay.SUSPENDED":
    "The administrator has suspended this Sync Hub in the cloud. Phones are served as before. Ask the administrator.",
  "relay.DECOMMISSIONED":
    "The administrator has retired this Sync Hub in the cloud. Phones are served as before. Ask the administrator.",
  "relay.NO_CLINICS":
    "The cloud has given this Sync Hub no clinic. Ask the administrator to add one.",
  "relay.OTHER_DEVICE":
    "This key belongs to another Sync Hub. Ask the administrator for the key of this one.",
  "relay.OTHER_CLOUD":
    "This Sync Hub holds accounts and records of another cloud. To move to this one, choose “Remove everything” in the settings first. If it is the same cloud at a new address, ask the administrator to give this Sync Hub one of its clinics there.",
  "relay.DEMO":
    "This Sync Hub holds the made-up demo clinic, which must never reach a cloud. Start a new one for real work.",
  "relay.CANCELLED": "Somebody stopped the last sync. Nothing is lost.",
  "relay.LOCKED": "The Sync Hub was locked during the sync. It goes on after the unlock.",
  "relay.STORAGE": "The disk is full or does not answer. Free some space; it is then tried again.",
  "relay.DEFECT":
    "The Sync Hub met an error during the sync. Nothing is lost. If it stays, report it.",
  "asked.NO_INTERNET": "There is no internet just now. Connect this computer, then try again.",
  "asked.STALLED": "The connection went silent. Try again.",
  "asked.BROKEN_ANSWER": "The connection broke off. Try again; a better connection helps.",
  "asked.CLOUD_FAILED":
    "The cloud has trouble of its own. Try again later; if it lasts, tell the administrator.",
  "asked.TOO_MANY": "The cloud asked to wait. Try again in some minutes.",
  "register.text": "The administrator of the cloud gives you the address and the key.",
  "register.url": "Address of the cloud",
  "register.urlHint": "Begins with https://",
  "register.key": "Key of this Sync Hub",
  "register.keyHint": "Begins with hh_. It is shown once in the cloud, when the hub is made there.",
  "register.passphraseHint": "The one that opens this Sync Hub.",
  "register.go": "Register",
  "register.busy": "Asking the cloud. This takes up to half a minute.",
  "register.done": "Registered as {name}.",
  "register.again": "Change address or key",
  "register.againText":
    "For instance when the administrator has made a new key. Records and phones stay as they are. Only for the same cloud: what one cloud has is not sent to another.",
  "register.orFile": "Or load a provisioning file",
  "register.orCloud": "Or register with the cloud",
  "registered.name": "Name in the cloud",
  "registered.state": "State in the cloud",
  "registered.active": "Active",
  "registered.other": "Not active: {state}",
  "registered.url": "Address",
  "registered.key": "Key",
  "registered.keyKept": "Kept encrypted, never shown",
  "registered.clinics": "Clinics",
  "registered.noClinics": "None: ask the administrator to add one.",
  "registered.notAsked": "The cloud was not asked yet.",
  "registered.check": "Ask the cloud again",
  "registered.checked": "The cloud has answered; this is how things stand.",
  "deregister.go": "Disconnect from the cloud",
  "deregister.title": "Disconnect from the cloud?",
  "deregister.text":
    "Address and key are forgotten and nothing is sent any more. Records stay here, and phones are served as before. To connect again you need the key.",
  "deregister.waiting": {
    one: "{n} record is not in the cloud yet. It stays here.",
    other: "{n} records are not in the cloud yet. They stay here.",
  },
  "deregister.done": "Disconnected from the cloud.",
  "load.text":
    "Sets this Sync Hub up without internet: accounts, clinics and forms from another Sync Hub. You need the file and its own passphrase.",
  "load.file": "Provisioning file",
  "load.noFile": "Choose the file first.",
  "load.passphrase": "Passphrase of the file",
  "load.passphraseHint": "Whoever made the file chose it. It is not the one of this Sync Hub.",
  "load.go": "Load the file",
  "load.busy": "Loading the file. This takes a moment.",
  "load.done": {
    one: "Loaded: {n} account can log in now.",
    other: "Loaded: {n} accounts can log in now.",
  },
  "make.title": "Provisioning file",
  "make.text":
    "Sets another Sync Hub up without internet: accounts, clinics and forms, no patients. It is encrypted with a passphrase of its own and works for 30 days.",
  "make.go": "Make a provisioning file",
  "make.passphrase": "Passphrase of this Sync Hub",
  "make.filePassphrase": "A new passphrase for the file",
  "make.filePassphraseText":
    "Tell it to whoever loads the file, by voice and not together with the file.",
  "make.busy": "Making the file. This takes a moment.",
  "make.done": {
    one: "The file is ready, with {n} account. It works until {date}.",
    other: "The file is ready, with {n} accounts. It works until {date}.",
  },
  "make.save": "Save the file",
  "provision.NOT_A_FILE": "This is not a provisioning file. Choose another one.",
  "provision.DAMAGED": "The file is damaged. Copy it again, or have it made again.",
  "provision.NEWER_VERSION":
    "A newer version has made this file. Install the newest version of the Sync Hub.",
  "provision.WRONG_PASSPHRASE":
    "The passphrase is not the one of the file. Check Caps Lock and the keyboard language.",
  "provision.EXPIRED": "The file is older than 30 days. Have a new one made.",
  "provision.FROM_THE_FUTURE":
    "The file was made later than it is here. Set date and time of this computer.",
  "provision.NO_ACCOUNTS": "Nobody in this file can log in. Have another one made.",
  "provision.HAS_DATA":
    "This Sync Hub already has data from the cloud or from a later file. Nothing was changed.",
  "provision.WEAK_PASSPHRASE":
    "The passphrase is too weak. Choose 12 characters or more, at least 5 of them different.",
  "provision.NOT_REGISTERED":
    "This Sync Hub has nothing from the cloud yet. Register it and sync first.",
  "provision.OUT_OF_DATE":
    "This Sync Hub last heard from the cloud more than 30 days ago. Sync with the cloud first.",
  "provision.TOO_LARGE": "The file is too large to be a provisioning file. Choose another one.",
  "rows.title": "What the cloud did not take",
  "rows.text":
    "These records are safe on this Sync Hub, but the cloud does not have them. Most need a correction on a phone or in the cloud.",
  "rows.none": "The cloud took everything",
  "rows.noneYet": "Nothing was sent to the cloud yet",
  "rows.since": "Since {time} ({ago}).",
  "rows.next": "Tried again by itself {time}.",
  "rows.noNext": "Tried again when somebody edits it.",
  "rows.retry": "Try again",
  "rows.retryAll": "Try all again",
  "rows.retried": {
    one: "{n} record goes up with the next sync.",
    other: "{n} records go up with the next sync.",
  },
  "rows.export": "Export all of them",
  "rows.more": "Show more",
  "rows.keptHere": "Kinds the cloud does not take",
  "taken.refused": "Refused by the cloud",
  "taken.dropped": "The cloud said yes and did not keep it",
  "taken.unsendable": "Cannot be sent",
  "taken.narrowed": "It was sent, with less than it says here",
  "taken.unread": "From the cloud, and could not be stored here",
  "taken.why.REFUSED_BY_CLOUD": "The cloud gave no reason.",
  "taken.why.UNCONFIRMED":
    "It was sent several times and never came back. Its clinic may not belong to this Sync Hub.",
  "taken.why.FOREIGN_CLINIC":
    "It belongs to a clinic that this Sync Hub does not serve in the cloud.",
  "taken.why.PARENT_NOT_TAKEN": "The cloud does not have the record it belongs to.",
  "taken.why.PARENT_MISSING": "The record it belongs to is not on this Sync Hub.",
  "taken.why.DUPLICATE_ATTRIBUTE":
    "The cloud keeps one answer for each question, and has another one.",
  "taken.why.ITEM_DISPENSED":
    "It was deleted here. The cloud keeps it, because medicine was given out for it.",
  "taken.why.TOO_LONG": "A text was too long and was cut off there.",
  "taken.why.OUT_OF_RANGE":
    "A number or date is beyond what the cloud can hold, and is empty there.",
  "taken.why.NOT_A_DATE": "A date is not one, and is empty there.",
  "taken.why.NOT_AN_ID":
    "A number that names another record is not one the cloud accepts, and is empty there.",
  "taken.why.NOT_JSON": "A value cannot be read, and is empty there.",
  "taken.why.BAD_ID": "Its number is not one the cloud accepts.",
  "taken.why.MISSING_REFERENCE": "It names a patient, clinic, person or medicine that is missing.",
  "taken.why.MISSING_VISIT": "The prescription belongs to no visit.",
  "taken.why.MISSING_VALUE": "A time or a quantity is missing.",
  "taken.why.BAD_VALUE": "A value is not of its kind.",
  "taken.why.NOT_AN_OBJECT": "It is not a record.",
  "taken.why.TOO_LARGE": "It is larger than this Sync Hub can read.",
  "taken.why.NOT_STORABLE": "The database did not take it.",
  "taken.field": "Field: {name}.",
} as const satisfies Readonly<Record<string, Text>>;
