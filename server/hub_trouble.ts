/**
 * Why a hub that is there cannot be opened, whatever is typed.
 *
 * @module
 */

/**
 * Closed set; what the operator can do is on the recovery screen (`docs/recovery.md`).
 *
 * - `VAULT_MISSING`: the database is there, or a kept copy of the vault, and the vault is not
 * - `BOTH_MISSING`: neither vault nor database is there, and copies of the hub are
 * - `VAULT_DAMAGED`: the vault is not what was written
 * - `VAULT_FOREIGN`: another program's file has the vault's name
 * - `VAULT_NEWER`: a newer version of the program has written the vault
 * - `DATABASE_MISSING`: the vault is there, and its database is not, or is empty
 * - `DATABASE_DAMAGED`: the database does not open under the vault's key, or is corrupt
 * - `DATABASE_NEWER`: a newer version of the program has written the database
 * - `LIBRARY`: the SQLCipher library is missing or damaged
 * - `STORAGE`: the disk is full, read-only or failing
 */
export type HubTrouble =
  | "VAULT_MISSING"
  | "BOTH_MISSING"
  | "VAULT_DAMAGED"
  | "VAULT_FOREIGN"
  | "VAULT_NEWER"
  | "DATABASE_MISSING"
  | "DATABASE_DAMAGED"
  | "DATABASE_NEWER"
  | "LIBRARY"
  | "STORAGE";
