/**
 * What the same machine can do at most, measured in the same run.
 *
 * @module
 */

export { DatabaseLimits, type LookUpTimes } from "./database_limits.ts";
export {
  agreementsPerSecond,
  decodePushMs,
  deriveKeyMs,
  encodePagesMs,
  passwordCheckMs,
} from "./sealing_limits.ts";
