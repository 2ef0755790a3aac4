/**
 * What the page says, in English. The other languages have the same keys.
 *
 * @module
 */
import type { QuarantineReason } from "../../sync/quarantine.ts";
import type { OperatorErrorCode } from "../operator_error.ts";

/** Texts that a code of the program leads to. */
type CodeTexts = Record<`error.${OperatorErrorCode}` | `reason.${QuarantineReason}`, string>;

/** `{name}` stands for a value. */
export const EN = {
  "product": "Hikma Health Sync Hub",
  "language": "Language",

  "entrance.missing.title": "This page needs its link",
  "entrance.missing.text":
    "Open it with the link the Sync Hub gave when it started. Each link signs in one window, once.",
  "entrance.refused.title": "This link does not work any more",
  "entrance.refused.text":
    "Each link signs in one window, once. Go back to the window that is already open, or start the Sync Hub again to get a new link.",

  "status.title": "Status",
  "status.serving": "Serving phones",
  "status.locked": "Locked: phones are not served",
  "status.noNetwork": "No network: phones cannot reach this Sync Hub",
  "status.lost": "The Sync Hub does not answer. Trying again…",
  "status.stopped": "The Sync Hub is stopping. You can close this page.",
  "status.lockedHint": "Nothing is lost. Start the Sync Hub again to unlock it.",

  "fact.address": "Address for phones",
  "fact.hubId": "Sync Hub id",
  "fact.fingerprint": "Fingerprint",
  "fact.since": "Running since",
  "fact.version": "Version",

  "notice.title": "Please look at this",
  "notice.noAccounts":
    "No one can log in yet: this Sync Hub has no accounts. They come from the cloud.",
  "notice.clock":
    "The clock of this computer has leapt ahead. It says {date}. Until you confirm, the Sync Hub goes on with the time it had.",
  "notice.clockConfirm": "This time is right",

  "pairing.title": "Pair phones",
  "pairing.closed": "Pairing is closed: no new phone can connect.",
  "pairing.openUntil": "Pairing is open until {time}.",
  "pairing.openToEnd": "Pairing is open until the Sync Hub stops.",
  "pairing.how":
    "Scan this code with the Hikma Health app, then log in on the phone. A phone that is already paired scans it again when the address has changed.",
  "pairing.qr": "QR code for the Hikma Health app",
  "pairing.noQr": "There is no QR code while there is no network.",
  "pairing.open": "Open for {count} minutes",
  "pairing.close": "Close pairing",

  "phones.title": "Phones",
  "phones.none": "No phone has paired yet. Open pairing, then scan the QR code with the first one.",
  "phone.waiting": "Waiting for a login",
  "phone.admitted": "Paired",
  "phone.new": "New",
  "phone.revoked": "Removed",
  "phone.account": "Account",
  "phone.address": "Address",
  "phone.lastSeen": "Last seen",
  "phone.lastSync": "Last sync",
  "phone.rowsIn": "Records received",
  "phone.rowsOut": "Records sent",
  "phone.never": "Never",
  "phone.nobody": "Nobody yet",
  "phone.hasMore": "Its last sync did not bring everything. Sync it once more.",
  "phone.lapses": "If it does not sync by {date}, it has to scan the QR code again.",
  "phone.lapsed": "It has been away for long. It has to scan the QR code again.",
  "phone.undo": "Undo",
  "phone.revoke": "Remove",
  "phone.reinstate": "Let back in",

  "confirm.cancel": "Cancel",
  "confirm.undo.title": "Undo the pairing of {name}?",
  "confirm.undo.text": "The phone has to scan the QR code again before anyone can log in on it.",
  "confirm.revoke.title": "Remove {name}?",
  "confirm.revoke.text":
    "The phone can no longer sync here. Records it has sent stay; records it has not sent remain on the phone.",
  "confirm.stop.title": "Stop the Sync Hub?",
  "confirm.stop.text": "Phones cannot sync until someone starts it again.",

  "done.undo": "{name} was undone.",
  "done.revoke": "{name} was removed.",
  "done.reinstate": "{name} may sync again.",
  "done.clock": "The time was confirmed.",

  "records.title": "Records",
  "records.none": "There are no records yet.",
  "records.kind": "Kind",
  "records.count": "Number",
  "records.aside": "Put aside",
  "records.asideHint": "These could not be taken over. They are kept whole.",
  "records.reason": "Reason",
  "records.size": "Size on disk",
  "reason.SERVER_OWNED": "Only the cloud may change them",
  "reason.NOT_PERMITTED": "The account may not do this",
  "reason.BAD_TABLE": "The table cannot be kept",
  "reason.TOO_MUCH_UNKNOWN": "No room left for tables this version does not know",
  "reason.NOT_STORABLE": "The database did not take the record",
  "reason.NOT_AN_OBJECT": "Not a record",
  "reason.BAD_ID": "The record has no usable id",
  "reason.BAD_COLUMN_NAME": "A field has a name that cannot be kept",
  "reason.BAD_VALUE": "A field has a value of the wrong kind",

  "stop.title": "Stop",
  "stop.text": "Nothing is lost when the Sync Hub stops. Phones keep their records and sync later.",
  "stop.button": "Stop the Sync Hub",

  "error.offline": "The Sync Hub did not answer. Look whether it is running, then try again.",
  "error.WRONG_HOST": "This page was opened under a wrong address. Use the link of the Sync Hub.",
  "error.WRONG_ORIGIN": "The Sync Hub refused a request from another page.",
  "error.NOT_SIGNED_IN": "This window is not signed in any more. Use a new link.",
  "error.START_TOKEN_REFUSED": "This link does not work any more.",
  "error.WRONG_STATE": "This cannot be done now. Reload the page.",
  "error.WRONG_PASSPHRASE": "This passphrase is wrong. Check Caps Lock and the keyboard language.",
  "error.WRONG_RECOVERY_KEY": "This recovery key is wrong. Compare it with the paper.",
  "error.WEAK_PASSPHRASE":
    "This passphrase is too weak. It needs 12 characters, 5 of them different.",
  "error.CONFIRM_FIRST": "Enter the passphrase again first.",
  "error.DAMAGED":
    "The data is damaged, or a part of it is missing. Do not delete anything; ask for help.",
  "error.NEWER_SCHEMA": "A newer version of the Sync Hub has written this data. Use that version.",
  "error.LIBRARY": "A part of the program is missing. Run the set-up again.",
  "error.TOO_MANY": "Too many wrong attempts. Wait a minute, then try again.",
  "error.NOT_JSON": "The Sync Hub could not read the request.",
  "error.WRONG_METHOD": "The Sync Hub could not read the request.",
  "error.TOO_LARGE": "The request was too large.",
  "error.INVALID": "The Sync Hub could not accept this input.",
  "error.NOT_FOUND": "That is no longer there. The page shows the present state.",
  "error.LOCKED": "The Sync Hub is locked.",
  "error.BUSY": "The Sync Hub is busy. Try again.",
  "error.STORAGE": "The disk is full or does not answer. Free some space, then try again.",
  "error.STOPPING": "The Sync Hub is stopping.",
  "error.INTERNAL": "The Sync Hub met an error. Please report it.",

  "table.app_config": "Settings",
  "table.appointments": "Appointments",
  "table.clinic_departments": "Departments",
  "table.clinic_inventory": "Medicine stock",
  "table.clinics": "Clinics",
  "table.dispensing_records": "Dispensed medicines",
  "table.drug_batches": "Medicine batches",
  "table.drug_catalogue": "Medicines",
  "table.event_forms": "Visit forms",
  "table.events": "Filled-in forms",
  "table.patient_additional_attributes": "Further patient details",
  "table.patient_allergies": "Allergies",
  "table.patient_allergy_reactions": "Allergic reactions",
  "table.patient_observations": "Observations",
  "table.patient_problems": "Problems",
  "table.patient_risk_profiles": "Risk profiles",
  "table.patient_tobacco_history": "Tobacco histories",
  "table.patient_vitals": "Vital signs",
  "table.patients": "Patients",
  "table.prescription_items": "Prescribed medicines",
  "table.prescriptions": "Prescriptions",
  "table.registration_forms": "Registration forms",
  "table.resources": "Resources",
  "table.user_clinic_permissions": "Permissions",
  "table.users": "Accounts",
  "table.visits": "Visits",
} as const satisfies CodeTexts & Readonly<Record<string, string>>;

/** A text of the page. */
export type TextKey = keyof typeof EN;
