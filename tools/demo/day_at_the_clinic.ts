/**
 * What the phones of the demo do, round after round.
 *
 * @module
 */

import type { DemoPhone, RowsMoved } from "./demo_phone.ts";

/** Told what happens, in plain words: whole sentences without a full stop. */
export type Teller = (sentence: string) => void;

/** One thing a person does on a phone. Returns what to tell of it. */
type Doing = (phone: DemoPhone) => Promise<string>;

type Patient = Awaited<ReturnType<DemoPhone["app"]["rows"]>>[number];

function nameOf(patient: Readonly<Record<string, unknown>>): string {
  return `${patient["given_name"]} ${patient["surname"]}`;
}

/** A patient of the owner's clinic whom the phone shows, the one registered last first. */
async function somePatient(phone: DemoPhone): Promise<Patient | undefined> {
  const patients = (await phone.app.rows("patients")).filter((row) =>
    row["primary_clinic_id"] === phone.clinicId
  );
  patients.sort((a, b) => Number(b["created_at"]) - Number(a["created_at"]));
  return patients[Math.floor(Math.random() * Math.min(patients.length, 4))];
}

const register: Doing = async (phone) => {
  const rows = phone.rowMaker();
  const patient = rows.patient();
  const visit = rows.visit(patient.id);
  await phone.app.create("patients", patient);
  await phone.app.create("visits", visit);
  await phone.app.create("patient_vitals", rows.vitals(patient.id, visit.id));
  return `registers ${nameOf(patient)} and takes the vital signs`;
};

const see: Doing = async (phone) => {
  const patient = await somePatient(phone);
  if (patient === undefined) return await register(phone);
  const rows = phone.rowMaker();
  const visit = rows.visit(patient.id);
  await phone.app.create("visits", visit);
  await phone.app.create("events", rows.event(patient.id, visit.id));
  return `sees ${nameOf(patient)} and fills in a form`;
};

const correct: Doing = async (phone) => {
  const patient = await somePatient(phone);
  if (patient === undefined) return await register(phone);
  const digits = String(Math.floor(Math.random() * 10_000)).padStart(4, "0");
  await phone.app.update("patients", patient.id, { phone: `+000 555 ${digits}` });
  return `corrects the phone number of ${nameOf(patient)}`;
};

const invite: Doing = async (phone) => {
  const patient = await somePatient(phone);
  if (patient === undefined) return await register(phone);
  const rows = phone.rowMaker();
  const visit = rows.visit(patient.id);
  await phone.app.create("visits", visit);
  await phone.app.create("appointments", rows.appointment(patient.id, visit.id));
  return `makes an appointment for ${nameOf(patient)}`;
};

const DOINGS: readonly Doing[] = [register, see, correct, invite];

function rows(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}

function moved({ up, down }: RowsMoved): string {
  const parts = [
    ...(up > 0 ? [`${rows(up)} up`] : []),
    ...(down > 0 ? [`${rows(down)} down`] : []),
  ];
  return parts.length === 0 ? "nothing new" : parts.join(", ");
}

/** Every phone scans the QR code, logs in and gets what its owner may see. */
export async function arrive(
  phones: readonly DemoPhone[],
  qrText: string,
  tell: Teller,
): Promise<void> {
  for (const phone of phones) {
    await phone.join(qrText);
    const first = await phone.sync();
    const patients = await phone.app.rows("patients");
    tell(
      `${phone.name} scans the QR code, ${phone.userName} logs in: ` +
        `${moved(first)}, ${patients.length} patients to see`,
    );
  }
}

/**
 * One round: someone does something and syncs, then all others do.
 *
 * @param writers the phones whose owners may write
 * @param round counted from 0: decides whose turn it is and what is done
 */
export async function playRound(
  phones: readonly DemoPhone[],
  writers: readonly DemoPhone[],
  round: number,
  tell: Teller,
): Promise<void> {
  const writer = writers[round % writers.length];
  const doing = DOINGS[Math.floor(round / writers.length) % DOINGS.length];
  if (writer === undefined || doing === undefined) return;
  const sentence = await doing(writer);
  tell(`${writer.name}: ${writer.userName} ${sentence}; ${moved(await writer.sync())}`);
  for (const phone of phones.filter((other) => other !== writer)) {
    tell(`  ${phone.name} syncs: ${moved(await phone.sync())}`);
  }
}
