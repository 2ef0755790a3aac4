/**
 * The registry of procedures an authenticated phone may call (`docs/procedures.md`).
 *
 * @module
 */

import * as appointments from "./commands/appointments.ts";
import { deletePatient } from "./commands/delete_patient.ts";
import { dispensingCreate, prescriptionItemsDispense } from "./commands/dispensing.ts";
import * as events from "./commands/events.ts";
import { prescriptionItemsCreate, prescriptionItemsUpdate } from "./commands/prescription_items.ts";
import * as prescriptions from "./commands/prescriptions.ts";
import { problemsCreate, problemsUpdate } from "./commands/problems.ts";
import { registerPatient } from "./commands/register_patient.ts";
import { syncPush } from "./commands/sync_push.ts";
import { visitsCreate, visitsUpdate } from "./commands/visits.ts";
import { vitalsCreate, vitalsUpdate } from "./commands/vitals.ts";
import type { Procedure } from "./procedure.ts";
import * as appointmentLists from "./queries/appointments.ts";
import { listClinicDepartments, listClinics } from "./queries/clinics.ts";
import { dispensingByPatient } from "./queries/dispensing.ts";
import { drugsByBarcode, drugsGet, drugsSearch } from "./queries/drugs.ts";
import { getEventForm, getEventForms, listEventForms } from "./queries/event_forms.ts";
import { getPatient } from "./queries/get_patient.ts";
import * as inventory from "./queries/inventory.ts";
import { getProblem, listProblems, listVitals } from "./queries/measurements.ts";
import * as patients from "./queries/patients.ts";
import * as itemLists from "./queries/prescription_items.ts";
import * as prescriptionLists from "./queries/prescriptions.ts";
import * as registrationForms from "./queries/registration_forms.ts";
import { syncPull } from "./queries/sync_pull.ts";
import { getVisitEvents, getVisits, listEventsByForm } from "./queries/visits.ts";

/** Commands by name. `ping` and `login` need no token and are answered by the listener. */
export const COMMANDS: ReadonlyMap<string, Procedure> = new Map([
  ["sync_push", syncPush],
  ["register_patient", registerPatient],
  ["delete_patient", deletePatient],
  ["create_event", events.createEventCommand],
  ["visits.create", visitsCreate],
  ["visits.update", visitsUpdate],
  ["events.create", events.eventsCreate],
  ["events.update", events.eventsUpdate],
  ["events.delete", events.eventsDelete],
  ["vitals.create", vitalsCreate],
  ["vitals.update", vitalsUpdate],
  ["problems.create", problemsCreate],
  ["problems.update", problemsUpdate],
  ["appointments.create", appointments.appointmentsCreate],
  ["appointments.update", appointments.appointmentsUpdate],
  ["appointments.cancel", appointments.appointmentsCancel],
  ["appointments.complete", appointments.appointmentsComplete],
  ["prescriptions.create", prescriptions.prescriptionsCreate],
  ["prescriptions.update", prescriptions.prescriptionsUpdate],
  ["prescriptions.update_status", prescriptions.prescriptionsUpdateStatus],
  ["prescriptions.pickup", prescriptions.prescriptionsPickup],
  ["prescription_items.create", prescriptionItemsCreate],
  ["prescription_items.update", prescriptionItemsUpdate],
  ["prescription_items.dispense", prescriptionItemsDispense],
  ["dispensing.create", dispensingCreate],
]);

/** Queries by name. `ping` and `heartbeat` need no token and are answered by the listener. */
export const QUERIES: ReadonlyMap<string, Procedure> = new Map([
  ["sync_pull", syncPull],
  ["get_patient", getPatient],
  ["get_patients", patients.getPatients],
  ["search_patients", patients.searchPatients],
  ["patients.similar", patients.similarPatientsQuery],
  ["check_government_id", patients.checkGovernmentId],
  ["get_visits", getVisits],
  ["get_visit_events", getVisitEvents],
  ["events.by_form", listEventsByForm],
  ["vitals.list", listVitals],
  ["problems.list", listProblems],
  ["problems.get", getProblem],
  ["get_patient_registration_form", registrationForms.getPatientRegistrationForm],
  ["registration_form.get", registrationForms.getRegistrationForm],
  ["get_all_registration_forms", registrationForms.getAllRegistrationForms],
  ["get_event_forms", getEventForms],
  ["event_forms.list", listEventForms],
  ["get_event_form", getEventForm],
  ["clinics.list", listClinics],
  ["clinic_departments.list", listClinicDepartments],
  ["appointments.list", appointmentLists.appointmentsList],
  ["appointments.get", appointmentLists.appointmentsGet],
  ["appointments.by_patient", appointmentLists.appointmentsByPatient],
  ["appointments.search", appointmentLists.appointmentsSearch],
  ["prescriptions.search", prescriptionLists.prescriptionsSearch],
  ["prescriptions.by_patient_visit", prescriptionLists.prescriptionsByPatientVisit],
  ["prescription_items.by_prescription", itemLists.prescriptionItemsByPrescription],
  ["prescription_items.by_patient", itemLists.prescriptionItemsByPatient],
  ["drugs.search", drugsSearch],
  ["drugs.get", drugsGet],
  ["drugs.by_barcode", drugsByBarcode],
  ["inventory.by_clinic", inventory.inventoryByClinic],
  ["inventory.search", inventory.inventorySearch],
  ["inventory.check_availability", inventory.inventoryCheckAvailability],
  ["dispensing.by_patient", dispensingByPatient],
]);
