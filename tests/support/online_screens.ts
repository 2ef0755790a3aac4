/** What the online screens of a phone send. */

/** The phone's time. */
export const ISO = "2026-03-04T05:06:07.000Z";

/** A patient as the online screens send it: every column, no clinic. */
export function sent(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "0197d000-0000-7000-8000-000000000001",
    given_name: "Nadia",
    surname: "Fares",
    date_of_birth: "1990-05-03",
    sex: "female",
    citizenship: "",
    hometown: "",
    phone: "",
    camp: "",
    additional_data: {},
    metadata: {},
    photo_url: "",
    government_id: "",
    external_patient_id: "",
    created_at: ISO,
    updated_at: ISO,
    ...more,
  };
}

/** An answer to a field as the online screens send it: the field's id, no patient. */
export function answer(fieldId: string, value: Record<string, unknown>): Record<string, unknown> {
  return {
    id: fieldId,
    patient_id: "",
    attribute_id: fieldId,
    attribute: "some_field",
    ...value,
    metadata: {},
    is_deleted: false,
    created_at: ISO,
    updated_at: ISO,
    last_modified: ISO,
    server_created_at: ISO,
  };
}
