/**
 * The two generations of the cloud that are in use (`cloud.md` 3.4 and 3.5).
 *
 * @module
 */

/** Which cloud it is. */
export type CloudGeneration = "older" | "newer";

/** What differs between them, as far as a hub meets it. */
export interface CloudTraits {
  readonly requestsPerMinute: number;
  /** Errors are `{"error": message}` with 400 for a body that is not JSON. */
  readonly namesErrors: boolean;
  /** A device API key is the only way in for whoever says `peerType=sync_hub`. */
  readonly hubsNeedKeys: boolean;
  /** `clinics` and `users` are whole in every pull. */
  readonly sendsWholeTables: boolean;
  /** A row that the database refuses is skipped and the push goes on. */
  readonly skipsRefusedRows: boolean;
  /** Dates of birth leave as `YYYY-MM-DD`. */
  readonly plainBirthDates: boolean;
  /** Prescription items are processed before dispensing records. */
  readonly itemsFirst: boolean;
  /** `app_config` has `clinic_ids`. */
  readonly configHasClinics: boolean;
}

const TRAITS: Record<CloudGeneration, CloudTraits> = {
  older: {
    requestsPerMinute: 60,
    namesErrors: false,
    hubsNeedKeys: false,
    sendsWholeTables: false,
    skipsRefusedRows: false,
    plainBirthDates: false,
    itemsFirst: false,
    configHasClinics: false,
  },
  newer: {
    requestsPerMinute: 120,
    namesErrors: true,
    hubsNeedKeys: true,
    sendsWholeTables: true,
    skipsRefusedRows: true,
    plainBirthDates: true,
    itemsFirst: true,
    configHasClinics: true,
  },
};

/** Every generation. */
export const CLOUD_GENERATIONS: readonly CloudGeneration[] = ["older", "newer"];

/** What a generation does. */
export function cloudTraits(generation: CloudGeneration): CloudTraits {
  return TRAITS[generation];
}
