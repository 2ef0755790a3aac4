/**
 * Updates of the program (`docs/updates.md`): found by themselves when there is a connection,
 * brought in a file when there is none, checked against the keys in the program, installed on the
 * operator's word, and taken back when the new version does not come up.
 *
 * @module
 */

export type { Fetch, UpdatePlace } from "./fetch_update.ts";
export {
  foldersBeside,
  type Installation,
  type ProgramKind,
  programKind,
  readInstallation,
} from "./installation.ts";
export type { PresentProgram, UpdateAsset, UpdateManifest } from "./manifest.ts";
export { requireSignature, type UpdateKeys } from "./signature.ts";
export { UpdateError, type UpdateProblem } from "./update_error.ts";
export type { OfferedUpdate, UpdateStatus, UpdateStep } from "./update_status.ts";
export { type UpdateParts, Updates } from "./updates.ts";
export { compareVersions, isVersion, versionOf } from "./version.ts";
export { type FailedUpdate, VersionFiles } from "./version_files.ts";
