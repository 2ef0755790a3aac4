/**
 * Permissions: decided in this one place for calls and for pushed rows.
 *
 * @module
 */

export { flagFor, ownerColumn, type RecordAction } from "./record_flags.ts";
export {
  PERMISSION_FLAGS,
  type PermissionFlag,
  permissionsOf,
  type RowReader,
  type UserPermissions,
} from "./user_permissions.ts";
