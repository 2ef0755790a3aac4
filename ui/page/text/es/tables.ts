/**
 * Names of the kinds of records, in Spanish.
 *
 * @module
 */
import type { TABLES as EN } from "../en/tables.ts";
import type { Catalogue } from "../text.ts";

export const TABLES: Catalogue<keyof typeof EN> = {
  "table.app_config": "Ajustes",
  "table.appointments": "Citas",
  "table.clinic_departments": "Departamentos",
  "table.clinic_inventory": "Existencias de medicamentos",
  "table.clinics": "Clínicas",
  "table.dispensing_records": "Medicamentos dispensados",
  "table.drug_batches": "Lotes de medicamentos",
  "table.drug_catalogue": "Medicamentos",
  "table.event_forms": "Formularios de visita",
  "table.events": "Formularios rellenados",
  "table.patient_additional_attributes": "Otros datos de pacientes",
  "table.patient_allergies": "Alergias",
  "table.patient_allergy_reactions": "Reacciones alérgicas",
  "table.patient_observations": "Observaciones",
  "table.patient_problems": "Problemas",
  "table.patient_risk_profiles": "Perfiles de riesgo",
  "table.patient_tobacco_history": "Historiales de tabaco",
  "table.patient_vitals": "Signos vitales",
  "table.patients": "Pacientes",
  "table.prescription_items": "Medicamentos recetados",
  "table.prescriptions": "Recetas",
  "table.registration_forms": "Formularios de registro",
  "table.resources": "Recursos",
  "table.user_clinic_permissions": "Permisos",
  "table.users": "Cuentas",
  "table.visits": "Visitas",
};
