/**
 * Permissions: decided in this one place for calls and for pushed rows.
 *
 * @module
 */

export type { Statements } from "../database/statements.ts";
export { flagFor, ownerColumn, type RecordAction } from "./record_flags.ts";
export {
  PERMISSION_FLAGS,
  type PermissionFlag,
  permissionsOf,
  type UserPermissions,
} from "./user_permissions.ts";
