/**
 * Provisioning files: what a hub needs to serve phones before it ever reached its cloud. Format and
 * rules: `docs/provisioning.md`.
 *
 * @module
 */

export { CollectError, collectFromCloud } from "./collect_from_cloud.ts";
export {
  PROVISION_PROBLEMS,
  ProvisionError,
  type ProvisionProblem,
  provisionProblemOf,
} from "./provision_error.ts";
export {
  MAX_FILE_CHARS,
  openProvision,
  type ProvisionTimes,
  readProvisionTimes,
  sealProvision,
  VALID_MS,
} from "./provision_file.ts";
export {
  countAccounts,
  countRows,
  PROVISION_TABLES,
  type ProvisionContent,
  provisionParts,
  type ProvisionRow,
  readProvisionContent,
  readProvisionTables,
  requireAccounts,
} from "./provision_rows.ts";
