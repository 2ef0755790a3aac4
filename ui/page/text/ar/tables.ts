/**
 * Names of the kinds of records, in Arabic.
 *
 * @module
 */
import type { TABLES as EN } from "../en/tables.ts";
import type { Catalogue } from "../text.ts";

export const TABLES: Catalogue<keyof typeof EN> = {
  "table.app_config": "الإعدادات",
  "table.appointments": "المواعيد",
  "table.clinic_departments": "الأقسام",
  "table.clinic_inventory": "مخزون الأدوية",
  "table.clinics": "العيادات",
  "table.dispensing_records": "الأدوية المصروفة",
  "table.drug_batches": "دفعات الأدوية",
  "table.drug_catalogue": "الأدوية",
  "table.event_forms": "نماذج الزيارات",
  "table.events": "النماذج المعبأة",
  "table.patient_additional_attributes": "بيانات إضافية للمرضى",
  "table.patient_allergies": "الحساسيات",
  "table.patient_allergy_reactions": "ردود الفعل التحسسية",
  "table.patient_observations": "الملاحظات",
  "table.patient_problems": "المشكلات الصحية",
  "table.patient_risk_profiles": "ملفات المخاطر",
  "table.patient_tobacco_history": "تاريخ استخدام التبغ",
  "table.patient_vitals": "العلامات الحيوية",
  "table.patients": "المرضى",
  "table.prescription_items": "الأدوية الموصوفة",
  "table.prescriptions": "الوصفات الطبية",
  "table.registration_forms": "نماذج التسجيل",
  "table.resources": "الموارد",
  "table.user_clinic_permissions": "الصلاحيات",
  "table.users": "الحسابات",
  "table.visits": "الزيارات",
};
